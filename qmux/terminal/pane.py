"""Pane: one session's emulator, fed by its thread and shown by the view.

Owns the stream, the screen and the published frame. The emulator is touched only under the gate; after each
burst a new picture of it replaces the old one as a whole, so that the view needs no lock. A picture is made a frame
of rows when somebody looks: output at full speed brings thousands of them a second, of which some sixty are seen.
Rows that did not change stay the same objects from frame to frame. Methods may be called from any thread. Sizes are
in cells.

Text that is not final yet stands below the output as a tail, until other output or another tail takes its place. No
frame is published between the erasing of one and the drawing of the next, so that nothing flickers.

Synchronized output (mode 2026): while a program holds the screen, the frame before stays published. No thread watches
over that. Each burst looks whether the hold is too old or too long, which covers a program that writes on; one that
writes no more leaves `held_until`, up to which whoever waits for its next output anyway (the reader of a pty)
should wait at most, and then call publish_held().
"""

import codecs
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from qmux.terminal import modes, on_top
from qmux.terminal.breaking import NO_BREAK
from qmux.terminal.events import PaneEvent
from qmux.terminal.gate import Gate
from qmux.terminal.rows import BLANK, Excerpt, PaneCursor, PaneFrame, Row
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from qmux.terminal.taking_back import Snapshot, erase_lines, restore, snapshot

# Fed at a time while holding the gate: 0.1 ms of plain text, 1 ms of a full-screen program's output.
BURST = 4096
# And at most so long, but for the one sequence that has been begun then.
BURST_SECONDS = 0.0015
# A burst as long as what a pty gives at once, which says that there is more: compressing scrollback can wait.
_FLOOD = 2048
# An emulator of one column could hold no wide character, and what it cannot hold would be lost.
_LEAST_COLUMNS = 2
# Bounds of synchronized output: programs need a few milliseconds for a frame (terminals wait 100 to 200), and
# the largest frame of a large screen in true colours has about a quarter of a megabyte.
HOLD_SECONDS = 0.15
HOLD_CHARACTERS = 262_144

# Half the price of Row(text, style), for the 50 rows of a frame.
_make_row: Callable[[tuple[str, str]], Row] = partial(tuple.__new__, Row)


class _Picture(NamedTuple):
    """A screen at one moment: the strings of its rows, and the frame but for them."""

    texts: tuple[str, ...]
    styles: tuple[str, ...]
    frame: PaneFrame


