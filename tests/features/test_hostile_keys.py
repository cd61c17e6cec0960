"""Keys mashed at random, broken UTF-8 and half sequences among them: nothing ends the program or shows its bugs."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.faults import log_text, ready, works
from tests.features.harness.keys import key_bytes
from tests.features.harness.program import Program

COUNT = 2_000
MOST_QUEUED = 100
SUSPEND = b"\x1a"

# The session that answers in the end must be there: what could close it, or the program, is never confirmed.
_NAMES = ["Up", "Down", "Left", "Right", "Home", "End", "PageUp", "PageDown", "Insert", "Delete", "BSpace", "Tab",
          "S-Tab", "Enter", "M-Enter", "Escape", "Space", "F1", "F12", "C-Left", "C-Right", "M-1", "M-9", "M-n",
          "C-Tab", "C-S-Tab", "C-1", "C-9", *(f"C-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
          *(f"M-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz<>-_.")]  # fmt: skip
_PREFIXED = 'cnpl0123456789w,[]:?!"%x'
_WORDS = ["/", "/new ", "/help", "/switch ", "/sessions", "/rename ", "/x", "--", "'", '"', "\\", "@", "!", "print 5",
          "héé", "漢字", "👩‍👩‍👧", "\u0301", "\u202e", "1", " ", "word"]  # fmt: skip
_HALVES = [
    b"\x1b", b"\x1b[", b"\x1b[1", b"\x1b[1;", b"\x1b[200", b"\x1bO", b"\x1b]", b"\x1b]0;x", b"\x1bP", b"\x1b_G",
    b"\x1b[M", b"\x1b[<0;1", b"\x1b[?62", b"\x1b\x1b", b"\x1b[999999999999999", b"\x1b[1;2;3;4;5;6;7;8;9~",
    b"\xc3", b"\xe6\xbc", b"\xf0\x9f\x91", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8", b"\x80",
]  # fmt: skip
_WHOLE = [
    b"\x1b[I", b"\x1b[O", b"\x1b[<0;5;5M", b"\x1b[<64;5;5M", b"\x1b[?62;22c", b"\x1b[?0u", b"\x1b[97;5u",
    b"\x1b[1089::99;5u", b"\x1b[<0;70;1M", b"\x1b[<65;5;5M", b"\x1b[>41;379;0c",
    b"\x1b[27;5;9~", b"\x1b[M !!", b"\x1b[200~pasted\rlines\x1b[201~", b"\x1b[200~\x1b[31m\x00\x1b[201~",
]  # fmt: skip


def mashed(seed: int) -> Iterator[bytes]:
    """Yield COUNT key presses and what is none."""
    dice = random.Random(seed)
    for _ in range(COUNT):
        kind = dice.randrange(7)
        if kind == 0:
            yield dice.randbytes(dice.randrange(1, 9))
        elif kind == 1:
            yield dice.choice(_HALVES)
        elif kind == 2:
            yield dice.choice(_WHOLE)
        elif kind == 3:
            yield key_bytes("C-b") + dice.choice(_PREFIXED).encode()
        elif kind == 4:
            yield dice.choice(_WORDS).encode()
        else:
            yield key_bytes(dice.choice(_NAMES))


def calm_down(program: Program) -> None:
    """End a paste or a string that was begun, refuse what is asked, leave copy mode and the list of keys, clear the
    prompt. What is typed shows that all before it was handled; a reply that is being stopped, and then each that was
    queued behind it, takes a C-c that was meant for the prompt."""
    program.send(b"\x1b[201~\x07")
    program.press(*["C-c"] * 8)
    for _ in range(MOST_QUEUED):
        program.type("calm")
        lines = program.wait_for(lambda lines: lines[-2].endswith("calm"))
        if lines[-2].startswith("[Current:") and lines[-2].endswith("q> calm"):
            break
        program.press(*["BSpace"] * len("calm"), "C-c")
        program.wait_for(lambda lines: not lines[-2].endswith("calm"))
    program.press("C-u")
    program.wait_for(lambda lines: lines[-2].startswith("[Current:") and lines[-2].endswith("q>"))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("run", ["fake"], indirect=True)
def test_mashed_keys_never_end_the_program(
    start: Start, api: FakeApi, seed: int, clean_environment: Path
) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    for keys in mashed(seed):
        program.send(keys)
        assert program.exit_status is None, keys
    calm_down(program)
    works(program, api)
    assert "Traceback" not in log_text(clean_environment)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_mashed_keys_in_a_real_terminal_are_answered(
    start: Start, api: FakeApi, clean_environment: Path
) -> None:
    program = start(env=api.environment("openai"))
    program.expect_copies()
    ready(program)
    for keys in mashed(99):
        program.send(keys.replace(SUSPEND, b""))
    calm_down(program)
    works(program, api)
    assert "Traceback" not in log_text(clean_environment)
