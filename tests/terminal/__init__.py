"""The terminal emulator, seen from outside: what is fed against what is shown."""