class Pane:
    """A virtual terminal.

    Arguments:
        columns, lines: its size; a frame is never narrower than 2 columns.
        history_lines: rows of scrollback.
        wrap_words: whether long lines are broken between words, as for prose, or at the margin, as programs expect.
        gate: the program's one emulation gate.
        published: called after each new frame, in the thread that caused it, without the gate.
        reply: takes what the emulator answers, for the program in the pane to read; called like `published`.
            Without it answers are dropped: the text of a chat asks nothing.
    """

    def __init__(
        self,
        columns: int,
        lines: int,
        history_lines: int,
        gate: Gate,
        published: Callable[[], None],
        wrap_words: bool = False,
        reply: Callable[[str], None] | None = None,
    ) -> None:
        self._gate = gate
        self._published = published
        self._reply = reply
        self._screen = Screen(max(_LEAST_COLUMNS, columns), max(1, lines), history_lines, wrap_words)
        self._stream = Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held_since: float | None = None  # time.monotonic() when the screen was last held (2026)
        self._held = 0  # characters since
        self._tail = ""
        self._above_tail: Snapshot | None = None  # the screen without its tail, None without one
        self._screen.frame_complete = self._frame_complete
        self._picture = self._take_picture()
        self._frame = self._picture.frame
        self._seen: _Picture | None = None  # what `_frame` was made of

    @property
    def frame(self) -> PaneFrame:
        """Return the newest frame: the same object until there is another."""
        picture = self._picture
        if picture is not self._seen:
            rows = _rows(self._frame.rows, self._outward(picture.texts), picture.styles)
            self._frame = picture.frame._replace(rows=rows)
            self._seen = picture
        return self._frame

    @property
    def columns(self) -> int:
        """Return the width, to whatever thread asks; the frame is for the thread that shows it."""
        return self._picture.frame.columns

    @property
    def lines(self) -> int:
        """Return the height, likewise."""
        return self._picture.frame.lines

    @property
    def held_until(self) -> float | None:
        """Return until when (time.monotonic()) the program in the pane holds the screen, None if it does not."""
        since = self._held_since
        return None if since is None else since + HOLD_SECONDS

    def feed(self, text: str) -> None:
        """Show output. Whatever it is, this never raises; a sequence in it may go on in the next text.

        A tail is erased first.
        """
        if self._above_tail is not None:
            self.feed_above(text, "")
            return
        for start in range(0, len(text), BURST):
            burst, is_done = text[start : start + BURST], False
            while not is_done:
                with self._gate.hold():
                    is_done = self._act(burst)
                    if not self._is_held(len(burst)):
                        self._frame_complete()
                    replies = self._screen.take_replies() if self._screen.replies else ""
                burst = ""
                if replies and self._reply is not None:
                    self._reply(replies)
                self._published()

    def feed_above(self, text: str, tail: str) -> None:
        """Show output in place of the tail, and `tail` below it: text, line ends and colors, a screenful or so."""
        self._feed_whole(text, tail, self._erase_tail)

    def feed_anew(self, lines: int, text: str, tail: str) -> None:
        """Show output in place of the last `lines` lines of output and the one that is not ended, as feed_above()."""

        def erase() -> None:
            self._erase_tail()
            erase_lines(self._screen, lines)

        self._feed_whole(text, tail, erase)

    def for_earlier(self) -> "Pane":
        """Return an empty pane in which output is made that belongs above this one's: see put_on_top()."""
        screen = self._screen
        limit = screen.history.limit
        return Pane(screen.columns, screen.lines, limit, self._gate, _do_nothing, screen.wraps_words)

    def put_on_top(self, earlier: "Pane") -> bool:
        """Take what `earlier` shows, whose last line is ended, as what came before all output.

        Rows keep their numbers: whoever looks at them sees nothing move. That there are more is said by announce().

        Returns:
            Whether the scrollback has room for more.
        """
        history, is_done = self._screen.history, False
        while not is_done:
            with self._gate.hold():
                lines = on_top.take_newest(earlier._screen)
                on_top.put_on_top(self._screen, lines, earlier._screen)
                self._picture = self._take_picture()
                is_done = not lines.text or not history.has_room
        return history.has_room

    def announce(self) -> None:
        """Say that there is something new to be looked at."""
        self._published()

    def _feed_whole(self, text: str, tail: str, erase: Callable[[], None]) -> None:
        """Erase, feed `text` with pauses for others, draw the tail; then publish one frame for all of it."""
        starts = range(0, len(text), BURST) or (0,)
        for start in starts:
            burst, is_done = text[start : start + BURST], False
            while not is_done:
                with self._gate.hold():
                    erase()
                    is_done = self._act(burst)
                    if is_done and start == starts[-1]:
                        self._draw_tail(tail)
                        self._picture = self._take_picture()
                burst, erase = "", _do_nothing
        self._published()

    def _act(self, burst: str) -> bool:
        """Act on output, "" for what is left of the last burst; return whether there was time for all of it."""
        is_done = self._stream.feed(burst, time.monotonic() + BURST_SECONDS)
        if len(burst) < _FLOOD:  # whatever comes, it does not come as fast as it can
            self._screen.history.compress_one()
        return is_done

    def _draw_tail(self, tail: str) -> None:
        self._tail = tail
        if tail:
            self._above_tail = snapshot(self._screen)
            self._stream.feed(tail)

    def _erase_tail(self) -> None:
        if self._above_tail is not None:
            restore(self._screen, self._above_tail)
            self._above_tail, self._tail = None, ""

    def feed_bytes(self, data: bytes) -> None:
        """Show output as a pty gives it: UTF-8, cut anywhere; what is no UTF-8 becomes U+FFFD. One thread only."""
        self.feed(self._decoder.decode(data))

    def resize(self, columns: int, lines: int) -> None:
        """Change the size; screen and scrollback are wrapped anew. The size that it has already costs nothing."""
        columns, lines = max(_LEAST_COLUMNS, columns), max(1, lines)
        if (columns, lines) == (self.frame.columns, self.frame.lines):
            return
        with self._gate.hold():
            tail = self._tail
            self._erase_tail()
            self._screen.resize(lines, columns)
            self._draw_tail(tail)
            self._picture = self._take_picture()
        self._published()

    def publish_held(self) -> None:
        """Show what the program in the pane has held back; it holds the screen no longer."""
        with self._gate.hold():
            self._screen.mode.discard(modes.SYNCHRONIZED)
            self._frame_complete()
        self._published()

    def take_events(self) -> list[PaneEvent]:
        """Return what the program asked for besides its screen since the last time, oldest first."""
        if not self._screen.events.pending:
            return []
        with self._gate.hold():
            return self._screen.events.take()

    def history_rows(self, first: int, count: int) -> Sequence[Row]:
        """Return at most `count` rows of the scrollback from row `first` on; row 0 is the oldest that is kept."""
        with self._gate.hold():
            rows = self._screen.history.rows(first, count)
        texts = self._outward([row.text for row in rows])
        return _rows(rows, texts, [row.style for row in rows])

    def excerpt(self, first: int, stop: int) -> Excerpt:
        """Return the text of the rows numbered `first` up to `stop`, of scrollback and screen, as far as kept.

        Numbers count all rows since the pane began: the screen's first row has the frame's number `scrolled`.
        10,000 rows of prose take about 5 ms.
        """
        with self._gate.hold():
            excerpt = self._screen.excerpt(first, stop)
        return excerpt._replace(text=self._outward(excerpt.text))

    def _outward(self, texts: Sequence[str]) -> Sequence[str]:
        """Return rows as they are shown: what kept them from being broken is their own business."""
        if not self._screen.wraps_words:
            return texts
        return [text.replace(NO_BREAK, " ") if NO_BREAK in text else text for text in texts]

    def set_mark(self) -> None:
        """Remember the end of the output so far: what comes next is new (PaneFrame.mark)."""
        with self._gate.hold():
            self._screen.mark = self._screen.next_mark()
            self._picture = self._take_picture()
        self._published()

    def settle_mark(self) -> None:
        """Forget the mark if nothing came since it was set: what comes from now on is seen as it comes."""
        with self._gate.hold():
            if self._screen.mark is None or self._screen.mark != self._screen.next_mark():
                return
        self.clear_mark()

    def clear_mark(self) -> None:
        """Forget the mark."""
        with self._gate.hold():
            self._screen.mark = None
            self._picture = self._take_picture()
        self._published()

    def _is_held(self, size: int) -> bool:
        """Return whether the screen is held, now that output of `size` came; end a hold beyond the bounds."""
        mode = self._screen.mode
        if modes.SYNCHRONIZED not in mode:
            return False
        now = time.monotonic()
        if self._held_since is None:
            self._held_since, self._held = now, 0
        self._held += size
        if now - self._held_since < HOLD_SECONDS and self._held <= HOLD_CHARACTERS:
            return True
        mode.discard(modes.SYNCHRONIZED)
        return False

    def _frame_complete(self) -> None:
        """Take a picture, in mid-burst too where the program says that its frame is whole."""
        self._held_since = None
        self._picture = self._take_picture()

    def _take_picture(self) -> _Picture:
        screen = self._screen
        scrolled = screen.scrolled()
        has_mark = screen.mark is not None and not screen.outer_modes.alternate_screen
        frame = PaneFrame(
            columns=screen.columns,
            lines=screen.lines,
            rows=(),
            cursor=self._cursor(),
            modes=screen.outer_modes,
            title=screen.title,
            clusters=screen.clusters.expansions,
            history=len(screen.history),
            scrolled=scrolled,
            mark=screen.mark - scrolled if has_mark and screen.mark is not None else None,
        )
        return _Picture(tuple(screen.grid.text), tuple(screen.grid.style), frame)

    def _cursor(self) -> PaneCursor:
        screen = self._screen
        column = min(screen.cursor.x - (screen.cursor.x == screen.full_at), screen.columns - 1)
        return PaneCursor(column, screen.cursor.y, not screen.cursor.hidden, screen.cursor_shape)


def _do_nothing() -> None:
    """Leave everything as it is."""


def _rows(shown: Sequence[Row], texts: Sequence[str], styles: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows as values; those of `shown` that are still the same in their place stay the same objects."""
    if len(shown) != len(texts):
        shown = (BLANK,) * len(texts)
    return tuple(
        [
            row if row[0] == text and row[1] == style else _make_row((text, style))
            for row, text, style in zip(shown, texts, styles, strict=True)
        ]
    )
