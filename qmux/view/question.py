"""What stands in place of the prompt or above it: a confirmation, and one line of help for what is being typed.

Owns the words and their shortening. Leaves the prompt's own text to prompt_view.py.
"""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from qmux.engine.asking import PermissionRequest
from qmux.model.session import SessionStatus
from qmux.terminal.rows import Row
from qmux.terminal.sanitize import strip_controls
from qmux.view.prompt_view import PromptPicture
from qmux.view.spans import row_of, shorten
from qmux.view.theme import Role
from qmux.view.wrapping import Wrapping

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession

_ANSWERS = " [y/N] "
_GAP = "  "
_LOOKED_AT = 500  # parts of a hint, and code points of each: more than any terminal is wide


def confirmation_picture(text: str, columns: int, most_rows: int) -> PromptPicture:
    """Return `text` and "[y/N]" in 1 to `most_rows` rows, shortened so that the choice is always in sight."""
    # Each row may lose a cell to a wide character that does not fit, the last also one to the cursor.
    room = columns * most_rows - len(_ANSWERS) - most_rows
    asked = shorten(strip_controls(text), room) + _ANSWERS
    wrapping = Wrapping(asked, columns)
    slices = wrapping.rows_from(wrapping.row_at(0), len(asked))[-most_rows:]
    rows = tuple(row_of((asked[row.start : row.end], Role.CONFIRMATION)) for row in slices)
    return PromptPicture(rows, min(len(rows[-1].text), columns - 1), len(rows) - 1, {})


def hint_row(session: "ManagedSession | None", columns: int) -> Row | None:
    """Return the row to show above the prompt; None where there is nothing to say."""
    text = _hint(session)
    asks = session is not None and isinstance(session.question, PermissionRequest)
    role = Role.CONFIRMATION if asks else Role.HINT
    return row_of((shorten(text, columns), role)) if text else None


def _hint(session: "ManagedSession | None") -> str:
    """Return what may be answered, what a session lacks, or what is sent next."""
    if session is None:
        return ""
    if isinstance(session.question, PermissionRequest):
        return _one_line([session.question.hint])
    if session.question is not None and session.question.choices:
        numbered = enumerate(session.question.choices, 1)
        return _one_line(f"{number} {choice}" for number, choice in numbered)
    if session.status is SessionStatus.PAUSED and session.last_error:
        return _one_line([session.last_error])
    if session.queued:
        return _one_line([f"queued ({len(session.queued)}): {session.queued[0][:_LOOKED_AT]}"])
    return ""


def _one_line(parts: Iterable[str]) -> str:
    """Return the beginning of `parts` side by side: the model or a paste may have made them of any length."""
    return strip_controls(_GAP.join(part[:_LOOKED_AT] for part in islice(parts, _LOOKED_AT)))
