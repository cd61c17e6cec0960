"""What stands in place of the prompt or above it: a confirmation, and one line of help for what is being typed.

Owns the words and their shortening. Leaves the prompt's own text to prompt_view.py.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.asking import PermissionRequest
from qmux.model.rope import Rope
from qmux.model.session import SessionStatus
from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.terminal.width import cell_width
from qmux.view.prompt_view import PromptPicture
from qmux.view.scene import Target
from qmux.view.spans import row_of, shorten
from qmux.view.theme import Role
from qmux.view.wrapping import Wrapping

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.view.state import Confirmation

_GAP = "  "
_LOOKED_AT = 500  # parts of a hint, and code points of each: more than any terminal is wide
_KEYS = re.compile("([ynt])")  # the letters that a permission question takes


class Hint(NamedTuple):
    """One row of help, and the choices in it that can be clicked on."""

    row: Row
    targets: tuple[Target, ...]


class _Piece(NamedTuple):
    """A part of a hint; `answer` is what a click on it says."""

    text: str
    answer: str = ""


def confirmation_picture(asked: "Confirmation", columns: int, most_rows: int) -> PromptPicture:
    """Return the question and "[y/N]" in 1 to `most_rows` rows, shortened so that the choice is always in sight."""
    answers = f" [{'/'.join(asked.keys)}] "
    # Each row may lose a cell to a wide character that does not fit, the last also one to the cursor.
    room = columns * most_rows - len(answers) - most_rows
    text = shorten(strip_controls(asked.text), room) + answers
    wrapping = Wrapping(Rope(text), columns)
    slices = wrapping.rows_from(wrapping.row_at(0), len(text))[-most_rows:]
    rows = tuple(row_of((text[row.start : row.end], Role.CONFIRMATION)) for row in slices)
    column, line = len(rows[-1].text), len(rows) - 1
    return PromptPicture(rows, min(column, columns - 1), line, {}, _confirming(asked, column, line))


def _confirming(asked: "Confirmation", end: int, line: int) -> tuple[Target, ...]:
    """Return the two answers that end in "] " at the cell `end` of a line."""
    yes, no = map(cell_width, asked.keys)
    slash = end - len("] ") - no - 1
    return (
        Target(line, slash - yes, slash, "confirm-yes"),
        Target(line, slash + 1, slash + 1 + no, "confirm-no"),
    )


def hint_of(session: "ManagedSession | None", columns: int, command: str) -> Hint | None:
    """Return what to show above the prompt, None where there is nothing to say; a click gives `command` an answer."""
    pieces = [piece._replace(text=strip_controls(piece.text[:_LOOKED_AT])) for piece in _pieces(session)]
    text = "".join(piece.text for piece in pieces)
    if not text:
        return None
    asks = session is not None and isinstance(session.question, PermissionRequest)
    row = row_of((shorten(text, columns), Role.CONFIRMATION if asks else Role.HINT))
    return Hint(row, tuple(_targets(pieces, columns, command)))


def _targets(pieces: list[_Piece], columns: int, command: str) -> Iterator[Target]:
    """Yield the choices that are in sight."""
    start = 0
    for piece in pieces:
        stop = start + cell_width(piece.text)
        if piece.answer and start < columns:
            yield Target(0, start, min(stop, columns), f"{command} {piece.answer}")
        start = stop


def _pieces(session: "ManagedSession | None") -> Iterator[_Piece]:
    """Yield what may be answered, what a session lacks, or what is sent next; it may be of any length."""
    if session is None:
        return
    question = session.question
    if isinstance(question, PermissionRequest):
        yield from (
            _Piece(part, part if _KEYS.fullmatch(part) else "") for part in _KEYS.split(question.keys)
        )
        yield _Piece(" ")
        yield from (
            _numbered(question.offers) if question.offers else (_Piece(f"{question.tool}: {question.line}"),)
        )
    elif question is not None and question.choices:
        yield from _numbered(question.choices)
    elif session.status is SessionStatus.PAUSED and session.last_error:
        yield _Piece(session.last_error)
    elif session.held:
        yield _Piece(f"held ({len(session.held)}), /queue send sends them: {session.held[0][:_LOOKED_AT]}")
    elif session.queued:
        yield _Piece(f"queued ({len(session.queued)}): {session.queued[0][:_LOOKED_AT]}")


def _numbered(choices: Sequence[str]) -> Iterator[_Piece]:
    for number, choice in enumerate(islice(choices, _LOOKED_AT), 1):
        yield _Piece(f"{number} {choice}"[:_LOOKED_AT] + _GAP, str(number))
