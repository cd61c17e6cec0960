"""Bytes from a terminal -> keys, pastes, focus, mouse, replies.

Owns where a sequence begins and ends in the stream. Leaves to sequences.py what it means, to key_tables.py
the names of keys, and what is pasted to pasting.py. Pure: no descriptor, no clock. How the bytes are cut
into chunks never changes what comes out, nothing raises, and a sequence that is not known is swallowed
whole and never typed. What is kept between chunks is bounded, but for a paste, which is as long as the
user's clipboard. One thread at a time.

An escape may be a key or the start of a sequence: whoever waits asks `pending`, and calls flush() when
nothing has come for a moment. An escape with a character right behind it is that key with Alt and needs no
waiting.

Source: ECMA-48 5.4 and 5.6 (control sequences and strings), xterm's ctlseqs.
"""

import codecs
import re
from collections.abc import Iterable

from qmux.model.input import Input, Key, Paste
from qmux.tui.key_tables import plain_key, with_meta
from qmux.tui.pasting import Pasting
from qmux.tui.sequences import meaning

_ESCAPE = b"\x1b"
_PASTE_BEGIN = b"\x1b[200~"

# Longer sequences are swallowed unread: no key, no mouse event and no reply that qmux asks for comes near it.
_LONGEST = 4096

# A string counts as one only if it begins as replies do, since M-], M-P and M-_ are keys. A control
# character ends it, so that one cut short swallows what is typed next, up to Enter at most.
_STRING = rb"(?:\]\d|P[0-9>!$+|]|_G)[^\x00-\x1f]*"

# Parameter and intermediate bytes may mix: a malformed sequence is as unknown as any other. `CSI [ x` is
# the Linux console's, `CSI number $` rxvt's; `CSI M` has three bytes behind it. Two escapes: rxvt's and
# PuTTY's Alt with a key.
_SEQUENCE = re.compile(
    rb"\x1b(?:"
    rb"\x1b?\[(?:\[[ -~]|M[\x20-\xff]{3}|\d{1,2}\$|(?![\[M])[ -?]*[@-~])"
    rb"|\x1b?O[0-9;]*[ -/:<-~]"
    rb"|" + _STRING + rb"(?:\x07|\x1b\\)"
    rb")"
)
_BEGUN = re.compile(
    rb"\x1b(?:\x1b?\[(?:\[|M[\x20-\xff]{0,2}|[ -?]*)|\x1b?O[0-9;]*|"
    + _STRING
    + rb"(?:\x1b\Z)?|[\x1b\]P_]\Z)?"
)

# What is a key if nothing follows, and the keys it is.
_ALONE = {
    b"\x1b": (Key("Escape"),),
    b"\x1b\x1b": (Key("Escape"), Key("Escape")),
    b"\x1b[": (Key("M-["),),
    b"\x1bO": (Key("M-O"),),
    b"\x1b]": (Key("M-]"),),
    b"\x1bP": (Key("M-P"),),
    b"\x1b_": (Key("M-_"),),
    b"\x1b\x1b[": (Key("Escape"), Key("M-[")),
    b"\x1b\x1bO": (Key("Escape"), Key("M-O")),
}


class Decoder:
    """An incremental decoder for one terminal's input."""

    def __init__(self) -> None:
        self._rest = b""  # a sequence that has begun and not ended
        self._meta = False  # an escape came right before the next character
        self._pasting: Pasting | None = None  # between the marks of a paste
        self._characters = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def pending(self) -> bool:
        """Whether what has come so far is a key if nothing follows it."""
        return self._rest in _ALONE

    def feed(self, data: bytes) -> list[Input]:
        """Return what `data` completes, in order."""
        inputs: list[Input] = []
        data = self._rest + data
        self._rest = b""
        position = 0
        while position < len(data):
            position = self._feed_part(data, position, inputs)
        return inputs

    def flush(self) -> list[Input]:
        """Return the keys that an unfinished sequence stands for, when nothing more has come in time."""
        keys = _ALONE.get(self._rest, ())
        if keys:
            self._rest = b""
        return list(keys)

    def _feed_part(self, data: bytes, position: int, inputs: list[Input]) -> int:
        """Append what the part of `data` at `position` stands for; return where the next part begins."""
        if self._pasting is not None:
            return self._feed_paste(self._pasting, data[position:], inputs) + position
        if data.startswith(_ESCAPE, position):
            return self._feed_escape(data, position, inputs)
        end = data.find(_ESCAPE, position)
        end = len(data) if end < 0 else end
        inputs += self._typed(self._characters.decode(data[position:end]))
        return end

    def _feed_paste(self, pasting: Pasting, data: bytes, inputs: list[Input]) -> int:
        """Give the paste what belongs to it; return how much of `data` that was."""
        end = pasting.feed(data)
        if end < 0:
            return len(data)
        inputs.append(Paste(pasting.finished()))
        self._pasting = None
        return end

    def _feed_escape(self, data: bytes, position: int, inputs: list[Input]) -> int:
        inputs += self._cut_short()
        match = _SEQUENCE.match(data, position)
        if match is not None:
            self._take(match.group(), inputs)
            return match.end()
        begun = _BEGUN.match(data, position)
        assert begun is not None  # it matches every escape
        if begun.end() == len(data):
            self._keep(begun.group())
        elif begun.group() == _ESCAPE:
            self._meta = True
        else:  # broken off by a byte that cannot be part of it
            inputs += _ALONE.get(begun.group(), ())
        return begun.end()

    def _take(self, sequence: bytes, inputs: list[Input]) -> None:
        if sequence == _PASTE_BEGIN:
            self._pasting = Pasting()
        elif len(sequence) <= _LONGEST:
            inputs += _meant(sequence)

    def _keep(self, begun: bytes) -> None:
        """Keep the start of a sequence; of an overlong one as much as still tells its length and its end."""
        self._rest = begun if len(begun) <= _LONGEST else begun[:_LONGEST] + begun[-1:]

    def _cut_short(self) -> Iterable[Input]:
        """Return what an escape cuts short: a character that is not complete, an escape before it."""
        yield from self._typed(self._characters.decode(b"", final=True))
        if self._meta:
            self._meta = False
            yield Key("Escape")

    def _typed(self, text: str) -> Iterable[Input]:
        for character in text:
            if "\x80" <= character <= "\x9f":  # C1 controls, which no key sends
                continue
            key = plain_key(character)
            yield with_meta(key) if self._meta else key
            self._meta = False


def _meant(sequence: bytes) -> Iterable[Input]:
    """Return what a whole sequence stands for, with Alt if it has two escapes."""
    text = sequence.decode("latin-1").removesuffix("\x1b\\").removesuffix("\x07")
    meant = meaning(text.lstrip("\x1b"))
    if meant is None:
        return ()
    if text.startswith("\x1b\x1b") and isinstance(meant, Key):
        return (with_meta(meant),)
    return (meant,)
