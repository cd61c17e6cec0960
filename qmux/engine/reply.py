"""Reply: a model's words on their way to a pane: what of them is final, and what may still look different.

Owns the contract, and the reply that is shown as it comes. Markdown is markdown/'s. Whatever the words are, only
text, line ends and colors come out. A reply belongs to one transcript, which serializes all calls.
"""

import re
from typing import Protocol

from qmux.terminal.sanitize import TextFilter

_RESET = "\x1b[0m"
_END = "\r\n"
_SGR = re.compile("\x1b\\[[0-9;:]*m")


class Reply(Protocol):
    """Turns a stream of words into terminal text. The same words give the same text, whatever the chunks were."""

    @property
    def laid_out(self) -> bool:
        """Whether something of the reply, or of the one that was ended last, depends on the width of the pane."""

    def feed(self, text: str) -> str:
        """Take more words; return what is final now."""

    def tail(self) -> str:
        """Return how the rest would look if the words ended here; it changes nothing."""

    def pause(self) -> str:
        """End the open line, for a word from somebody else within the reply; return what is then final."""

    def finish(self) -> str:
        """End the reply, its open line and its style; return what is then final."""


class RawReply:
    """A reply that is shown as it comes, colors included; nothing of it ever changes."""

    laid_out = False

    def __init__(self) -> None:
        self._filter = TextFilter()
        self._line_open = False

    def feed(self, text: str) -> str:
        """Return the harmless part of `text`."""
        text = self._filter.feed(text)
        visible = _SGR.sub("", text[-256:])
        if visible:
            self._line_open = not visible.endswith("\n")
        return text

    def tail(self) -> str:
        """Return nothing: all is final."""
        return ""

    def pause(self) -> str:
        """End the open line and style, with what the filter held back of an escape that never ended."""
        held = self._filter.finish()
        end = _END if self._line_open or held else ""
        self._line_open = False
        return f"{held}{end}{_RESET}"

    def finish(self) -> str:
        """End the reply like a pause: it goes on with nothing."""
        return self.pause()
