"""Stream: takes terminal output apart and has a Screen act on it; the other home of pyte.

Overrides pyte.Stream.feed by one regular expression over the whole chunk and a loop that edits the rows of
ordinary text, line ends and colours itself; everything else is a call of a Screen method by sequences.py's
tables. Whatever a chunk ends in the middle of is held back, so that chunking never matters; what is held is
bounded, and a string sequence beyond the bound is thrown away up to its end. Never raises. Touched under
the gate only.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyte

from qmux.terminal.runs import NARROW
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import (
    CONTROLS,
    CONTROLS_IN_CSI,
    CSI,
    CSI_PARTS,
    ESCAPES,
    INCOMPLETE,
    OSC_END,
    PARAMETERS_MAX,
    SETTLING,
    STRING_END,
    STRING_INTRODUCERS,
    TOKENS,
)
from qmux.terminal.sgr import apply, erased
from qmux.terminal.style import DEFAULT_CELL

STRING_LIMIT = 131_072  # enough for the clipboard's text (OSC 52); a longer string sequence is thrown away
_COMMANDS_CAP = 4096
_PARAMETER_MAX = 9999

_Token = tuple[str, str, str, str, str]


class _Command(NamedTuple):
    """A call of a Screen method; `settles` says that it may change what the loop keeps in local variables."""

    method: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    settles: bool = True


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

    def feed(self, data: str) -> None:
        """Act on `data`, which goes on where the last chunk ended."""
        data = self._complete(data)
        tokens = iter(TOKENS.findall(data))
        while self._run(tokens):
            pass  # a command has changed the modes, the region or the screen: look at them again

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

    def _run(self, tokens: Iterator[_Token]) -> bool:
        """Act on tokens; stop with True after a command that settles, with False when none is left.

        One long function on purpose: it is the program's hottest loop, and a call for each token costs a third of
        its speed. On a screen that scrolls as a whole, lines that leave its top stay in the lists above it until
        they are handed over at once; meanwhile y, bottom and last count from the first row in the lists.
        """
        screen = self.listener
        if screen.sides is not None:
            return self._run_between(tokens)
        cursor, grid, cell = screen.cursor, screen.grid, screen.cell
        texts, styles, wrapped, put = grid.text, grid.style, grid.wrapped, grid.put
        columns, end = screen.columns, screen.lines - 1
        top, stop = screen.region
        bottom, last = stop - 1, end
        scrolls_all = top == 0 and bottom == end
        plain, newline_returns = screen.draws_plainly, screen.newline_returns
        by_words, carried = screen.wraps_words, None
        commands, narrow = self._commands, NARROW.fullmatch
        x, y = cursor.x, cursor.y

        for text, newline, color, csi, other in tokens:
            if text:
                if plain and (text.isascii() or narrow(text)):
                    while True:
                        size = len(text)
                        fits = x + size <= columns
                        if not fits:
                            size = columns - x
                            if by_words and y != screen.edited_line:
                                # Mostly the row ends after a blank in this text, which may be the one that hangs,
                                # or is part of one long word: it is clear what WordCut would say.
                                size = text.rfind(" ", 0, size + 1) + 1
                                if size:
                                    is_clear = text[0] != " " and text[size : size + 1] not in ("", " ")
                                else:
                                    size, is_clear = columns, not x
                                if not is_clear or x != len(texts[y]):
                                    text, carried = screen.end_row(y, x, text, cell)
                                    if not text:
                                        x = columns
                                        break
                                    x, size = len(texts[y]), 0
                        piece = text if fits else text[:size]
                        old = texts[y]
                        if x == len(old):
                            texts[y] = old + piece
                            if cell != DEFAULT_CELL:
                                styles[y] = (styles[y] or DEFAULT_CELL * x) + cell * size
                            elif styles[y]:
                                styles[y] += cell * size
                        else:
                            put(y, x, piece, cell)
                        x += size
                        if fits:
                            break
                        text = text[size:]
                        wrapped[y] = 1
                        x = 0
                        if y != bottom:
                            if y < last:
                                y += 1
                            else:
                                wrapped[y] = 0
                        elif scrolls_all:
                            texts.append("")
                            styles.append("")
                            wrapped.append(0)
                            y = bottom = last = y + 1
                            if cell != DEFAULT_CELL:
                                grid.erase(y, 0, columns, erased(cell))
                        else:
                            cursor.y, screen.cell = y, cell
                            screen.index()
                        if carried is not None:
                            grid.lay(y, carried)
                            x = len(carried.text)
                            carried = None
                    screen.last = text
                else:
                    if last != end:
                        screen.scrolled_off(last - end)
                        y -= last - end
                        bottom = last = end
                    cursor.x, cursor.y, screen.cell = x, y, cell
                    screen.draw(text)
                    x, y = cursor.x, cursor.y
            if newline:
                if newline != "\n" or newline_returns:
                    x = 0
                if y != bottom:
                    y += y < last
                elif scrolls_all:
                    texts.append("")
                    styles.append("")
                    wrapped.append(0)
                    y = bottom = last = y + 1
                    if cell != DEFAULT_CELL:
                        grid.erase(y, 0, columns, erased(cell))
                else:
                    cursor.y, screen.cell = y, cell
                    screen.index()
            elif color:
                cell = apply(cell, color)
            elif other == "\r":
                x = 0
                if by_words:
                    screen.edited_line = y
            elif csi or other:
                if last != end:
                    screen.scrolled_off(last - end)
                    y -= last - end
                    bottom = last = end
                cursor.x, cursor.y, screen.cell = x, y, cell
                command = commands.get(csi or other) or self._command(csi, other)
                method, arguments, settles = command
                method(*arguments)
                if by_words and other != "\t":
                    screen.edited_line = cursor.y
                if settles:
                    return True
                x, y = cursor.x, cursor.y
        if last != end:
            screen.scrolled_off(last - end)
        cursor.x, cursor.y, screen.cell = x, y - (last - end), cell
        return False

    def _run_between(self, tokens: Iterator[_Token]) -> bool:
        """Act on tokens as _run() does while there are margins at the sides: rare, so nothing is cut short."""
        screen = self.listener
        for text, newline, color, csi, other in tokens:
            if text:
                screen.draw(text)
            if color:
                screen.cell = apply(screen.cell, color)
            elif newline or csi or other:
                screen.settle()
            if newline:
                if newline != "\n":
                    screen.carriage_return()
                screen.linefeed()
            elif csi or other:
                method, arguments, settles = self._commands.get(csi or other) or self._command(csi, other)
                method(*arguments)
                if settles:
                    return True
        return False

    def _command(self, csi: str, other: str) -> _Command:
        """Return what a control sequence calls, and remember it."""
        command = self._csi(csi) if csi else self._other(other)
        if len(csi) + len(other) < 32:
            if len(self._commands) >= _COMMANDS_CAP:
                self._commands.clear()
            self._commands[csi or other] = command
        return command

    def _csi(self, sequence: str) -> _Command:
        prefix, parameters, intermediates, final = _parts(sequence)
        if prefix + intermediates + final == "m":
            return _Command(self.listener.select_graphic_rendition, _numbers(parameters))
        method, arity = CSI.get(prefix + intermediates + final, ("", 0))
        return self._bound(method, _numbers(parameters)[:arity]) if method else _IGNORED

    def _other(self, sequence: str) -> _Command:
        if sequence[0] != "\x1b":
            return self._bound(CONTROLS[sequence]) if sequence in CONTROLS else _IGNORED
        if sequence.startswith("\x1b["):
            return _Command(self._broken_csi, (sequence,))
        if sequence[:2] in STRING_INTRODUCERS:
            return _Command(self._string_sequence, (sequence,))
        if sequence[1:2] in ("(", ")") and len(sequence) == 3:
            return _Command(self.listener.define_charset, (sequence[2], sequence[1]))
        return self._bound(ESCAPES[sequence[1:]]) if sequence[1:] in ESCAPES else _IGNORED

    def _bound(self, method: str, arguments: tuple[int, ...] = ()) -> _Command:
        return _Command(getattr(self.listener, method), arguments, method in SETTLING)

    def _broken_csi(self, sequence: str) -> None:
        """Act on a CSI with controls in it: on the controls first, then on it, unless it was broken off."""
        for control in CONTROLS_IN_CSI.findall(sequence[1:]):
            method, arguments, _ = self._other(control)
            method(*arguments)
        whole = CONTROLS_IN_CSI.sub("", sequence[2:])
        if CSI_PARTS.fullmatch(whole) and sequence[-1] not in "\x18\x1a":
            method, arguments, _ = self._csi(whole)
            method(*arguments)

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


def _parts(sequence: str) -> tuple[str, str, str, str]:
    found = CSI_PARTS.fullmatch(sequence)
    return found.groups() if found else ("", "", "", "")  # type: ignore[return-value]


def _numbers(parameters: str) -> tuple[int, ...]:
    """Return the parameters as numbers: missing ones as 0, of sub-parameters only the first, all within bounds."""
    if not parameters:
        return ()
    return tuple(map(_number, parameters.split(";")[:PARAMETERS_MAX]))


def _number(text: str) -> int:
    digits = text.partition(":")[0]
    return min(int(digits), _PARAMETER_MAX) if digits.isdecimal() else 0
