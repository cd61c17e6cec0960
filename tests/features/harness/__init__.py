"""What feature tests drive qmux with: the same test against a fake terminal, in a pty, and inside tmux."""
