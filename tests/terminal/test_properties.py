"""What holds for any input.

feed() never raises, chunking never matters, no text is lost, and a resize and back is nothing.
"""

import itertools
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from qmux.terminal.rows import WIDE_TAIL
from qmux.terminal.sanitize import TextFilter
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from qmux.terminal.width import cluster_width
from tests.terminal.screens import all_lines, all_rows, fed, state

# What makes terminals stumble, so that it comes often.
PIECES = [
    "\r\n", "\n", "\r", "\t", "\b", "\a", "\x0e", "\x0f", "\x85", "\x8d", "\x9b", "\x9c", "\x00", "\x7f", "\x18",
    "\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1b\\", "\x1b(0", "\x1b(B", "\x1b)0", "\x1b7", "\x1b8", "\x1bM",
    "\x1bD", "\x1bE", "\x1bc", "\x1b#8", "\x1b[m", "\x1b[1;31m", "\x1b[48;5;7m", "\x1b[38:2::1:2:3m", "\x1b[4:3m",
    "\x1b[58;2;1;2;3m", "\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?47l", "\x1b[?6h", "\x1b[?6l", "\x1b[?7l",
    "\x1b[?7h", "\x1b[4h", "\x1b[4l", "\x1b[20h", "\x1b[2;4r", "\x1b[r", "\x1b[!p", "\x1b[1;1\nH", "\x1b[2 q",
    "\x1b]0;title\x07", "\x1b]2;t\x1b\\", "\x1bPq#0\x1b\\", "\x1b[?6n", "\x1b[6n", "\x1b[>4;2m", "\x1b[<u",
    "日本", "한", "😀", "❤", "\ufe0f", "\u200d", "👩", "🏽", "🇩", "🇪",
    "👩\u200d", "⚕", "⚕\ufe0f", "✅", "❤\ufe0f", "e\u0301", "\u0301", "\u0308" * 40,
    "\U00100000", "\ud800", "\u200b", "\u1100\u1161\u11a8", "क्षि", "1\ufe0f\u20e3", "abc", " ",
]  # fmt: skip
CSI = st.builds(
    lambda parameters, final: f"\x1b[{';'.join(map(str, parameters))}{final}",
    st.lists(st.integers(0, 12) | st.just(99999), max_size=3),
    st.sampled_from("@ABCDEFGHIJKLMPSTXZ`abcdefghlmnrsu"),
)
OUTPUT = st.lists(st.sampled_from(PIECES) | CSI | st.text(max_size=12), max_size=40).map("".join)
SIZES = st.tuples(st.integers(2, 12), st.integers(1, 6))
PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"])
PROSE = st.lists(
    st.sampled_from(
        ["\n", "\n", "\t", "日本", "👩‍⚕️", "❤️", "🇩🇪", "é", "\u0301", "\x1b[31m", "\x1b[0m", "words "]
    )
    | st.text(PRINTABLE, max_size=20),
    max_size=60,
).map("".join)
INVISIBLE = ("Cf", "Cn", "Zl", "Zp", "Zs", "Cc")


@given(OUTPUT, SIZES)
def test_feed_never_raises_and_keeps_its_shape(output: str, size: tuple[int, int]) -> None:
    columns, lines = size
    screen = fed(columns, lines, output)
    assert len(screen.grid.text) == len(screen.grid.style) == len(screen.grid.wrapped) == lines
    for text, style in zip(*screen.grid.lines()[:2], strict=True):
        assert len(text) <= columns and (not style or len(style) == len(text))
        assert not text.startswith("\0") and "\0\0" not in text
    assert 0 <= screen.cursor.x <= columns and 0 <= screen.cursor.y < lines


@given(OUTPUT, SIZES, st.none() | SIZES)
@example("abc\x1b[?7l❤\ufe0f", (4, 1), None)
def test_a_wide_character_has_its_tail_and_a_tail_its_character(
    output: str, size: tuple[int, int], other: tuple[int, int] | None
) -> None:
    screen = fed(*size, output)
    if other is not None:
        screen.resize(columns=other[0], lines=other[1])
    for row in all_rows(screen):
        for character, following in itertools.pairwise(row.text + " "):
            width = 0 if character == WIDE_TAIL else cluster_width(screen.clusters.expand(character))
            assert (following == WIDE_TAIL) == (width == 2)


@given(OUTPUT, SIZES, st.data())
def test_chunking_never_matters(output: str, size: tuple[int, int], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(output)), max_size=8)))
    chunks = [output[a:b] for a, b in itertools.pairwise([0, *cuts, len(output)])]
    assert state(fed(*size, *chunks)) == state(fed(*size, output))


@given(OUTPUT, SIZES)
def test_one_character_at_a_time_is_the_same(output: str, size: tuple[int, int]) -> None:
    assert state(fed(*size, *output)) == state(fed(*size, output))


@given(PROSE, SIZES)
@example("\u0301" * 40, (2, 1))
@example("\U00100000\u0301", (2, 1))
def test_no_text_is_lost(prose: str, size: tuple[int, int]) -> None:
    screen = fed(*size, TextFilter().feed(prose), history_lines=100_000)
    shown = sorted(_letters("".join(all_lines(screen))))
    assert shown == sorted(_letters(prose.replace("\x1b[31m", "").replace("\x1b[0m", "")))


def _letters(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFD", text)
    return [character for character in decomposed if unicodedata.category(character) not in INVISIBLE]


@given(PROSE, SIZES, SIZES)
def test_a_resize_and_back_is_nothing(prose: str, size: tuple[int, int], other: tuple[int, int]) -> None:
    screen = fed(*size, TextFilter().feed(prose), history_lines=100_000)
    rows, wrapped, place = all_rows(screen), bytes(screen.grid.wrapped), _place(screen)
    screen.resize(columns=other[0], lines=other[1])
    screen.resize(columns=size[0], lines=size[1])
    assert all_rows(screen) == rows
    if other[1] == size[1]:
        assert bytes(screen.grid.wrapped) == wrapped
    if place is not None:
        assert _place(screen) == place


def _place(screen: Screen) -> tuple[int, int] | None:
    """Return the cursor's row, counted from the first row ever, and its column, if text reaches up to it."""
    if screen.cursor.x > len(screen.grid.text[screen.cursor.y]):
        return None
    return screen.scrolled() + screen.cursor.y, screen.cursor.x


@given(PROSE, SIZES, SIZES)
def test_a_resize_keeps_every_line(prose: str, size: tuple[int, int], other: tuple[int, int]) -> None:
    screen = fed(*size, TextFilter().feed(prose), history_lines=100_000)
    before = all_lines(screen)
    screen.resize(columns=other[0], lines=other[1])
    assert all_lines(screen) == before


@given(OUTPUT, OUTPUT, SIZES, SIZES)
def test_a_resize_in_mid_stream_never_raises(
    first: str, second: str, size: tuple[int, int], other: tuple[int, int]
) -> None:
    screen = Screen(*size, history_lines=50)
    stream = Stream(screen)
    stream.feed(first)
    screen.mark = screen.next_mark()
    screen.resize(columns=other[0], lines=other[1])
    assert len(screen.grid.text) == len(screen.grid.style) == len(screen.grid.wrapped) == other[1]
    assert max(map(len, screen.grid.text)) <= other[0]
    stream.feed(second)
    screen.resize(columns=size[0], lines=size[1])
    assert 0 <= screen.cursor.x <= size[0] and 0 <= screen.cursor.y < size[1]
