"""Many lines at once: what a long burst shows is what the same text shows in short pieces, which take another way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal import printing
from qmux.terminal.stream import Stream
from tests.terminal.screens import fed, state

COLUMNS, LINES = 24, 4
FULL = "\r\n" * LINES  # puts the cursor on the last line
_WORDS = st.sampled_from(
    ["word ", "a line end\r\n", "\r\n", "“quotes” ", "日本語", "😀 ", "e\u0301", "❤\ufe0f", "👍🏽", "👩\u200d",
     "x" * 20, "\x1b[1;31m", "\x1b[0m", "\x1b[44m", "\x1b[38;2;1;2;3m", "\x1b[m\x1b[4m", "\n", "\r", "\t", "\x1b[K"]
)  # fmt: skip


@settings(deadline=None)
@given(
    before=st.lists(_WORDS, max_size=3).map("".join),
    words=st.lists(_WORDS, min_size=1, max_size=12).map("".join),
    times=st.integers(20, 40),
    wrap_words=st.booleans(),
)
def test_a_burst_shows_what_its_pieces_show(before: str, words: str, times: int, wrap_words: bool) -> None:
    output = words * times
    pieces = [output[start : start + 7] for start in range(0, len(output), 7)]
    at_once = fed(COLUMNS, LINES, FULL + before, output + ".", wrap_words=wrap_words)
    piece_by_piece = fed(COLUMNS, LINES, FULL + before, *pieces, ".", wrap_words=wrap_words)
    assert state(at_once) == state(piece_by_piece)


@pytest.mark.parametrize(
    ("before", "output", "prints"),
    [
        ("", "plain\r\n" * 60, True),
        ("begun ", "\x1b[1mbold\x1b[0m and “not”\r\n" * 30, True),
        ("", "日本語 😀\r\n" * 60, True),
        ("", "a line that is longer than the screen\r\n" * 10, False),
        ("", "\x1b[44mcolored to the end\r\n\x1b[0m" * 20, False),
        ("\x1b[44m", "colored before\r\n" * 30, False),
        ("", "e\u0301\r\n" * 90, False),
        ("", "a tab\t\r\n" * 60, False),
        ("\x1b[2;3r", "plain\r\n" * 60, False),
        ("\x1b[H", "plain\r\n" * 60, False),
        ("\x1b[4h", "plain\r\n" * 60, False),
        ("\x1b[?7l", "plain\r\n" * 60, False),
        ("\x1b(0", "plain\r\n" * 60, False),
        ("\x1b[?69h\x1b[3;6s", "plain\r\n" * 60, False),
        ("begun\r", "plain\r\n" * 60, False),
    ],
)
def test_only_what_is_simple_is_printed_at_once(
    before: str, output: str, prints: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = fed(COLUMNS, LINES, FULL + before)
    stream = Stream(screen)
    stepped: list[bool] = []
    step = Stream._run

    def noted(self: Stream, tokens: object) -> bool:
        stepped.append(True)
        return step(self, tokens)  # type: ignore[arg-type]

    monkeypatch.setattr(Stream, "_run", noted)
    stream.feed(output)
    assert (not stepped) == prints


def test_the_last_character_can_be_repeated() -> None:
    screen = fed(COLUMNS, LINES, FULL, "plain\r\n" * 60 + "x\r\n", "\x1b[3b")
    assert screen.display[-1] == "xxx"


@pytest.mark.parametrize(
    "data",
    [
        "new\r\n\x1b[1mtext\t",
        "a lone line feed\n",
        "\x1b[2Jm",
        "\x1b[?4m",
        "\x1b[31\x1b[1mx",
        "\x1b[31",
        "e\u0301",
        "\x1b]0;t\x07",
        "\x1b",
        "x" * 25,
    ],
)
def test_nothing_is_done_to_what_is_not_simple(data: str) -> None:
    screen = fed(COLUMNS, LINES, FULL + "kept")
    before = state(screen)
    assert not printing.printed(screen, data)
    assert state(screen) == before


def test_what_joins_the_cell_before_is_not_simple() -> None:
    screen = fed(COLUMNS, LINES, FULL + "\U0001f469\u200d", "\U0001f467\r\n" * 200)
    assert screen.history.rows(len(screen.history) - 1, 1)[0].text == "\U0001f467\0"
    first = screen.history.rows(4, 1)[0].text
    assert screen.clusters.expand(first[0]) == "\U0001f469\u200d\U0001f467"
