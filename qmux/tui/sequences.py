"""One escape sequence -> the key, focus change, mouse event or reply that it stands for.

Owns what sequences mean, with the tables of key_tables.py. Leaves to decode.py where one begins and ends.
Pure functions. Coordinates are 0-based cells, as everywhere in qmux; on the wire they are 1-based.

Sources: xterm's ctlseqs, the kitty keyboard protocol, rxvt's rxvtRef(7), console_codes(4).
"""

from qmux.model.input import Focus, Input, Key, Mouse, TerminalReply
from qmux.model.key_names import SHIFT
from qmux.tui.key_tables import (
    LETTER_KEYS,
    LINUX_FUNCTION_KEYS,
    RXVT_ARROWS,
    RXVT_SUFFIXES,
    SS3_KEYS,
    TILDE_KEYS,
    named_key,
    reported_key,
)

# Replies by their private marker and last byte.
_REPLIES = {
    "?c": "DA1",
    ">c": "DA2",
    "=c": "DA3",
    "n": "DSR",
    "?n": "DSR",
    "R": "CPR",
    "?R": "CPR",
    "?u": "kitty",
    "y": "DECRPM",
    "?y": "DECRPM",
    "t": "XTWINOPS",
}
_STRINGS = {"]": "OSC", "P": "DCS", "_": "APC"}
_MARKERS = "<=>?"

_MODIFY_OTHER_KEYS = 27  # the number in `CSI 27 ; modifiers ; code ~`
_RELEASE = 3  # kitty's number for the event that a key was let go
_MOUSE_MOTION, _MOUSE_WHEEL, _MOUSE_NO_BUTTON = 32, 64, 3

Parameters = list[list[int]]  # by position, then by colon; an empty one is 0


def meaning(sequence: str) -> Input | None:
    """Return what a complete sequence, given without its escape, stands for; None for one that is unknown.

    Arguments:
        sequence: its bytes as latin-1, a string without its terminator.
    """
    introducer, body = sequence[0], sequence[1:]
    if introducer == "[":
        return _control_sequence(body)
    if introducer == "O":
        return _single_shift(body)
    return TerminalReply(_STRINGS[introducer], body.encode("latin-1").decode("utf-8", "replace"))


def _control_sequence(body: str) -> Input | None:
    if body in ("I", "O"):
        return Focus(body == "I")
    if body[0] == "[":
        return _function_key(LINUX_FUNCTION_KEYS.get(body[1:]), 0)
    if body[0] == "M":
        return _x10_mouse(body[1:])
    if body[0] == "<":
        return _mouse(_parameters(body[1:-1]), body[-1])
    if body[0] in _MARKERS or body[-1] in "ny":
        return _reply(body)
    if body[-1] == "R" and not _is_f3(body):
        return _reply(body)
    return _key(body[-1], _parameters(body[:-1]))


def _is_f3(body: str) -> bool:
    """Tell F3 with modifiers from a cursor position report that looks alike; few cursors are in line 1."""
    return _parameters(body[:-1]) in ([], *([[1], [modifiers]] for modifiers in range(2, 17)))


def _single_shift(body: str) -> Input | None:
    """Old xterms put the modifiers of SS3 keys into parameters: `SS3 5 P`, `SS3 1 ; 5 P`."""
    key = SS3_KEYS.get(body[-1])
    parameters = _parameters(body[:-1])
    if key is None or not parameters:
        return key
    return named_key(key.name, max(0, parameters[-1][0] - 1))


def _parameters(text: str) -> Parameters | None:
    """Return the numbers in `text`, or None if it holds anything but numbers."""
    if not text:
        return []
    if text.strip("0123456789;:"):
        return None
    return [[int(number[:9] or 0) for number in part.split(":")] for part in text.split(";")]


def _key(final: str, parameters: Parameters | None) -> Key | None:
    if parameters is None:
        return None
    modifiers, event = _modifiers(parameters)
    if event == _RELEASE:
        return None
    if not parameters:
        return _function_key(LETTER_KEYS.get(final), 0) or _function_key(RXVT_ARROWS.get(final), SHIFT)
    number, *alternates = parameters[0]
    if final == "u":
        return reported_key(number, modifiers, *alternates[:2])
    if final == "~" and number == _MODIFY_OTHER_KEYS and len(parameters) == 3:
        return reported_key(parameters[2][0], modifiers)
    if final == "~":
        return _function_key(TILDE_KEYS.get(number), modifiers)
    if final in RXVT_SUFFIXES:
        return _function_key(TILDE_KEYS.get(number), RXVT_SUFFIXES[final])
    return _function_key(LETTER_KEYS.get(final), modifiers) if number == 1 else None


def _modifiers(parameters: Parameters) -> tuple[int, int]:
    """Return the modifier bits and kitty's event, both in the second parameter."""
    if len(parameters) < 2:
        return 0, 0
    modifiers, *event = parameters[1]
    return max(0, modifiers - 1), event[0] if event else 0


def _function_key(name: str | None, modifiers: int) -> Key | None:
    return None if name is None else named_key(name, modifiers)


def _reply(body: str) -> TerminalReply | None:
    marker = body[0] if body[0] in _MARKERS else ""
    kind = _REPLIES.get(marker + body[-1])
    if kind is None:
        return None
    return TerminalReply(kind, body[len(marker) : -1].rstrip("$"))


def _x10_mouse(body: str) -> Mouse | None:
    """Decode the oldest form: three bytes, each with 32 added; a terminal that knows SGR's does not send it."""
    button, column, line = (ord(byte) - 32 for byte in body)
    released = button & (_MOUSE_NO_BUTTON | _MOUSE_MOTION | _MOUSE_WHEEL) == _MOUSE_NO_BUTTON
    return _mouse([[button], [column], [line]], "m" if released else "M")


def _mouse(parameters: Parameters | None, final: str) -> Mouse | None:
    """Decode SGR mouse reports; modifiers are dropped, and so is motion without a button."""
    if parameters is None or len(parameters) != 3 or final not in "Mm":
        return None
    code, column, line = (numbers[0] for numbers in parameters)
    kind, button = _mouse_kind(code, final), (code + 1) % 4  # 0 where the terminal does not say
    if kind == "" or min(column, line) < 1:
        return None
    return Mouse(kind, 0 if kind.startswith("wheel") else button, column - 1, line - 1)


def _mouse_kind(code: int, final: str) -> str:
    if code & _MOUSE_WHEEL:
        return {0: "wheel-up", 1: "wheel-down"}.get(code % 4, "")
    if final == "m":
        return "release"
    if code & _MOUSE_MOTION:
        return "" if code % 4 == _MOUSE_NO_BUTTON else "drag"
    return "press"
