"""Tests of the view: what the user sees, as lines of text and styles."""
