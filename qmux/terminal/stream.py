"""Stream: takes terminal output apart and has a Screen act on it; the other home of pyte.

Overrides pyte.Stream.feed by one regular expression over the whole chunk and a loop that edits the rows of
ordinary text, line ends and colours itself; everything else is a call of a Screen method by sequences.py's
tables. Whatever a chunk ends in the middle of is held back, so that chunking never matters; what is held is
bounded, and a string sequence beyond the bound is thrown away up to its end. Never raises. Touched under
the gate only.
"""

import math
from collections.abc import Callable, Iterator
from itertools import chain
from time import monotonic
from typing import Any, NamedTuple

import pyte

from qmux.terminal.modes import SETTLING_MODES
from qmux.terminal.printing import printed
from qmux.terminal.runs import NARROW
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import (
    CONTROLS,
    CONTROLS_IN_CSI,
    CSI,
    CSI_PARTS,
    EFFECTS,
    ESCAPES,
    INCOMPLETE,
    KEEPS,
    MOVES,
    OSC_END,
    PARAMETERS_MAX,
    SETTLES,
    SHIFTS,
    STRING_END,
    STRING_INTRODUCERS,
    TOKENS,
    Token,
)
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL

STRING_LIMIT = 131_072  # enough for the clipboard's text (OSC 52); a longer string sequence is thrown away
_COMMANDS_CAP = 4096
_SHORT = 32  # characters of a control that is worth remembering
_PARAMETER_MAX = 9999
_SLOW_TEXT = 256  # characters that may each join another: a millisecond
_SLOWEST_TEXT = 4  # characters between margins at the sides: each may scroll a box of a large screen
_MANY_LINES = 256  # characters that are worth a look whether they can be printed at once


class _Command(NamedTuple):
    """A call of a Screen method, and its effect on what the loop keeps in local variables (sequences.py)."""

    method: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    effect: int = KEEPS


def _ignore() -> None:
    """Act on a sequence that means nothing here."""


_IGNORED = _Command(_ignore)


