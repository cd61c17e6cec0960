"""Steps that feature tests take again and again, and the parts of the screen that they look at."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from qmux.terminal.width import cell_width
from qmux.view.guard import GUARD_SECONDS
from tests.features.harness.program import Program

PROTOCOLS = ("anthropic", "openai")
_LATER = 0.2  # seconds at most between the drawing of a picture and qmux's look at the clock
NEW = "new since you left"


def send(program: Program, line: str) -> None:
    """Type a message or a command, and Enter."""
    program.type(line)
    program.press("Enter")


def read(program: Program, keys: str = "[y/n") -> None:
    """Wait for a permission question, whose hint begins with `keys`, and until somebody can have read it."""
    program.wait_for(lambda lines: any(row.startswith(keys) for row in lines[-5:-1]))
    program.let_pass(GUARD_SECONDS + _LATER)


def answer(program: Program, line: str, keys: str = "[y/n") -> None:
    """Read a permission question, and answer it.

    Returns when the answer is given, so that the hint of a question that follows is not taken for this one's.
    """
    read(program, keys)
    last = " " + line.rsplit(maxsplit=1)[-1]
    program.type(line)
    program.wait_for(lambda lines: lines[-2].endswith(last))
    program.press("Enter")
    program.wait_for(lambda lines: not lines[-2].endswith(last))


def asked(program: Program, *texts: str) -> list[str]:
    """Wait until the displayed session has asked what shows `texts`: its words come a moment before it waits."""
    return program.wait_for(
        lambda lines: "ACTIVE" in status(lines) and all(any(text in line for line in lines) for text in texts)
    )


def sees(program: Program, *texts: str) -> list[str]:
    """Wait until the screen shows all of `texts`, each within one line; return its lines."""
    return program.wait_for(lambda lines: all(any(text in line for line in lines) for text in texts))


def click(program: Program, text: str, times: int = 1) -> None:
    """Press and release the first button so many times in the midst of `text`, where it is lowest on the screen."""
    line, row = [(number, row) for number, row in enumerate(program.screen()) if text in row][-1]
    column = cell_width(row.partition(text)[0]) + cell_width(text) // 2
    program.send(f"\x1b[<0;{column + 1};{line + 1}M\x1b[<0;{column + 1};{line + 1}m".encode() * times)


def prompt_of(name: str) -> str:
    """Return how the prompt of the session `name` begins."""
    return f"[Current: {name}] q>"


def displayed(program: Program, name: str) -> list[str]:
    """Wait until the session `name` is displayed; return the lines of the screen."""
    return program.wait_for(prompt_of(name))


def status(lines: Sequence[str]) -> str:
    """Return the status line."""
    return lines[-1]


def pane(lines: Sequence[str]) -> list[str]:
    """Return the lines of the pane, while the prompt has one line."""
    return list(lines[:-2])


def in_overlay(name: str, glyph: str) -> Callable[[list[str]], bool]:
    """Return whether the overlay names a session with a reason's glyph."""

    def holds(lines: list[str]) -> bool:
        return any(f"[{name}]" in line and line.rstrip().endswith(glyph) for line in pane(lines))

    return holds


def words(lines: Sequence[str]) -> list[str]:
    """Return the words of a screen, in order; those of a wrapped line are not put together."""
    return " ".join(lines).split()


def write_settings(home: Path, text: str) -> Path:
    """Write the settings file of a home directory; return its path."""
    path = home / ".config" / "qmux" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def locked(home: Path) -> Iterator[Callable[[], None]]:
    """Keep qmux out of its database, which must be there already, until the call that this gives, or the end."""
    connection = sqlite3.connect(home / ".local" / "share" / "qmux" / "qmux.db", isolation_level=None)
    with closing(connection):
        connection.execute("BEGIN EXCLUSIVE")
        yield connection.rollback


def leave(program: Program) -> None:
    """Quit once the displayed session is at rest, with no other at work, and wait until the program has ended."""
    program.wait_for(lambda lines: "PROCESSING" not in lines[-1])
    send(program, "/quit")
    assert program.wait_exit() == 0


def joined(lines: Sequence[str]) -> str:
    """Return the lines of a screen as one text."""
    return "\n".join(lines)
