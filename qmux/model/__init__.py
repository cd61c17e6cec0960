"""Storey 1: values that every part speaks of. Imports nothing of qmux but errors."""
