"""Tool calls out of what servers stream: arguments in pieces, and for chat completions the calls themselves.

Owns putting them together, however sloppily a server numbers them. Leaves what a call does to tools/.
"""

import json
import uuid
from collections.abc import Iterator

from qmux.model.message import ToolCall
from qmux.providers.json_fields import (
    JsonObject,
    integer_field,
    object_field,
    objects_field,
    parse_object,
    text_field,
    whole_characters,
)

_LONGEST_NAME = 200  # characters of a name and of an id; both are shown or stored many times


def finished_call(call_id: str, name: str, arguments: str | JsonObject) -> ToolCall:
    """Return the call; a missing id is made, and what else is wrong goes into `problem`, for the model."""
    call_id = call_id[:_LONGEST_NAME] or f"call_{uuid.uuid4().hex}"
    if not name or len(name) > _LONGEST_NAME:
        problem = "its tool's name is too long" if name else "the call names no tool"
        return ToolCall(call_id, name[:_LONGEST_NAME], {}, problem)
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    try:
        return ToolCall(call_id, name, _storable(parse_object(text or "{}")))
    except ValueError as exc:
        return ToolCall(call_id, name, {}, str(exc))


def _storable(arguments: JsonObject) -> JsonObject:
    """Return `arguments` without half surrogate pairs, which only JSON's escapes can say."""
    text = json.dumps(arguments, ensure_ascii=False)
    whole = whole_characters(text)
    return arguments if whole is text else parse_object(whole)


class ToolCallAssembly:
    """Collects the tool calls of one chat completion from its deltas.

    A piece belongs to the call of its index, else to that of its id, else to the call of its place in a
    list of several, else to the last one, unless it brings a second name. A new id opens a new call even
    under an index that is taken: some gateways number every call 0.
    """

    def __init__(self) -> None:
        self._calls: list[_OpenCall] = []
        self._by_index: dict[int, _OpenCall] = {}

    def add(self, delta: JsonObject) -> None:
        """Take in the `tool_calls` of a delta or of a whole message."""
        pieces = objects_field(delta, "tool_calls")
        for place, piece in enumerate(pieces):
            self._call_of(piece, place if len(pieces) > 1 else -1).add(piece)

    def finished(self) -> Iterator[ToolCall]:
        """Yield the calls in the order in which they began."""
        for call in self._calls:
            yield finished_call(call.id, call.name, "".join(call.pieces))

    def _call_of(self, piece: JsonObject, place: int) -> "_OpenCall":
        index, call_id = integer_field(piece, "index"), text_field(piece, "id")
        if index is not None:
            known = self._by_index.get(index)
        elif call_id:
            known = next((call for call in self._calls if call.id == call_id), None)
        else:
            known = self._unnumbered(piece, place)
        if known is None or (call_id and known.id and call_id != known.id):
            known = _OpenCall()
            self._calls.append(known)
        if index is not None:
            self._by_index[index] = known
        return known

    def _unnumbered(self, piece: JsonObject, place: int) -> "_OpenCall | None":
        """Return the call that a piece without index and id continues, None if it begins one."""
        if not self._calls or place >= len(self._calls):
            return None
        known = self._calls[place]
        return None if known.name and text_field(object_field(piece, "function"), "name") else known


class _OpenCall:
    """A call that is still arriving; id and name are set once."""

    def __init__(self) -> None:
        self.id = ""
        self.name = ""
        self.pieces: list[str] = []

    def add(self, piece: JsonObject) -> None:
        function = object_field(piece, "function")
        self.id = self.id or text_field(piece, "id")
        self.name = self.name or text_field(function, "name")
        whole = object_field(function, "arguments")
        self.pieces.append(json.dumps(whole) if whole else text_field(function, "arguments"))
