"""What the fuzzer feeds: programs of output and new sizes, made from a seed.

The corpus is the sequence table. A program is a mixture of its rows, sequences by the grammar, text that makes
terminals stumble and plain noise, then broken: bytes changed, taken out, doubled, moved.
"""

import random
from typing import NamedTuple

from tests.terminal.sequence_table import CASES

_ROWS = [case.output.encode("utf-8", "surrogateescape") for case in CASES]
_TEXTS = [
    text.encode()
    for text in (
        "abc", " ", "日本", "한", "\u1112\u1161\u11ab", "😀", "👩\u200d⚕\ufe0f", "👍🏽", "🇩🇪", "🇩", "❤\ufe0f",
        "\ufe0f", "\u200d", "e\u0301", "\u0301", "क्षि", "\U00100000",
        "\r\n", "\n", "\r", "\t", "\b", "\x0e", "\x0f", "words and more words ",
    )
]  # fmt: skip
_PRIVATE_MODES = (1, 3, 5, 6, 7, 12, 25, 47, 66, 69, 1000, 1004, 1006, 1047, 1048, 1049, 2004, 2026, 2027)
_INTRODUCERS = (b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b^", b"\x1bX", b"\x1bk")
_ENDS = (b"\x07", b"\x1b\\", b"\x18", b"\x1a", b"\xc2\x9c", b"\x1b[", b"")


class Step(NamedTuple):
    """Output, and the columns and lines that the screen has from then on."""

    output: bytes
    size: tuple[int, int]


class Program(NamedTuple):
    """A screen's beginning and all that happens to it."""

    size: tuple[int, int]
    wrap_words: bool
    steps: list[Step]


def make_program(chance: random.Random) -> Program:
    """Return a program; the same for the same state of `chance`."""
    size = _size(chance)
    steps = []
    for _ in range(chance.randint(1, 4)):
        output = b"".join(_piece(chance) for _ in range(chance.randint(1, 30)))
        steps.append(Step(_broken(output, chance), _size(chance) if chance.random() < 0.3 else size))
        size = steps[-1].size
    return Program(_size(chance), chance.random() < 0.3, steps)


def cut(data: bytes, chance: random.Random) -> list[bytes]:
    """Return `data` in pieces, mostly short ones."""
    pieces = []
    while data:
        size = chance.choice((1, 1, 2, 3, 7, 40))
        pieces.append(data[:size])
        data = data[size:]
    return pieces


def _size(chance: random.Random) -> tuple[int, int]:
    return chance.choice((2, 3, 5, 8, 13, 40)), chance.choice((1, 2, 4, 7))


def _piece(chance: random.Random) -> bytes:
    make = chance.choices((_row, _text, _csi, _mode, _sgr, _string, _noise), (6, 6, 6, 2, 2, 1, 1))[0]
    return make(chance)


def _row(chance: random.Random) -> bytes:
    return chance.choice(_ROWS)


def _text(chance: random.Random) -> bytes:
    return chance.choice(_TEXTS) * chance.choice((1, 1, 2, 9))


def _csi(chance: random.Random) -> bytes:
    numbers = [str(chance.choice((0, 1, 2, 3, 5, 9, 200, 99999))) for _ in range(chance.randint(0, 3))]
    final = chance.choice("@ABCDEFGHIJKLMPSTXZ`abcdefghlmnqrstu")
    return f"\x1b[{chance.choice(('', '', '', '?', '>', '='))}{';'.join(numbers)}{final}".encode()


def _mode(chance: random.Random) -> bytes:
    return f"\x1b[?{chance.choice(_PRIVATE_MODES)}{chance.choice('hhl')}".encode()


def _sgr(chance: random.Random) -> bytes:
    numbers = (str(chance.randint(0, 110)) + chance.choice(";;:") for _ in range(chance.randint(0, 6)))
    return f"\x1b[{''.join(numbers)}m".encode()


def _string(chance: random.Random) -> bytes:
    text = chance.choice((b"0;t", b"8;;http://a/", b"52;c;YQ==", b"$qm", b"7;file:///", b"4;?", b"x"))
    return chance.choice(_INTRODUCERS) + text * chance.choice((1, 1, 3, 2000)) + chance.choice(_ENDS)


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 12))


def _broken(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with a few changes, or as it is."""
    changed = bytearray(data)
    for _ in range(chance.choice((0, 0, 1, 3, 10))):
        place = chance.randrange(len(changed) + 1)
        span = changed[place : place + chance.randint(1, 8)]
        match chance.randrange(4):
            case 0:
                changed[place : place + 1] = chance.randbytes(1)
            case 1:
                del changed[place : place + len(span)]
            case 2:
                changed[place:place] = span
            case _:
                changed += span
    return bytes(changed)
