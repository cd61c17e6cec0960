"""docs/performance.md: all figures of one run, what each means, and why a target is missed where it is."""

import re
from collections.abc import Mapping, Sequence

from tests.bench.figures import MISSED, Figure
from tests.bench.peers import ROOT

PATH = ROOT / "docs" / "performance.md"

_HEAD = """# Performance

Written by `python -m tests.bench --write`; change the measurements in `tests/bench`, not this file.

{machine}

Each figure is taken beside its peer or floor in the same run, in turn with it, so that what else the machine does
falls on both. Absolute figures vary with the machine and from run to run; ratios vary less. Timing decides no test.
"""

_FIRST_WORD = re.compile(r"^\w+[:,] ")  # of a figure's name: the measurement, which the heading has

# Beginning of a figure's name -> why it may miss its target, and what was tried.
# The shares were measured with the same workloads in the process, without a pty.
REASONS: Mapping[str, str] = {
    "emulator, plain": (
        "The pane alone takes 90 MB/s, reading the pty alone 130. Half of the rest is a burst's own price: the gate,"
        " the picture that the view can read without a lock, rows handed to the scrollback."
    ),
    "emulator, prose": (
        "Plain text goes at 90 MB/s in the process, this at 38: a sequence each 65 bytes is a step of Python's loop,"
        " and with characters beyond ASCII all strings are twice as wide and are searched for what may join."
    ),
    "emulator, markdown": (
        "A sequence each 19 bytes, and each is a step of Python's loop with a look into a table, 0.4 microseconds."
    ),
    "emulator, full-screen": (
        "A control sequence each 11 bytes. One regular expression finds them all, 0.2 microseconds each; a style"
        " costs 0.1, a motion 0.2, text over other text 0.6 (four slices and two new strings for its row), any other"
        " function 0.7. What is left is the interpreter's speed."
    ),
    "emulator, wide": (
        "A wide character fills two cells, and blanks or letters between such characters part the text into runs,"
        " each a step of Python's loop. Long runs go as a whole."
    ),
    "switch": (
        "A millisecond goes to Python before the first byte: the scene, and a call of curses for each run of a style;"
        " then ncurses writes line by line, fifty times. Both are far below the 16 ms of a monitor's frame."
    ),
}


def write(machine: str, figures: Mapping[str, Sequence[Figure]], meanings: Mapping[str, str]) -> None:
    """Write the document.

    Arguments:
        machine: one line about what was measured where.
        figures: measurement -> its rows.
        meanings: measurement -> the docstring that says what it measures.
    """
    parts = [_HEAD.format(machine=machine)]
    parts += [_section(meanings[name], rows) for name, rows in figures.items()]
    parts.append(_missed([row for rows in figures.values() for row in rows if row.verdict == MISSED]))
    PATH.write_text("\n".join(parts))


def _section(meaning: str, rows: Sequence[Figure]) -> str:
    title, _, text = meaning.strip().partition(": ")
    lines = [
        f"## {title}",
        "",
        text[:1].upper() + text[1:],
        "",
        "| what | figure | target | |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {_FIRST_WORD.sub('', row.name)} | {row.value} | {row.target} | {row.verdict} |" for row in rows
    ]
    return "\n".join([*lines, ""])


def _missed(rows: Sequence[Figure]) -> str:
    if not rows:
        return "## Missed\n\nNothing.\n"
    return "\n".join(["## Missed", "", *(f"- {row.name}: {row.value}. {_reason(row)}" for row in rows), ""])


def _reason(row: Figure) -> str:
    return next((text for start, text in REASONS.items() if row.name.startswith(start)), "Not explained yet.")
