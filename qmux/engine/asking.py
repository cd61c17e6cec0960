"""What a session may wait for before a tool call runs: the user's word.

Owns what the typed words decide. Leaves showing the question to render.py and the view, keys typed too early to
view/guard.py, and acting on the answer to calls.py. Light on purpose: the view imports it before the first frame.
"""

from typing import NamedTuple

from qmux.errors import UserError

ALLOW, REFUSE, TRUST = "y", "n", "t"

# Words that mean a decision but are none: taken as a message they would do the opposite of what they say.
_NEARLY = ("yes", "ok", "okay", "trust", "allow", "always", "approve")  # and single characters and numbers


class PermissionRequest(NamedTuple):
    """A call of `tool` that may not run before the user allows it; `line` says what it would do.

    `trustable` says that there is something to trust. `offers` are the rules to choose from, once a "t" was typed.
    """

    tool: str
    line: str
    trustable: bool
    offers: tuple[str, ...] = ()

    @property
    def keys(self) -> str:
        """What may be typed, as it stands at the end of the question."""
        if self.offers:
            return f"[1-{len(self.offers)}/y/n]" if len(self.offers) > 1 else "[1/y/n]"
        return "[y/n/t]" if self.trustable else "[y/n]"

    def answer(self, typed: str) -> str:
        """Return what `typed` decides: ALLOW, REFUSE, TRUST, the number of an offer, or other words, which refuse.

        Raises:
            UserError: it is no decision, yet too much like one to be sent as a message.
        """
        word = typed.strip()
        if word.casefold() in ("", "no", REFUSE):
            return REFUSE
        if word in ("y", "Y"):
            return ALLOW
        if self.is_choice(word):
            return word
        if word in ("t", "T") and self.trustable and not self.offers:
            return TRUST
        if word.casefold() in _NEARLY or len(word) == 1 or word.isdecimal():
            raise UserError(f"Type one of {self.keys} for {self.tool}, or in words what to do instead.")
        return typed

    def is_choice(self, word: str) -> bool:
        """Return whether `word` is the number of an offer, counting from 1."""
        return word in map(str, range(1, len(self.offers) + 1))
