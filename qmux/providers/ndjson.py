"""NdjsonParser: the lines of a reply that is one JSON object per line, however its bytes are cut.

Owns the splitting, at LF alone: JSON may hold the other line separators. Leaves what the objects mean to the
protocols. No threads; sizes are in bytes.
"""

from collections.abc import Iterator

from qmux.errors import RetryableError

MAX_LINE_SIZE = 8 * 1024 * 1024  # as the largest server-sent event


class NdjsonParser:
    """Parses one stream; `source` is named in errors."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tail: list[bytes] = []  # the pieces of a line whose end has not come
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield each line that `chunk` completes; iterate to the end before the next call.

        Raises:
            RetryableError: a line is larger than MAX_LINE_SIZE.
        """
        first, *lines = chunk.split(b"\n")
        self._keep(first)
        for line in lines:
            yield from self.end()
            self._keep(line)

    def end(self) -> Iterator[str]:
        """Yield the line that the end of the stream left without its LF."""
        line = b"".join(self._tail).strip()
        self._tail.clear()
        self._size = 0
        if line:
            yield line.decode("utf-8", "replace")

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > MAX_LINE_SIZE:
            raise RetryableError(f"{self._source} sent a line of more than {MAX_LINE_SIZE >> 20} MiB.")
        if piece:
            self._tail.append(piece)
