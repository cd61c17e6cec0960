"""MarkdownReply: a model's words as rendered markdown.

Owns the line that is not whole yet. Leaves blocks to blocks.py and what is harmless to terminal/sanitize.py; colors
that a model writes itself are dropped. Everything is worked out under the emulation gate, a line at a time: rendering
is the costliest thing that sessions do, and keys must not wait for it.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from qmux.engine.markdown.blocks import Document
from qmux.terminal.sanitize import TextFilter

LINE_CHARACTERS = 2000  # a longer line is parted: what is not final is rendered again and again

_SGR = re.compile("\x1b\\[[0-9;:]*m")


class MarkdownReply:
    """Implements qmux.engine.reply.Reply.

    Arguments:
        columns: returns the width of the pane in cells.
        hold: returns the context manager that holds the emulation gate.
    """

    def __init__(self, columns: Callable[[], int], hold: Callable[[], AbstractContextManager[None]]) -> None:
        self._filter = TextFilter()
        self._columns = columns
        self._document = Document(columns)
        self._was_laid_out = False  # what was ended last
        self._hold = hold
        self._line = ""  # the beginning of the last line
        self._parted = False  # whether that line's first pieces are out already

    @property
    def laid_out(self) -> bool:
        """Whether there was a table, an item or a quote."""
        return self._was_laid_out or self._document.laid_out

    def feed(self, text: str) -> str:
        """Take more words; return the lines that are final now."""
        self._was_laid_out = False
        return self._feed(self._filter.feed(text))

    def _feed(self, text: str) -> str:
        *lines, last = _SGR.sub("", text).replace("\r\n", "\n").split("\n")
        out = []
        for line in lines:
            out += [self._add(line), self._end_line()]
        return "".join([*out, self._add(last)])

    def tail(self) -> str:
        """Return the open block, as if the reply ended here."""
        with self._hold():
            document = self._document.fork()
            line = self._last_line(document) if self._line else ""
            return line + document.end()

    def pause(self) -> str:
        """End the open line; a code block goes on in the next one."""
        if not self._document.in_code:
            return self.finish()
        return self._rest() + self._document.end_line()

    def finish(self) -> str:
        """End all that is open."""
        rest = self._rest()
        with self._hold():
            rest += self._document.end() + self._document.end_line()
        self._was_laid_out = self.laid_out
        self._document = Document(self._columns)
        return rest

    def _add(self, text: str) -> str:
        """Let the last line grow by `text`; return pieces of it if it is too long to be waited for."""
        self._line += text
        out = []
        while len(self._line) > LINE_CHARACTERS:
            blank = self._line.rfind(" ", LINE_CHARACTERS // 2, LINE_CHARACTERS)
            cut = blank if blank > 0 else LINE_CHARACTERS
            self._line, rest = self._line[:cut], self._line[cut:]
            with self._hold():
                out.append(self._last_line(self._document))
            self._line, self._parted = rest, True
        return "".join(out)

    def _end_line(self) -> str:
        with self._hold():
            final = self._last_line(self._document)
        self._line, self._parted = "", False
        return final

    def _last_line(self, document: Document) -> str:
        return document.go_on(self._line) if self._parted else document.line(self._line)

    def _rest(self) -> str:
        rest = self._feed(self._filter.finish())
        rest += self._end_line() if self._line else ""
        self._parted = False
        return rest
