"""Pending: what a chunk of output ends in the middle of, held back until the rest comes: chunking never matters.

What is held is bounded: a string sequence beyond the bound is thrown away up to its end, and the grammar
(sequences.py) makes text again of any other that is too long. Touched under the gate only.
"""

from qmux.terminal.commands import STRING_LIMIT
from qmux.terminal.sequences import INCOMPLETE, OSC_END, STRING_END, STRING_INTRODUCERS


class Pending:
    """The incomplete sequence at the end of a stream so far."""

    def __init__(self) -> None:
        self._short = ""  # an incomplete control or escape sequence
        self._introducer = ""  # of the string sequence that is not complete
        self._string: list[str] = []  # its pieces, none if it is too long
        self._held = 0  # its length

    def complete(self, data: str) -> str:
        """Return `data` after what was held back, without an incomplete sequence at its end."""
        if self._introducer:
            data = self._after_string(data)
        data = self._short + data
        self._short = ""
        start = data.rfind("\x1b")
        if start < 0 or not INCOMPLETE.fullmatch(data, start):
            return data
        if data[start : start + 2] in STRING_INTRODUCERS:
            self._introducer = data[start : start + 2]
            self._hold(data[start:])
        else:
            self._short = data[start:]
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
