"""Text on its way from a tool: to the model without what hides in it, to the user with it made visible.

Owns the limit of a result, what of Unicode counts as hidden, and how controls are shown before a user says yes.
Leaves escape sequences on their way to a pane to terminal/sanitize.py. Lengths are in characters. Any thread.
"""

import re

from qmux.tools.base import ToolOutcome

RESULT_LIMIT = 400_000

# Tags, zero width, bidi controls (UAX #9), invisible operators, the variation selectors that carry arbitrary bytes:
# what a person does not see and a model obeys. A joiner within a word of another script, or in an emoji, is spelling.
_JOINER = r"(?<=[^\x00-\u02ff\u200b-\u200f])[\u200c\u200d](?=[^\x00-\u02ff\u200b-\u200f])"
_HIDDEN = re.compile(
    rf"(?P<joiner>{_JOINER})|[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e0fff]|(?<=[\ufe00-\ufe0f])[\ufe00-\ufe0f]"
)
# Besides these, fillers that are drawn as a blank or not at all; joiners and selectors of emojis are no exception.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_ODD_BLANKS = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LONGEST_WORDS = 200  # characters
_MOST_BLANKS = 40  # in a row; with more, what follows could be out of sight
_LONG_BLANKS = re.compile(rf"[ \t]{{{_MOST_BLANKS + 1},}}")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){10,}")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def outcome(text: str) -> ToolOutcome:
    """Return what the model gets of a tool's output: hidden characters gone, the end cut at the limit, both said."""
    return ToolOutcome(for_model(text))


def for_model(text: str, limit: int = RESULT_LIMIT) -> str:
    """Return `text` for the model, as `outcome` does."""
    text, hidden = without_hidden(text)
    note = f"\n[{hidden:,} hidden Unicode characters were removed]" if hidden else ""
    if len(text) <= limit:
        return text + note
    return f"{text[:limit]}\n[cut: {len(text) - limit:,} more characters are not shown]{note}"


def without_hidden(text: str) -> tuple[str, int]:
    """Return `text` without its hidden characters, and their number; half a surrogate pair becomes U+FFFD."""
    if text.isascii():
        return text, 0
    seen = _HIDDEN.sub(lambda match: match["joiner"] or "", _SURROGATES.sub("\ufffd", text))
    return seen, len(text) - len(seen)


def visible(text: str) -> str:
    """Return `text` with its controls and hidden characters spelled out: "^[" for ESC, "<U+202E>".

    Line feeds and tabs stay. Whoever is asked whether something may be done has to see all of it.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(_spelled, _SURROGATES.sub("\ufffd", text))


def command_shown(command: str) -> str:
    """Return a shell command for whoever is asked whether it may run, line feeds and tabs kept.

    Nothing in it is drawn as nothing: blanks that a shell takes for letters are spelled, and so are stretches of
    blanks or empty lines so long that they could push the rest out of sight.
    """
    text = _ODD_BLANKS.sub(_spelled, visible(command))
    text = _EMPTY_LINES.sub(lambda found: f"\n<{found[0].count(chr(10)) - 1:,} empty lines>\n", text)
    return _LONG_BLANKS.sub(lambda found: f"<{len(found[0]):,} blanks>", text)


def brief(text: str) -> str:
    """Return the beginning of a model's own words about a call: they must not push the call out of sight."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]} ..."


def one_line(text: str) -> str:
    """Return `text` made visible as one line."""
    return visible(text).replace("\n", "^J").replace("\t", "^I")


def size(count: int) -> str:
    """Return a number of bytes as people read it: "17 bytes", "1.5 MB"."""
    if count < 1000:
        return f"{count} bytes"
    units = ("kB", "MB", "GB", "TB")
    power = next((power for power in range(1, 4) if count < 999.95 * 1000**power), 4)
    return f"{count / 1000**power:.1f} {units[power - 1]}"


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    return f"<U+{code:04X}>"
