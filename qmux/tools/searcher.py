"""The program that the tool grep runs: searches files for a regular expression and prints what it finds.

It is a process of its own because a regular expression can take for ever, and nothing in Python can stop one from
outside: the process can be killed, and qmux goes on meanwhile. Owns what is searched and how it is printed. Leaves
time limits to who runs it. The job comes as JSON in the first argument; exit status 2 means that the pattern is none.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qmux.tools import files, lines
from qmux.tools.base import Place, ToolMistakeError
from qmux.tools.globbing import Glob
from qmux.tools.ignored import NOTHING, ignored_in
from qmux.tools.patterns import touching
from qmux.tools.walk import Walk
from qmux.tools.wording import one_line

BAD_PATTERN = 2
MOST_SHOWN = 60_000  # characters, so that they fit into the end of an output that is kept, also as JSON


class Job(NamedTuple):
    """What is searched; `top` and `shown` are the same file or directory, as the system and as people name it.

    `include` is a glob for paths below `top`, or for names where it has no slash; "" takes all. Patterns of
    .gitignore begin in the working directory if there is no repository. `withheld` has the patterns of paths to
    leave out.
    """

    top: str
    shown: str
    pattern: str
    ignore_case: bool
    include: str
    context: int
    limit: int
    include_ignored: bool
    place: Place
    withheld: tuple[str, ...] = ()


def main() -> int:
    """Do the job of the command line."""
    given = Job(*json.loads(sys.argv[1]))
    job = given._replace(place=Place(*given.place))
    try:
        matches = re.compile(job.pattern, re.IGNORECASE if job.ignore_case else 0).search
    except (re.error, OverflowError, RecursionError) as exc:
        print(exc, file=sys.stderr)
        return BAD_PATTERN
    _Printer(job, matches).run()
    return 0


class _Printer:
    """Prints what is found in one file after the other, until there is enough."""

    def __init__(self, job: Job, matches: Callable[[str], object]) -> None:
        self._job = job
        self._matches = matches
        self._left = job.limit
        self._room = MOST_SHOWN
        self._full = False
        self._files = 0
        self._is_withheld = touching(job.withheld, job.place)
        self._withheld = 0

    def run(self) -> None:
        """Search all files."""
        glob = Glob(_below_top(self._job.include))
        job = self._job
        ignored = NOTHING if job.include_ignored else ignored_in(job.top, job.place.working_directory)
        walk = Walk(job.top, _go_on, glob.may_be_below, ignored)
        for path in self._paths(walk, glob):
            self._search(path)
            if self._full:
                print(f"[cut after {job.limit - self._left} matches: there is more]")
                return
        if self._left == job.limit:
            print(f"No matches in {self._files:,} text files.")
        withheld = [f"{self._withheld:,} files were left out: rules of the user are about them"] * (
            self._withheld > 0
        )
        for note in [*walk.notes(), *withheld]:
            print(f"[{note}]")

    def _paths(self, walk: Walk, glob: Glob) -> Iterator[str]:
        """Yield the paths of the files to search, relative to the top; "" is the top itself."""
        if os.path.isfile(self._job.top):
            yield ""
            return
        for path, entry in walk:
            if not entry.is_file(follow_symlinks=False) or not glob.matches(path):
                continue
            if self._is_withheld(os.path.join(self._job.top, path)):
                self._withheld += 1
            else:
                yield path

    def _search(self, path: str) -> None:
        """Search one file; one that is no text, or not ours to read, is left out."""
        try:
            with files.open_text(os.path.join(self._job.top, path) if path else self._job.top) as file:
                self._files += 1
                self._print(path, lines.searchable(file, _go_on))
        except ToolMistakeError:
            return

    def _print(self, path: str, searched: Iterator[str]) -> None:
        """Print a heading and what is found; at once, since this process may be killed while it searches on."""
        found = lines.found(searched, self._matches, self._job.context)
        got = lines.gathered(found, self._left, self._room)
        self._full = got.stopped
        if got.lines:
            heading = one_line(os.path.normpath(os.path.join(self._job.shown, path)))
            print(f"{heading}:", *got.lines, "", sep="\n", flush=True)
            self._left -= got.matches
            self._room -= len(heading) + 3 + sum(len(line) + 1 for line in got.lines)


def _below_top(include: str) -> str:
    """Return the glob for paths below the top that `include` means."""
    return include if "/" in include else f"**/{include or '*'}"


def _go_on() -> None:
    """Whoever runs this program ends it."""
