"""Storey 3: the terminal emulator behind each pane; the home of pyte."""
