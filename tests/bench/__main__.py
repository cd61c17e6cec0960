"""`python -m tests.bench [NAME ...]`: measure, and print a line for each figure with what it shall reach.

Needs tmux for the ratios; without it the peer's rows are missing. Figures of a noisy machine vary: quote ratios.
"""

import platform
import subprocess
import sys
from collections.abc import Callable

from tests.bench import echo, idle, overlay, start, switch
from tests.bench.peers import COLUMNS, LINES, TMUX

MEASUREMENTS: dict[str, Callable[[], None]] = {
    "start": start.measure,
    "switch": switch.measure,
    "echo": echo.measure,
    "overlay": overlay.measure,
    "idle": idle.measure,
}


def main() -> int:
    """Run the measurements named on the command line, or all."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement {unknown[0]}. They are {', '.join(MEASUREMENTS)}.", file=sys.stderr)
        return 2
    peer = (
        subprocess.run([TMUX, "-V"], capture_output=True, text=True, check=True).stdout.strip()
        if TMUX
        else "no tmux"
    )
    print(f"Python {platform.python_version()}, {peer}, {COLUMNS}x{LINES}, {platform.machine()}")
    for name in names:
        MEASUREMENTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
