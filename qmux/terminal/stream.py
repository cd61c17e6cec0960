"""Stream: takes terminal output apart and has a Screen act on it; the other home of pyte.

Overrides pyte.Stream.feed by one regular expression over the whole chunk and a loop that edits the rows of
ordinary text, line ends and colors itself; everything else is a call of a Screen method (commands.py). Leaves what a
chunk ends in the middle of to pending.py. Never raises. Touched under the gate only.
"""

import math
from collections.abc import Iterator
from itertools import chain
from time import monotonic

import pyte

from qmux.terminal.commands import Commands
from qmux.terminal.pending import Pending
from qmux.terminal.printing import printed
from qmux.terminal.runs import NARROW
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import MOVES, SETTLES, SHIFTS, TOKENS, Token
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL

_SLOW_TEXT = 256  # characters that may each join another: a millisecond
_SLOWEST_TEXT = 4  # characters between margins at the sides: each may scroll a box of a large screen
_MANY_LINES = 256  # characters that are worth a look whether they can be printed at once


class Stream(pyte.Stream):
    """The parser in front of one Screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.listener: Screen = screen
        self._pending = Pending()
        self._commands = Commands(screen, self._act_first)
        self._tokens: Iterator[Token] = iter(())  # that are still to be acted on
        self._waits = False  # whether there are any

    def feed(self, data: str, until: float = math.inf) -> bool:  # type: ignore[override]
        """Act on `data`, which goes on where the last chunk ended.

        Returns:
            False if not all was done `until` then (time.monotonic()), though that may have passed by a millisecond:
            feed("") goes on.
        """
        data = self._pending.complete(data)
        if len(data) > _MANY_LINES and not self._waits and printed(self.listener, data):
            return True
        if data:  # an empty chunk would add a link to the chain each time that there was too little time
            # From here on "\n" is a whole line end, CR LF, and a line feed alone its equal VT: most text has no other
            # control, and many lines are then one piece.
            tokens = TOKENS.findall(data.replace("\n", "\v").replace("\r\v", "\n"))
            self._tokens = chain(self._tokens, tokens) if self._waits else iter(tokens)
        while self._run(until):
            if monotonic() > until:
                self._waits = True
                return False
        self._waits = False
        return True

    def _run(self, until: float) -> bool:
        """Act on tokens; stop with True after a command that settles, or late, with False when none is left.

        One long function on purpose: it is the program's hottest loop, and a call for each token costs a third of
        its speed. On a screen that scrolls as a whole, lines that leave its top stay in the lists above it until
        they are handed over at once; meanwhile y, bottom and last count from the first row in the lists. The time is
        looked at after what may take long: 4 KB of the worst sequences on a large screen take more than a second.
        """
        screen = self.listener
        if screen.sides is not None:
            return self._run_between(until)
        cursor, grid, cell = screen.cursor, screen.grid, screen.cell
        texts, styles, wrapped, put = grid.text, grid.style, grid.wrapped, grid.put
        columns, end = screen.columns, screen.lines - 1
        top, stop = screen.region
        bottom, last = stop - 1, end
        scrolls_all = top == 0 and bottom == end
        plain, charset, has_origin = screen.draws_plainly, screen.charsets[screen.charset], screen.has_origin
        by_words, carried = screen.wraps_words, None
        no_rows: list[str] = []  # of a token without line ends
        commands, narrow = self._commands, NARROW.fullmatch
        x, y, drawn = cursor.x, cursor.y, screen.last

        for text, colors, control in self._tokens:
            rows = no_rows
            if "\n" in text:
                text, *rows = text.split("\n")
                rows.reverse()
            while text or rows:
                if text:
                    drawn = text
                    if charset:
                        text = text.translate(charset)
                    size = len(text)
                    if not plain or not (text.isascii() or narrow(text)):
                        if last != end and x + 2 * size > columns:  # it might have to go on below
                            screen.scrolled_off(last - end)
                            y -= last - end
                            bottom = last = end
                        cursor.x, cursor.y, screen.cell = x, y, cell
                        screen.draw(drawn[:_SLOW_TEXT])
                        x, y = cursor.x, cursor.y
                        text = drawn[_SLOW_TEXT:]
                        if monotonic() > until:
                            if last != end:
                                screen.scrolled_off(last - end)
                                cursor.y -= last - end
                            self._push_back(("\n".join([text, *reversed(rows)]), colors, control))
                            return True
                        if text:
                            continue
                    elif x + size <= columns:
                        old = texts[y]
                        if x == len(old):
                            texts[y] = old + text
                            if cell != DEFAULT_CELL:
                                styles[y] = (styles[y] or DEFAULT_CELL * x) + cell * size
                            elif styles[y]:
                                styles[y] += cell * size
                        else:
                            put(y, x, text, cell)
                        x += size
                    else:
                        while x + size > columns:
                            room = columns - x
                            if by_words and y != screen.edited_line:
                                # Mostly the row ends after a blank in this text, which may be the one that hangs,
                                # or is part of one long word: it is clear what WordCut would say. Not to ask it
                                # takes 0.63 of the time that long lines of prose take otherwise.
                                room = text.rfind(" ", 0, room + 1) + 1
                                if room:
                                    is_clear = text[0] != " " and text[room : room + 1] not in ("", " ")
                                else:
                                    room, is_clear = columns, not x
                                if not is_clear or x != len(texts[y]):
                                    text, carried = screen.end_row(y, x, text, cell)
                                    if not text:
                                        x, size = columns, 0
                                        break
                                    x, room = len(texts[y]), 0
                            put(y, x, text[:room], cell)
                            text = text[room:]
                            size = len(text)
                            wrapped[y] = 1
                            x = 0
                            if y != bottom:
                                if y < last:
                                    y += 1
                                else:
                                    wrapped[y] = 0
                            elif scrolls_all:
                                blank = cell if cell == DEFAULT_CELL else erased(cell)
                                texts.append("" if blank == DEFAULT_CELL else " " * columns)
                                styles.append("" if blank == DEFAULT_CELL else blank * columns)
                                wrapped.append(0)
                                y = bottom = last = y + 1
                            else:
                                cursor.y, screen.cell = y, cell
                                screen.index()
                            if carried is not None:
                                grid.lay(y, carried)
                                x = len(carried.text)
                                carried = None
                        if size:
                            put(y, x, text, cell)
                            x += size
                if not rows:
                    break
                x = 0
                if y != bottom:
                    y += y < last
                elif scrolls_all:
                    blank = cell if cell == DEFAULT_CELL else erased(cell)
                    texts.append("" if blank == DEFAULT_CELL else " " * columns)
                    styles.append("" if blank == DEFAULT_CELL else blank * columns)
                    wrapped.append(0)
                    y = bottom = last = y + 1
                else:
                    cursor.x, cursor.y, screen.cell, screen.last = x, y, cell, drawn
                    screen.index()
                    if monotonic() > until:
                        self._push_back(("\n".join(reversed(rows)), colors, control))
                        return True
                text = rows.pop()
            if colors:
                cell = apply(cell, colors)
            if control == "\r":
                x = 0
                if by_words:
                    screen.edited_line = y
            elif control:
                method, arguments, effect = commands[control]
                if effect == MOVES and not has_origin:
                    line, column = arguments
                    y = last - end + (line if line <= end else end + 1) - 1
                    x = (column if column < columns else columns) - 1
                    if by_words:
                        screen.edited_line = y
                elif effect == SHIFTS:
                    method(*arguments)
                    charset = screen.charsets[screen.charset]
                    if by_words:
                        screen.edited_line = y
                else:
                    if last != end:
                        screen.scrolled_off(last - end)
                        y -= last - end
                        bottom = last = end
                    cursor.x, cursor.y, screen.cell, screen.last = x, y, cell, drawn
                    method(*arguments)
                    if by_words and control not in ("\t", "\v"):
                        screen.edited_line = cursor.y
                    if effect == SETTLES or monotonic() > until:
                        return True
                    x, y = cursor.x, cursor.y
        if last != end:
            screen.scrolled_off(last - end)
        cursor.x, cursor.y, screen.cell, screen.last = x, y - (last - end), cell, drawn
        return False

    def _run_between(self, until: float) -> bool:
        """Act on tokens as _run() does while there are margins at the sides: rare, so nothing is cut short."""
        screen = self.listener
        for text, colors, control in self._tokens:
            while text:
                text = self._draw_some(text)
                if text and monotonic() > until:
                    self._push_back((text, colors, control))
                    return True
            if colors:
                screen.cell = apply(screen.cell, colors)
            if control:
                screen.settle()
                method, arguments, effect = self._commands[control]
                method(*arguments)
                if effect == SETTLES or monotonic() > until:
                    return True
        return False

    def _draw_some(self, text: str) -> str:
        """Act on some characters of `text` or a line end before them; return what comes after it."""
        line, end, rest = text.partition("\n")
        if line:
            self.listener.draw(line[:_SLOWEST_TEXT])
            return line[_SLOWEST_TEXT:] + end + rest
        self.listener.settle()
        self.listener.new_line()
        return rest

    def _act_first(self, controls: list[str]) -> None:
        """Put controls before the tokens that are still to be acted on."""
        self._push_back(*[("", "", control) for control in controls])

    def _push_back(self, *tokens: Token) -> None:
        """Put tokens before those that are still to be acted on; whoever is acting on them must begin again."""
        self._tokens = iter([*tokens, *self._tokens])
