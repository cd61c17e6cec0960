"""Feature tests: the whole program, driven as a user drives it."""
