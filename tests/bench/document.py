"""docs/performance.md: all figures of one run, what each means, and why a target is missed where it is."""

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

# Beginning of a figure's name -> why it may miss its target, and what was tried.
REASONS: Mapping[str, str] = {}


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
        f"| {row.name.partition(': ')[2]} | {row.value} | {row.target} | {row.verdict} |" for row in rows
    ]
    return "\n".join([*lines, ""])


def _missed(rows: Sequence[Figure]) -> str:
    if not rows:
        return "## Missed\n\nNothing.\n"
    return "\n".join(["## Missed", "", *(f"- {row.name}: {row.value}. {_reason(row)}" for row in rows), ""])


def _reason(row: Figure) -> str:
    return next((text for start, text in REASONS.items() if row.name.startswith(start)), "Not explained yet.")
