"""Hypothesis for the emulator's tests: no deadline for an example, since the machines that run them may be busy."""

from hypothesis import settings

settings.register_profile("terminal", deadline=None)
settings.load_profile("terminal")
