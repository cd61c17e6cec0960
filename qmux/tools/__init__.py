"""Storey 3: what a model can ask qmux to do, one file per tool."""
