"""Storey 5: state in, Scene out. Pure: no threads, no curses, no clock of its own."""
