"""Storey 7: the only code that knows a real terminal. Main thread only."""
