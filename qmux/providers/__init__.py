"""Storey 3: the wire protocols of model providers, each turned into the same stream of events."""
