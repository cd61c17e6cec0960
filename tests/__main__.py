"""`python -m tests`: all that has to be green: lint, format, types, generated documents, tests.

Arguments are handed to pytest. Stops at the first step that fails, with its exit code.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("qmux.docgen", "--check"),
    ("pytest", "-n", str(max(3, os.cpu_count() or 2))),  # most tests wait for programs, not for a processor
)


def main() -> int:
    """Run every step in the root of the repository."""
    for step in STEPS:
        command = [sys.executable, "-m", *step]
        if step[0] == "pytest":
            command += sys.argv[1:]
        print("+ python " + " ".join(command[1:]), flush=True)
        ended = subprocess.run(command, cwd=ROOT, check=False)
        if ended.returncode != 0:
            return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
