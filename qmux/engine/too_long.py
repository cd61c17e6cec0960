"""Messages that alone are too long for their model, which no summary of what was said before can help.

Owns what is said of them. Leaves when to look to turns.py, which refuses them before they are sent, and to
compaction.py, which meets those that only the server finds too long. Sizes are estimates: only the server counts.
"""

from qmux.engine.conversation import CHARACTERS_PER_TOKEN
from qmux.errors import ContextOverflowError, UserError

_WAYS = (
    "Send it in parts, or name a file that has it, of which the model reads what it needs. /model may know a model"
    " that reads more; api.context_window says how much this one does where its server does not."
)


def check_message(text: str, window: int) -> None:
    """Refuse `text` with a UserError if a model that reads `window` tokens cannot take it."""
    tokens = len(text) // CHARACTERS_PER_TOKEN
    if tokens >= window:
        raise UserError(f"Not sent: it has about {tokens:,} tokens, and the model reads {window:,}. {_WAYS}")


def refused_message(characters: int, window: int) -> ContextOverflowError:
    """Return the error for a message that has nothing before it, and that the server refused."""
    tokens = characters // CHARACTERS_PER_TOKEN
    return ContextOverflowError(
        f"The message alone is too long for the model: it has about {tokens:,} tokens, and the model reads"
        f" {window:,} at the most. /clear begins anew; the history keeps the message. {_WAYS}"
    )
