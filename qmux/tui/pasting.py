"""Pasting: a bracketed paste as it comes in, made a rope piece by piece.

Owns where the paste ends and what is kept meanwhile. Leaves what is around it to decode.py. A paste of megabytes
comes in reads of a few kilobytes; each is decoded and put away at once, so that nothing is left to do for its whole
length when it ends. One thread at a time.
"""

import codecs
import io

from qmux.model.rope import CHUNK, Rope

_END = b"\x1b[201~"


class Pasting:
    """What has come of one paste."""

    def __init__(self) -> None:
        self._rope = Rope()
        self._pieces: list[str] = []  # not in the rope yet: less than a chunk
        self._size = 0
        self._held = b""  # may be the beginning of the end's mark
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)

    def feed(self, data: bytes) -> int:
        """Take in what of `data` belongs to the paste; return where in `data` it ended, -1 if it goes on."""
        held = len(self._held)
        data = self._held + data
        end = data.find(_END)
        if end < 0:
            keep = next((size for size in range(len(_END) - 1, 0, -1) if data.endswith(_END[:size])), 0)
            self._held = data[len(data) - keep :]
            self._take(self._decoder.decode(data[: len(data) - keep]))
            return -1
        self._take(self._decoder.decode(data[:end], final=True))
        return end + len(_END) - held

    def finished(self) -> Rope:
        """Return what was pasted, once it has ended."""
        self._put_away()
        return self._rope

    def _take(self, text: str) -> None:
        self._pieces.append(text)
        self._size += len(text)
        if self._size >= CHUNK:
            self._put_away()

    def _put_away(self) -> None:
        self._rope += Rope("".join(self._pieces))
        self._pieces, self._size = [], 0
