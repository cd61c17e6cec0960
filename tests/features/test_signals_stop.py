"""Ctrl-Z, SIGTSTP and SIGCONT under a shell with job control: a sane terminal for the shell, a whole screen after."""

import sys
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT, SIGSTOP, SIGTSTP

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start, environment
from tests.features.faults import HasStatus, ready, works
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import send
