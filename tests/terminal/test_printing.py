"""Many lines at once: what a long burst shows is what the same text shows in short pieces, which take another way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal import printing
from qmux.terminal.screen import Screen
from qmux.terminal.stream import Stream
from tests.terminal.screens import fed, state

COLUMNS, LINES = 24, 4
FULL = "\r\n" * LINES  # puts the cursor on the last line
OPEN, CLOSE = "\x1b]8;;http://a/\x1b\\", "\x1b]8;;\x1b\\"

# What may come before a burst, so that all that a screen remembers is in some state.
_STATES = st.sampled_from(
    [FULL, FULL, FULL, FULL + "begun ", FULL + "日", "\x1b[H", "\x1b[2;3H", "\x1b[A", "\x1b[4;24H", "\x1b[9C",
     "x" * 24, "x" * 23, "x" * 23 + "日", "日" * 12, "e\u0301", "👩\u200d", "❤", "word " * 9, "\t", "\b", "\r",
     "\x1b[44m", "\x1b[1;31m", "\x1b[7m", "\x1b[m", "\x1b[41m\x1b[K", "\x1b[41m\x1b[2J\x1b[m", OPEN, CLOSE,
     "\x1b[4h", "\x1b[4l", "\x1b[20h", "\x1b[?6h", "\x1b[?6l", "\x1b[?7l", "\x1b[?7h", "\x1b[?2026h",
     "\x1b[2;3r", "\x1b[1;3r", "\x1b[2;4r", "\x1b[r", "\x1b[?69h", "\x1b[?69h\x1b[3;9s", "\x1b[?69l",
     "\x1b(0", "\x1b(B", "\x1b(A", "\x1b)0", "\x0e", "\x0f", "\x1b7", "\x1b8", "\x1b[?1048h",
     "\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?47l", "\x1b[!p", "\x1bc", "\x1b[3b", "\x1b[3g", "\x1bM",
     "\x1b[3S", "\x1b[2T", "\x1b[K", "\x1b[1K", "\x1b[3J", "\x1b[5X", "\x1b[2@", "\x1b[2P", "\x1b[L", "\x1b#8"]
)  # fmt: skip
_WORDS = st.sampled_from(
    ["word ", "a line end\r\n", "\r\n", "“quotes” ", "日本語", "😀 ", "x" * 20, "x" * 24, "─", "▶",
     "\x1b[1;31m", "\x1b[0m", "\x1b[7m", "\x1b[38;2;1;2;3m", "\x1b[m\x1b[4m", "\x1b[48:5:1m", "\x1b[39;49m"]
)  # fmt: skip
_ODD_WORDS = st.sampled_from(
    ["e\u0301", "\u0301", "❤\ufe0f", "👍🏽", "👩\u200d", "🇩", "\ufe0f", "\U00100000", "\x1b[44m", "\x1b[4:3m",
     "\n", "\r", "\t", "\b", "\x1b[K", "\x0e", "\x0f", "\x1b(0", "\x1b(B", "\x1b[2b", "\x00", OPEN, CLOSE]
)  # fmt: skip
_LINES = st.lists(_WORDS, max_size=3).map(lambda words: "".join(words) + "\r\n")
_BURSTS = st.builds(
    lambda pieces, times, end: "".join(pieces) * times + end,
    st.lists(_LINES, min_size=1, max_size=6) | st.lists(_WORDS | _ODD_WORDS, min_size=1, max_size=8),
    st.integers(20, 90),
    st.just("") | _WORDS | _ODD_WORDS,
)
# What shows what is not to be seen otherwise: the character drawn last, a wrap that waits, a row that was edited.
_PROBES = (
    "",
    "\x1b[3b",
    "\u0301",
    "x\x1b[K",
    "日",
    "word " * 6,
    "\x1b[A\x1b[2b",
    "\t.",
    "\x1b8.",
    "\x1b[?1049l.",
)


@settings(deadline=None)
@given(
    states=st.lists(_STATES, max_size=6).map("".join),
    place=st.sampled_from(["", FULL, FULL + "begun "]),
    burst=_BURSTS,
    probe=st.sampled_from(_PROBES),
    wrap_words=st.booleans(),
)
def test_a_burst_shows_what_its_characters_show(
    states: str, place: str, burst: str, probe: str, wrap_words: bool
) -> None:
    at_once, by_character = (Screen(COLUMNS, LINES, 50, wrap_words) for _ in range(2))
    for screen, chunks in (
        (at_once, (states, place, burst, probe)),
        (by_character, states + place + burst + probe),
    ):
        stream = Stream(screen)
        screen.mark = screen.next_mark()
        for chunk in chunks:
            stream.feed(chunk)
    assert everything(at_once) == everything(by_character)
    for screen in (at_once, by_character):
        screen.resize(columns=13, lines=7)
    assert everything(at_once) == everything(by_character)


def everything(screen: Screen) -> tuple[object, ...]:
    """Return what of a screen text may change, shown or not, but for lines edited, of which a probe tells."""
    return (
        *state(screen),
        screen.mark,
        screen.scrolled(),
        screen.last[-1:],
        screen.full_at,
        (screen.charsets, screen.charset),
    )


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
