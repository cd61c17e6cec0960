"""What terminals answer, and the keyboard protocol that they are then told to use: none that they might misread."""

import pytest

from qmux.model.input import TerminalReply
from qmux.tui.decode import Decoder
from qmux.tui.keyboard import ANSWER_SECONDS, Keyboard

KITTY, MODIFY_OTHER_KEYS = "\x1b[>5u", "\x1b[>4;1m"
OFF = {KITTY: "\x1b[<u", MODIFY_OTHER_KEYS: "\x1b[>4m", "": ""}

# Answers to `CSI ? u`, DA1 and DA2, as each terminal sends them.
TERMINALS = {
    "kitty": (b"\x1b[?0u", b"\x1b[?62;52;c", b"\x1b[>1;4000;40c", KITTY),
    "foot": (b"\x1b[?0u", b"\x1b[?62;4;22;28;29;52c", b"\x1b[>1;11602;0c", KITTY),
    "xterm": (b"", b"\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c", b"\x1b[>41;379;0c", MODIFY_OTHER_KEYS),
    "tmux": (b"", b"\x1b[?1;2c", b"\x1b[>84;0;0c", MODIFY_OTHER_KEYS),
    "mintty": (b"", b"\x1b[?65;1;2;4;6;9;15;21;22;28;29c", b"\x1b[>77;30701;0c", MODIFY_OTHER_KEYS),
    "GNOME terminal": (b"", b"\x1b[?65;1;9c", b"\x1b[>65;7200;1c", ""),
    "Terminal.app": (b"", b"\x1b[?1;2c", b"\x1b[>1;95;0c", ""),
    "screen": (b"", b"\x1b[?1;2c", b"\x1b[>83;40900;0c", ""),
    "Linux console": (b"", b"\x1b[?6c", b"c", ""),
    "no answer": (b"", b"", b"", ""),
}


class Outer:
    """A terminal that answers as one of them, through the decoder; the clock is set by hand."""

    def __init__(self, name: str) -> None:
        kitty, da1, da2, self.protocol = TERMINALS[name]
        self._answers = {"\x1b[?u": kitty, "\x1b[c": da1, "\x1b[>c": da2}
        self._due: list[bytes] = []
        self.sent = ""
        self.now = 0.0
        self.keyboard = Keyboard(self._send, lambda: self.now)
        self.unread: list[object] = []

    def _send(self, text: str) -> None:
        self.sent += text
        self._due += [answer for query, answer in self._answers.items() if query in text]

    def answer(self) -> None:
        """Answer until nothing is asked."""
        decoder = Decoder()
        while self._due:
            for event in decoder.feed(self._due.pop(0)):
                if isinstance(event, TerminalReply):
                    self.keyboard.take(event.kind, event.data)
                else:
                    self.unread.append(event)


@pytest.mark.parametrize("name", TERMINALS)
def test_each_terminal_is_told_what_it_understands_and_told_off(name: str) -> None:
    outer = Outer(name)
    outer.keyboard.ask()
    outer.answer()
    switched_on = outer.sent.removeprefix("\x1b[?u\x1b[c").removeprefix("\x1b[>c")
    assert switched_on == outer.protocol
    assert not outer.unread
    outer.sent = ""
    outer.keyboard.leave()
    outer.keyboard.leave()
    assert outer.sent == OFF[outer.protocol]


def test_an_old_console_is_not_asked_what_it_would_print() -> None:
    outer = Outer("Linux console")
    outer.keyboard.ask()
    outer.answer()
    assert ">" not in outer.sent


@pytest.mark.parametrize("name", ["kitty", "xterm"])
def test_asking_again_takes_back_what_was_on(name: str) -> None:
    """A process stopped by force leaves it on; kitty keeps a stack, which would grow."""
    outer = Outer(name)
    for _ in range(3):
        outer.keyboard.ask()
        outer.answer()
    assert outer.sent.count(outer.protocol) == 3
    assert outer.sent.count(OFF[outer.protocol]) == 2


def test_replies_that_nobody_asked_for_are_nothing() -> None:
    outer = Outer("no answer")
    for reply in (("kitty", "0"), ("DA1", "1;2"), ("DA2", "41;379;0")):
        outer.keyboard.take(*reply)
    assert outer.sent == ""


def test_an_answer_is_waited_for_only_for_a_moment_and_only_until_it_came() -> None:
    silent, kitty = Outer("no answer"), Outer("kitty")
    assert silent.keyboard.answer_seconds() == 0.0
    for outer in (silent, kitty):
        outer.keyboard.ask()
        assert outer.keyboard.answer_seconds() == ANSWER_SECONDS
        outer.answer()
    assert kitty.keyboard.answer_seconds() == 0.0
    silent.now = ANSWER_SECONDS
    assert silent.keyboard.answer_seconds() == 0.0
