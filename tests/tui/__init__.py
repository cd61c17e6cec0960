"""Tests of qmux/tui."""
