"""SseParser: server-sent events out of the bytes of a reply, however they are cut.

Owns the rules of WHATWG HTML, "Server-sent events", 9.2.6 "Interpreting an event stream". Leaves what the
data mean to the protocols. No threads; sizes are in bytes. It splits bytes before it decodes them, because
str.splitlines also breaks at U+2028 and others that JSON may hold.
"""

import re
from collections.abc import Iterator

from qmux.errors import RetryableError

MAX_EVENT_SIZE = 8 * 1024 * 1024  # the largest event seen is a tool call of some 100 KB

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class SseParser:
    """Parses one stream; `source` is named in errors."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tail: list[bytes] = []  # the pieces of a line whose end has not come
        self._data: list[bytes] = []  # the data lines of an event whose end has not come
        self._size = 0  # of both
        self._after_return = False  # the last chunk ended in CR: an LF that follows belongs to it
        self._at_start = True

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the data of each event that `chunk` completes; iterate to the end before the next call.

        Raises:
            RetryableError: an event is larger than MAX_EVENT_SIZE.
        """
        if self._after_return and chunk:
            self._after_return = False
            chunk = chunk.removeprefix(b"\n")
        if not chunk:
            return
        self._after_return = chunk.endswith(b"\r")
        first, *lines = _LINE_END.split(chunk)
        self._keep(self._tail, first)
        for line in lines:
            yield from self._line(b"".join(self._tail))
            self._tail.clear()
            self._keep(self._tail, line)

    def end(self) -> Iterator[str]:
        """Yield the data of an event that the end of the stream left without its blank line.

        The standard drops it; some servers forget the blank line after their last event.
        """
        yield from self._line(b"".join(self._tail))
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[str]:
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BOM)
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.partition(b":")
        if (
            name == b"data"
        ):  # a comment has no name; event, id and retry are repeated in the JSON or not needed
            self._data.append(value.removeprefix(b" "))
        else:
            self._size -= len(line)

    def _dispatch(self) -> Iterator[str]:
        data = b"\n".join(self._data)
        self._data.clear()
        self._size = 0
        if data:
            yield data.decode("utf-8", "replace")

    def _keep(self, pieces: list[bytes], piece: bytes) -> None:
        self._size += len(piece)
        if self._size > MAX_EVENT_SIZE:
            raise RetryableError(f"{self._source} sent an event of more than {MAX_EVENT_SIZE >> 20} MiB.")
        if piece:
            pieces.append(piece)
