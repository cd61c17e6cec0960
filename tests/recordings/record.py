"""`python -m tests.recordings.record [NAME ...]`: run real programs in a pty, type into them, keep what they send.

Needs the programs, Linux and root: each runs in namespaces of its own, so that no recording holds the name of the
machine that made it or its processes. Owns the pty's answers to queries. One thread.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.driver import ESCAPES, Program
from tests.recordings import COLUMNS, LINES, Moment, write_data, write_moments
from tests.recordings.scripts import SCRIPTS, Script
from tests.recordings.workplace import furnish

_ALONE = ("unshare", "--pid", "--uts", "--mount", "--fork", "--mount-proc", "sh", "-c")
_ENTER = 'hostname host && mount --bind "$0" /mnt && cd /mnt && exec "$@"'
_QUIET = 0.4  # a program that has sent nothing for so many seconds has drawn what it will

# Query -> answer, as tmux 3.3a gives them: programs ask, and send more when they know the terminal.
_ANSWERS = (
    (b"\x1b[c", b"\x1b[?1;2c"),
    (b"\x1b[>c", b"\x1b[>84;0;0c"),
    (b"\x1b[6n", b"\x1b[1;3R"),
    (b"\x1b[5n", b"\x1b[0n"),
    (b"\x1b[>q", b"\x1bP>|tmux 3.3a\x1b\\"),
)


class Tape:
    """All that a program has sent so far."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.data = b""

    def play(self, keys: str, shown: str) -> None:
        """Type `keys`; return when `shown` has been drawn since, and then nothing more came."""
        begin = len(self.data)
        if keys:
            self._program.send(keys.encode())
        while self._more(_QUIET if self._drawn(begin, shown) else 10.0):
            pass
        if not self._drawn(begin, shown):
            raise TimeoutError(f"{shown!r} did not come after {keys!r}; what came: {self.data[begin:]!r}")

    def _drawn(self, begin: int, shown: str) -> bool:
        return shown.encode() in ESCAPES.sub(b"", self.data[begin:])

    def _more(self, timeout: float) -> bool:
        data = self._program.read(timeout)
        self.data += data
        for query, answer in _ANSWERS:
            if query in data:
                self._program.send(answer)
        return bool(data)


def record(name: str, script: Script) -> None:
    """Make one recording."""
    with TemporaryDirectory() as home:
        furnish(Path(home))
        env = {
            "HOME": "/mnt",
            "TERM": "tmux-256color",
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin:/bin",
            **script.env,
        }
        with Program((*_ALONE, _ENTER, home, *script.command), env, COLUMNS, LINES) as program:
            tape = Tape(program)
            moments = []
            for keys, shown in script.steps:
                tape.play(keys, shown)
                moments.append(Moment(len(tape.data), keys, (0, 0, 0), ()))
    write_data(name, tape.data)
    write_moments(name, moments)
    print(f"{name}: {len(tape.data)} bytes, {len(moments)} moments")


def main() -> None:
    """Make the recordings named on the command line, or all."""
    for name in sys.argv[1:] or SCRIPTS:
        record(name, SCRIPTS[name])


if __name__ == "__main__":
    main()
