"""Storey 3: the database; the home of sqlite3."""
