"""Frames of an event stream, shared by both wire formats, and how a body is cut into pieces."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.fake_api.script import Cut, End, Endless, Form, Hold, Raw, Silence


class Frame(NamedTuple):
    """Text of the event stream with "\\n" as its line end."""

    text: str


Part = Frame | Raw | Hold | Silence | Endless | Cut | End


def event(fields: dict[str, object], kind: str = "") -> Frame:
    """Return one event with JSON as its data; its non-ASCII characters stay, to be split inside."""
    name = f"event: {kind}\n" if kind else ""
    return Frame(f"{name}data: {json.dumps(fields, ensure_ascii=False)}\n\n")


def pieces(text: str, size: int) -> Iterator[str]:
    """Yield `text` in pieces of `size` characters, as a whole if that is 0."""
    step = size or max(1, len(text))
    return (text[start : start + step] for start in range(0, len(text), step))


def encoded(frame: Frame, form: Form) -> bytes:
    """Return the bytes of a frame."""
    return frame.text.replace("\n", form.line_end).encode()


def body(parts: Iterable[Part], form: Form) -> bytes:
    """Return the event stream of a reply that neither waits nor breaks."""
    return b"".join(encoded(part, form) for part in parts if isinstance(part, Frame))


class Cutter:
    """Cuts the body of one reply into the pieces that its form asks for."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._sent = 0
        self._start = b"\xef\xbb\xbf" if form.bom else b""

    def cut(self, data: bytes) -> Iterator[bytes]:
        """Yield `data`, the next part of the body, in pieces."""
        data, self._start = self._start + data, b""
        begin = self._sent
        self._sent += len(data)
        if self._form.piece:
            borders = list(range(self._form.piece, len(data), self._form.piece))
        else:
            borders = [offset - begin for offset in self._form.cut_at if 0 < offset - begin < len(data)]
        for low, high in zip([0, *borders], [*borders, len(data)], strict=True):
            yield data[low:high]
