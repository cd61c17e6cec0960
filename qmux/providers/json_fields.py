"""Readers of JSON that a server sent: whatever is absent or of another type becomes an empty value.

Owns that leniency, and making text safe to store: JSON can name half a surrogate pair, which no UTF-8 file
takes.
"""

import json
from collections.abc import Mapping

JsonObject = Mapping[str, object]

_MOST_TOKENS = 10**9  # a thousand times the largest context of 2026


def parse_object(text: str | bytes) -> JsonObject:
    """Return the JSON object in `text`; raise ValueError where it is not one, with why as a phrase."""
    try:
        value = json.loads(text)
    except RecursionError:  # a few KB of "[" are enough
        raise ValueError("it is nested too deeply") from None
    except json.JSONDecodeError as exc:
        raise ValueError(f"it is no JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise ValueError("it is no JSON object")
    return value


def text_field(fields: JsonObject, name: str) -> str:
    """Return a text, or ""; half a surrogate pair becomes U+FFFD."""
    value = fields.get(name)
    return whole_characters(value) if isinstance(value, str) else ""


def object_field(fields: JsonObject, name: str) -> JsonObject:
    """Return an object, or {}."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def objects_field(fields: JsonObject, name: str) -> list[JsonObject]:
    """Return the objects of a list, or []."""
    value = fields.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def integer_field(fields: JsonObject, name: str) -> int | None:
    """Return an integer, or None."""
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def tokens_field(fields: JsonObject, name: str) -> int | None:
    """Return a number of tokens, or None; one that no model can have is none."""
    value = integer_field(fields, name)
    return value if value is not None and 0 <= value <= _MOST_TOKENS else None


def whole_characters(text: str) -> str:
    """Return `text` with its surrogate pairs joined and half ones replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
