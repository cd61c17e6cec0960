"""OuterTerminal: the terminal that qmux sees in a pty test.

Takes apart everything that qmux sends, holds each sequence against ALLOWED, answers queries, and lets stock
pyte draw. pyte reads an ncurses program right under TERM=linux.
"""

import base64
import codecs
import re
from collections import Counter

import pyte

from tests.features.harness import allowed

_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<sequence>\x1b\]R|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
    r"|[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
# Lone halves of UTF-16, the bidirectional controls, and the private plane whose code points stand for
# clusters.
_FORBIDDEN_TEXT = re.compile("[\ud800-\udfff\u202a-\u202e\u2066-\u2069\U00100000-\U0010ffff]")

_LONGEST = 110_000  # a copy of 100,000 characters is the longest that qmux sends


class StrictScreen(pyte.Screen):
    """pyte's screen, on which a sequence that pyte does not know is an error."""

    def debug(self, *args: object, **kwargs: object) -> None:
        """Fail: pyte calls this for what it does not know."""
        raise AssertionError(f"pyte does not know what was sent: {args} {kwargs}")


class OuterTerminal:
    """A terminal of `columns` by `lines` cells.

    `sent` counts the sequences by their row's name; `raw` is every byte that came. `copied` has what was put on the
    clipboard, which fails the test unless `expects_copies` was set.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.pyte = StrictScreen(columns, lines)
        self.sent: Counter[str] = Counter()
        self.raw = b""
        self._stream = pyte.Stream(self.pyte)
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._rest = ""
        self.expects_copies = False
        self.copied: list[str] = []

    def feed(self, data: bytes) -> bytes:
        """Take what qmux sent; return what the terminal answers."""
        self.raw += data
        text = self._rest + self._decoder.decode(data)
        answers, position = b"", 0
        while match := _TOKEN.match(text, position):
            answers += self._take(match["text"], match["sequence"])
            position = match.end()
        self._rest = text[position:]
        assert len(self._rest) < _LONGEST, f"an endless sequence was sent: {self._rest[:80]!r}"
        return answers

    def _take(self, text: str | None, sequence: str | None) -> bytes:
        if text is not None:
            assert not _FORBIDDEN_TEXT.search(text), f"{text!r} was sent to the terminal"
            self._stream.feed(text)
            return b""
        assert sequence is not None
        row = allowed.find(sequence)
        self.sent[row.name] += 1
        if row.name == allowed.CLIPBOARD:
            self._copy(sequence)
        if row.drawn:
            self._stream.feed(sequence)
        return allowed.ANSWERS.get(sequence, b"")

    def _copy(self, sequence: str) -> None:
        assert self.expects_copies, f"something was copied that nobody copied: {sequence!r}"
        data = sequence.removesuffix("\x1b\\").rpartition(";")[2]
        self.copied.append(base64.b64decode(data, validate=True).decode())

    def screen(self) -> list[str]:
        """Return the lines without trailing blanks."""
        # pyte's own `display` raises while half of a wide character is overwritten and the other is not yet.
        rows = (self.pyte.buffer[line] for line in range(self.pyte.lines))
        return ["".join(row[column].data for column in range(self.pyte.columns)).rstrip() for row in rows]

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's column and line; after a full line it stands on the last column."""
        return min(self.pyte.cursor.x, self.pyte.columns - 1), self.pyte.cursor.y

    def resize(self, columns: int, lines: int) -> None:
        """Take a new size; like a real terminal's alternate screen, lines stay where they are."""
        cursor = self.pyte.cursor
        column, line = cursor.x, cursor.y
        self.pyte.resize(lines, columns)
        cursor.x, cursor.y = min(column, columns - 1), min(line, lines - 1)