class Stream(pyte.Stream):
    """The parser in front of one Screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.listener: Screen = screen
        self._pending = ""  # an incomplete control or escape sequence
        self._introducer = ""  # of the string sequence that is not complete
        self._string: list[str] = []  # its pieces, none if it is too long
        self._held = 0  # its length
        self._commands: dict[str, _Command] = {}
        self._tokens: Iterator[Token] = iter(())  # that are still to be acted on
        self._waits = False  # whether there are any

    def feed(self, data: str, until: float = math.inf) -> bool:  # type: ignore[override]
        """Act on `data`, which goes on where the last chunk ended.

        Returns:
            False if not all was done `until` then (time.monotonic()), though that may have passed by a millisecond:
            feed("") goes on.
        """
        data = self._complete(data)
        if len(data) > _MANY_LINES and not self._waits and printed(self.listener, data):
            return True
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

    def _complete(self, data: str) -> str:
        """Return `data` after what was held back, without an incomplete sequence at its end."""
        if self._introducer:
            data = self._after_string(data)
        data = self._pending + data
        self._pending = ""
        start = data.rfind("\x1b")
        if start < 0 or not INCOMPLETE.fullmatch(data, start):
            return data
        if data[start : start + 2] in STRING_INTRODUCERS:
            self._introducer = data[start : start + 2]
            self._hold(data[start:])
        else:
            self._pending = data[start:]
        return data[:start]

    def _after_string(self, data: str) -> str:
        """Return the string sequence that was held back, with its rest from `data`, and what comes after it.

        Only what is new is looked at, so that a string in many pieces costs no more than one in one piece.
        """
        end = (OSC_END if self._introducer == "\x1b]" else STRING_END).search(data)
        if end is None:
            self._hold(data)
            return ""
        stop = end.start() if end[0] == "\x1b" else end.end()
        self._hold(data[:stop])
        string, self._string, self._held, self._introducer = "".join(self._string), [], 0, ""
        return string + data[stop:]

    def _hold(self, piece: str) -> None:
        """Hold a piece of a string sequence back; of one beyond the bound nothing is kept."""
        self._held += len(piece)
        self._string.append(piece)
        if self._held > STRING_LIMIT:
            self._string.clear()

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
                                # or is part of one long word: it is clear what WordCut would say.
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
                method, arguments, effect = commands.get(control) or self._command(control)
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
                method, arguments, effect = self._commands.get(control) or self._command(control)
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

    def _push_back(self, *tokens: Token) -> None:
        """Put tokens before those that are still to be acted on; whoever is acting on them must begin again."""
        self._tokens = iter([*tokens, *self._tokens])

    def _command(self, control: str) -> _Command:
        """Return what a control calls, and remember it."""
        command = self._control(control)
        if len(control) < _SHORT:
            if len(self._commands) >= _COMMANDS_CAP:
                self._commands.clear()
            self._commands[control] = command
        return command

    def _control(self, sequence: str) -> _Command:
        if sequence[0] != "\x1b":
            return self._bound(CONTROLS[sequence]) if sequence in CONTROLS else _IGNORED
        if sequence.startswith("\x1b["):
            found = CSI_PARTS.fullmatch(sequence, 2)
            return self._csi(*found.groups()) if found else _Command(self._broken_csi, (sequence,), SETTLES)
        if sequence[:2] in STRING_INTRODUCERS:
            return _Command(self._string_sequence, (sequence,), SETTLES)
        if sequence[1:2] in ("(", ")") and len(sequence) == 3:
            return self._bound("define_charset", (sequence[2], sequence[1]))
        return self._bound(ESCAPES[sequence[1:]]) if sequence[1:] in ESCAPES else _IGNORED

    def _csi(self, prefix: str, parameters: str, intermediates: str, final: str) -> _Command:
        if prefix + intermediates + final == "m":
            return self._bound("select_graphic_rendition", _numbers(parameters))
        method, arity = CSI.get(prefix + intermediates + final, ("", 0))
        if not method:
            return _IGNORED
        arguments = _numbers(parameters)[:arity]
        if method == "cursor_position":  # two numbers, so that the loop need not look
            line, column = (*arguments, 1, 1)[:2]
            arguments = (line or 1, column or 1)
        if method in ("set_private_modes", "reset_private_modes") and not SETTLING_MODES.intersection(
            arguments
        ):
            return _Command(getattr(self.listener, method), arguments)
        return self._bound(method, arguments)

    def _bound(self, method: str, arguments: tuple[Any, ...] = ()) -> _Command:
        return _Command(getattr(self.listener, method), arguments, EFFECTS.get(method, KEEPS))

    def _broken_csi(self, sequence: str) -> None:
        """Act on a CSI with controls in it: on the controls first, then on it, unless it was broken off."""
        tokens = [("", "", control) for control in CONTROLS_IN_CSI.findall(sequence[1:])]
        whole = CONTROLS_IN_CSI.sub("", sequence[2:])
        if CSI_PARTS.fullmatch(whole) and sequence[-1] not in "\x18\x1a":
            tokens.append(("", "", f"\x1b[{whole}"))
        self._push_back(*tokens)

    def _string_sequence(self, sequence: str) -> None:
        """Act on a string sequence, unless it was cancelled or is longer than any that counts."""
        introducer, payload = sequence[1], sequence[2:]
        if len(sequence) > STRING_LIMIT or payload[-1:] in ("\x18", "\x1a"):
            return
        payload = payload.rstrip("\x07\x9c")
        if introducer == "]":
            self.listener.operating_system_command(*payload.partition(";")[::2])
        elif introducer == "P" and payload.startswith("$q"):
            self.listener.report_setting(payload[2:])
        elif introducer == "k":
            self.listener.set_title(payload)


def _numbers(parameters: str) -> tuple[int, ...]:
    """Return the parameters as numbers: missing ones as 0, of sub-parameters only the first, all within bounds."""
    if not parameters:
        return ()
    return tuple(map(_number, parameters.split(";")[:PARAMETERS_MAX]))


def _number(text: str) -> int:
    digits = text.partition(":")[0]
    return min(int(digits), _PARAMETER_MAX) if digits.isdecimal() else 0
