"""What untrusted text may do: TextFilter for text on its way to a pane, strip_controls for one line of the
view.

Models, tools and child programs may write anything. Of it the filter keeps printable text, line ends, tabs
and colours (SGR); whatever else would move the cursor, ask the terminal something or hide text is dropped
whole, also when it comes in pieces. A sequence that never ends swallows nothing: its text is given back at
the end of its line. Neither raises, whatever it is fed. A TextFilter belongs to one thread at a time.
"""

import re

# A string sequence (OSC, DCS, APC, PM, SOS) longer than this is dropped up to its end without being kept.
_STRING_LIMIT = 8192

# What ends a string: BEL, CAN, SUB, ST, the ESC of "ESC \" or of the next sequence; a line end breaks it off.
_STRING = r"\x1b[\]PX^_k](?P<payload>[^\x07\x0a\x18\x1a\x1b\x9c]*)"
# The bounds make a sequence without an end plain text again; none in use comes near them.
_PARAMETERS = r"\x1b\[[0-?]{0,512}[ -/]{0,16}"
_ESCAPE = r"\x1b[ -/]{0,16}"
_TOKENS = re.compile(
    r"(?P<text>[^\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]+)"
    r"|(?P<newline>\n)"
    r"|(?P<color>\x1b\[[0-9;:]{0,512}m)"
    rf"|{_PARAMETERS}[@-~]?"
    # A string at the very end was ended by an ESC that waits for its next character.
    rf"|{_STRING}(?:[\x07\x18\x1a\x9c]|(?=\x1b)|\Z|(?P<broken>(?=\n)))"
    rf"|{_ESCAPE}[0-~]?"
    r"|(?P<surrogate>[\ud800-\udfff])"
    r"|[\x00-\x1f\x7f-\x9f]"
)
_INCOMPLETE = re.compile(rf"{_PARAMETERS}|{_ESCAPE}|{_STRING}")
_STRING_END = re.compile(r"[\x07\x0a\x18\x1a\x1b\x9c]")

# Controls, and the format characters that turn the text around them about (UAX #9): on one shared line they could
# make one name look like another.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_k][^\x07\n\x18\x1a\x1b\x9c]*(?:\x07|\x9c|\x1b\\)|[ -/]*[0-~]?)"
)
_BLANKS = re.compile(r"\r?\n|[\r\t\v\f\x85\u2028\u2029]")
_REPLACEMENT = "\ufffd"


class TextFilter:
    """Passes on the harmless part of a text that comes in chunks."""

    def __init__(self) -> None:
        self._pending = ""
        self._discarding = False  # inside a string longer than the limit

    def feed(self, text: str) -> str:
        """Return what of `text`, after all that was fed before, may go to a pane; "\\n" comes out as "\\r\\n"."""
        if self._discarding:
            text = self._after_string(text)
        text, self._pending = _split(self._pending + text)
        if len(self._pending) > _STRING_LIMIT:
            self._discarding, self._pending = True, ""  # only a string can be as long as that
        if text.isascii() and text.isprintable():
            return text
        return "".join(map(_harmless, _TOKENS.finditer(text)))

    def finish(self) -> str:
        """Return what was held back of a sequence that never ended, and begin anew."""
        held = _INCOMPLETE.fullmatch(self._pending)
        self._pending, self._discarding = "", False
        return _printable(held["payload"] or "") if held else ""

    def _after_string(self, text: str) -> str:
        end = _STRING_END.search(text)
        if end is None:
            return ""
        self._discarding = False
        return text[end.start() :] if end[0] in "\n\x1b" else text[end.end() :]


def strip_controls(text: str) -> str:
    """Return `text` as one harmless line: sequences and controls gone, line ends and tabs made spaces."""
    if text.isascii() and text.isprintable():
        return text
    text = _BLANKS.sub(" ", _SEQUENCES.sub("", text))
    return _SURROGATES.sub(_REPLACEMENT, _CONTROLS.sub("", text))


def _split(text: str) -> tuple[str, str]:
    """Return `text` up to an incomplete sequence at its end, and that sequence."""
    start = text.rfind("\x1b")
    if start < 0 or not _INCOMPLETE.fullmatch(text, start):
        return text, ""
    return text[:start], text[start:]


def _harmless(token: re.Match[str]) -> str:
    kind = token.lastgroup
    if kind in ("text", "color"):
        return token[0]
    if kind == "newline":
        return "\r\n"
    if kind == "surrogate":
        return _REPLACEMENT
    if kind == "broken" and len(token[0]) <= _STRING_LIMIT:
        return _printable(token["payload"])
    return ""


def _printable(payload: str) -> str:
    return _CONTROLS.sub("", _SURROGATES.sub(_REPLACEMENT, payload))
