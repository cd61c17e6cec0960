"""WORKLOADS: what a busy pane is fed, made here, the same bytes on every run.

Five kinds, each like something that is printed in a chat session or by a program in a pane. Lines end in CR LF, as a
program's terminal has them.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import NamedTuple

from tests import recordings

BLOCK_BYTES = 1_000_000
_SEED = 1

_ENGLISH = (
    "the session writes a row and its pane shows it while another one waits for a slot to come free because nobody"
    " reads more than one screen at once whatever is printed there between two keys of the person who looks at it"
).split()
# Japanese and Chinese put no blanks between words, Korean does.
_WIDE = (
    "端末の画面は二つの幅を持つ文字を正しく並べる。",
    "漢字と仮名が混じった文は、",
    "語の間に空白がない。",
    "屏幕上的每个字都占两个单元格。",
    "中文句子里没有空格，",
    "标点也占两格。",
    "한국어는 낱말 사이를 띄어 쓴다.",
    "글자마다 두 칸을 차지한다.",
)
_EMOJI = "😀 🎉 🚀 🐍 🔥".split()
_CODE = (
    "def",
    "return",
    "self",
    "screen",
    "None",
    "yield",
    "cursor",
    "len(rows)",
    '"text"',
    "for",
    "row",
    "in",
)


class Workload(NamedTuple):
    """One kind of output.

    Arguments:
        name: as in the table of figures.
        columns, lines: of the pane that it is made for.
        least: the ratio to tmux's speed that is to be reached.
        make: returns the block that is repeated.
    """

    name: str
    columns: int
    lines: int
    least: float
    make: Callable[[], bytes]

    def data(self, size: int) -> bytes:
        """Return at least `size` bytes in whole blocks."""
        block = self.make()
        return block * -(-size // len(block))


def _block(lines: Iterator[str]) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size < BLOCK_BYTES:
        parts.append(f"{next(lines)}\r\n".encode())
        size += len(parts[-1])
    return b"".join(parts)


def _paragraphs(words: Iterator[str], width: int) -> Iterator[str]:
    """Yield lines of words up to `width` characters; each sixth ends a paragraph halfway, a blank one follows."""
    while True:
        for _ in range(5):
            yield _filled(words, width)
        yield _filled(words, width // 2)
        yield ""


def _filled(words: Iterator[str], width: int) -> str:
    """Return a line of words up to `width` characters, escapes not counted."""
    line: list[str] = []
    for word in words:
        width -= len(_SGR.sub("", word)) + 1
        if width < 0:
            break
        line.append(word)
    return " ".join(line)


_SGR = re.compile("\x1b\\[[0-9;]*m")


@cache
def plain() -> bytes:
    """ASCII words, lines of at most 80 columns, no escapes."""
    chance = random.Random(_SEED)
    words = iter(lambda: chance.choice(_ENGLISH), "")
    return _block(_paragraphs(words, 80))


@cache
def prose() -> bytes:
    """Replies of a model: quotes, dashes, now and then bold or a palette color; some 70 bytes to an escape."""
    chance = random.Random(_SEED)

    def word() -> str:
        text = chance.choice(_ENGLISH)
        match chance.randrange(44):
            case 0:
                return f"\x1b[1m{text}\x1b[0m"
            case 1:
                return f"\x1b[38;5;{chance.randrange(16, 232)}m{text}\x1b[0m"
            case 2:
                return f"“{text}”"
            case 3:
                return f"{text} —"
        return text

    words = iter(word, "")
    return _block(_paragraphs(words, 118))


@cache
def markdown() -> bytes:
    """A rendered reply: headings, lists, tables in boxes, highlighted code; some 20 bytes to an escape."""
    chance = random.Random(_SEED)
    kinds = (_heading, _item, _item, _table, _code, _code, _paragraph)
    return _block(line for _ in count() for line in chance.choice(kinds)(chance))


def _words(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(_ENGLISH, k=number))


def _heading(chance: random.Random) -> list[str]:
    return ["", f"\x1b[1;4;38;5;33m{_words(chance, 5)}\x1b[0m", ""]


def _item(chance: random.Random) -> list[str]:
    return [f" \x1b[1;33m•\x1b[0m {_words(chance, 3)} \x1b[1m{_words(chance, 1)}\x1b[0m {_words(chance, 6)}"]


def _paragraph(chance: random.Random) -> list[str]:
    return [f"{_words(chance, 9)} \x1b[1;36;40m{_words(chance, 2)}\x1b[0m {_words(chance, 5)}", ""]


def _table(chance: random.Random) -> list[str]:
    edge = "─" * 36
    row = "".join(f"\x1b[2m│\x1b[0m \x1b[36m{_words(chance, 4)[:34]:<34}\x1b[0m " for _ in range(3))
    return [
        f"\x1b[2m┌{edge}┬{edge}┬{edge}┐\x1b[0m",
        f"{row}\x1b[2m│\x1b[0m",
        f"\x1b[2m└{edge}┴{edge}┴{edge}┘\x1b[0m",
    ]


def _code(chance: random.Random) -> list[str]:
    """Return three lines in which every word has a 24-bit color on a background up to the margin."""
    lines = []
    for _ in range(3):
        words = chance.choices(_CODE, k=9)
        colors = chance.choices(("38;2;249;38;114", "38;2;166;226;46", "38;2;102;217;239", "38;5;186"), k=9)
        text = "".join(
            f"\x1b[{color};48;2;39;40;34m{word}\x1b[0m\x1b[48;2;39;40;34m \x1b[0m"
            for color, word in zip(colors, words, strict=True)
        )
        lines.append(f"{text}\x1b[48;2;39;40;34m{' ' * (118 - len(' '.join(words)) - 1)}\x1b[0m")
    return lines


# Requests for a reply or a keyboard mode: stock pyte raises at them or prints them, and cat does not read a reply.
_REQUESTS = re.compile(
    rb"\x1b(?:\[[<=>?][0-9;]*[cmnqu]|\[[0-9;]*[cnt]|\[[0-9;]* q|P[^\x1b]*\x1b\\|\][^\x07\x1b]*\x07)"
)


@cache
def full_screen() -> bytes:
    """What the recorded programs sent, one after the other: vim, htop, mc, tig, less and others."""
    programs = [name for name in recordings.names() if name != "clusters"]
    return b"".join(_REQUESTS.sub(b"", recordings.read_data(name)) for name in programs)


@cache
def wide() -> bytes:
    """Chinese, Japanese and Korean among ASCII words, and emoji."""
    chance = random.Random(_SEED)
    kinds = (_WIDE, _WIDE, _WIDE, _ENGLISH, _ENGLISH, _EMOJI)
    words = iter(lambda: chance.choice(chance.choice(kinds)), "")
    return _block(_paragraphs(words, 60))


WORKLOADS = (
    Workload("plain", 120, 40, 0.8, plain),
    Workload("prose", 120, 40, 0.8, prose),
    Workload("markdown", 120, 40, 0.8, markdown),
    Workload("full-screen", recordings.COLUMNS, recordings.LINES, 0.3, full_screen),
    Workload("wide", 120, 40, 0.8, wide),
)
