"""Runs: text that is not plain ASCII, parted by how it goes into cells.

NARROW matches what is one cell each and never joins the cell before. Astral characters are kept out of the
big classes: `re` matches ranges above the BMP one by one, which makes plain text five times slower. The
patterns are made from width_table.py when the emulator is first imported. Pure data and functions.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from qmux.terminal.clusters import FIRST_PRIVATE
from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.width import (
    character_width,
    is_control,
    is_pictograph,
    is_regional_indicator,
    is_skin_tone,
)
from qmux.terminal.width_table import PICTOGRAPHS, STARTS

_ASTRAL = 0x10000
_SURROGATES = (0xD800, 0xE000)
# Bounds of what is told apart beside width and pictographs.
_EXTRA = (*_SURROGATES, _ASTRAL, 0x1F1E6, 0x1F200, 0x1F3FB, 0x1F400, FIRST_PRIVATE, 0x110000)


def _kind(code_point: int) -> str:
    """Return the class that `code_point`, the first of an interval, and all of its interval belong to."""
    character = chr(code_point)
    width = character_width(character)
    if is_control(character) or _SURROGATES[0] <= code_point < _SURROGATES[1]:
        return "other"
    if width == 0:
        return "zero" if code_point < _ASTRAL else "other"
    if code_point >= _ASTRAL:
        joins = is_skin_tone(character) or is_regional_indicator(character)
        return "astral" if width == 2 and not joins else "other"
    if width == 2:
        return "wide"
    return "symbol" if is_pictograph(character) else "narrow"


def _intervals() -> Iterator[tuple[str, str]]:
    bounds = sorted({*STARTS, *PICTOGRAPHS, *_EXTRA})
    for first, stop in pairwise(bounds):
        yield _kind(first), f"{re.escape(chr(first))}-{re.escape(chr(stop - 1))}"


def _classes() -> dict[str, str]:
    classes: dict[str, list[str]] = {}
    for kind, interval in _intervals():
        classes.setdefault(kind, []).append(interval)
    return {kind: "".join(intervals) for kind, intervals in classes.items()}


_CLASS = _classes()
NARROW = re.compile(f"[{_CLASS['narrow']}]+")
# (narrow, narrow symbols which may be part of an emoji sequence, wide, wide and astral, one other character and the
# zero-width ones that follow it)
RUNS = re.compile(
    f"([{_CLASS['narrow']}]+)|([{_CLASS['symbol']}]+)|([{_CLASS['wide']}]+)|([{_CLASS['astral']}]+)"
    f"|(.[{_CLASS['zero']}]*)",
    re.DOTALL,
)
PRINTABLE = re.compile("[ -~]*")
# Text in which nothing joins anything. Runs of the big class and of the astral one in turns are as fast as either.
_SIMPLE = f"{_CLASS['narrow']}{_CLASS['wide']}"
SIMPLE = re.compile(f"[{_SIMPLE}]*+(?:[{_CLASS['astral']}]++[{_SIMPLE}]*+)*+")
_WIDE_RUN = re.compile(f"[{_CLASS['wide']}]+|[\U00010000-\U0010ffff]+")


def with_tails(text: str) -> str:
    """Return text that SIMPLE matches, or lines of it, as cells: each wide character is followed by its tail."""
    return _WIDE_RUN.sub(_run_with_tails, text)


def _run_with_tails(run: re.Match[str]) -> str:
    return WIDE_TAIL.join(run[0]) + WIDE_TAIL
