"""Storey 6: what a user can do: commands, key bindings, their parser and their handlers."""
