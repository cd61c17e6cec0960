"""`python -m tests.bench [NAME ...]`: measure, and print a line for each figure with what it shall reach.

`--write` measures everything and writes docs/performance.md. Needs tmux for the ratios; without it the peer's
rows are missing. Figures of a noisy machine vary: quote ratios.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType

from tests.bench import (
    background,
    calls,
    document,
    echo,
    emulator,
    growth,
    idle,
    markdown,
    memory,
    overlay,
    paste,
    restart,
    start,
    switch,
)
from tests.bench.figures import Figure
from tests.bench.peers import COLUMNS, LINES, TMUX

# Each has measure(), which yields figures, and a docstring that says what they mean.
MEASUREMENTS: dict[str, ModuleType] = {
    "emulator": emulator,
    "markdown": markdown,
    "memory": memory,
    "start": start,
    "restart": restart,
    "switch": switch,
    "echo": echo,
    "paste": paste,
    "overlay": overlay,
    "calls": calls,
    "background": background,
    "idle": idle,
    "growth": growth,
}
WRITE = "--write"


def main(arguments: Sequence[str]) -> int:
    """Run the measurements named on the command line, or all."""
    names = [name for name in arguments if name != WRITE]
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement {unknown[0]}. They are {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    if names and WRITE in arguments:
        print(f"{WRITE} takes no names: the document holds the figures of one whole run.", file=sys.stderr)
        return 2
    before = machine()
    print(before)
    figures = {name: _measured(MEASUREMENTS[name]) for name in names or MEASUREMENTS}
    if WRITE in arguments:
        document.write(before, figures, {name: MEASUREMENTS[name].__doc__ or "" for name in figures})
    return 0


def machine() -> str:
    """Return one line about the machine, how busy it is, and the programs that are measured."""
    peer = "no tmux"
    if TMUX:
        peer = subprocess.run([TMUX, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    return (
        f"{platform.system()} on {platform.machine()} with {os.cpu_count()} processors,"
        f" load average {os.getloadavg()[0]:.1f} before; Python {platform.python_version()}, {peer};"
        f" a terminal of {COLUMNS}x{LINES}."
    )


def _measured(measurement: ModuleType) -> list[Figure]:
    figures: list[Figure] = []
    for figure in measurement.measure():
        print(figure, flush=True)
        figures.append(figure)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
