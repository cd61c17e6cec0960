"""Tests of rendered replies."""
