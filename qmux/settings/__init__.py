"""Storey 2: the table of settings, and reading, checking and changing the settings file."""
