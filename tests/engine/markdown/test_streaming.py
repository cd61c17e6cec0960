"""A reply that comes in pieces: chunks never matter, and what is final never changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.markdown.reply import MarkdownReply
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import Row
from tests.engine.markdown.looks import lines, pane, rendered, reply, rows_of

PIECES = [
    "# a\n", "text ", "**bold** ", "*", "`code", "` ", "\n", "\n\n", "- item\n", "  - nested\n", "1. first\n",
    "> quote\n",
    "```python\n", "```\n", "def f(): '''\n", "/* x */\n", "| a | b |\n", "|---|--:|\n", "| 1 |\n", "---\n",
    "  ", "    ", "[a](b) ", "\t", "\x1b[31m", "\x1b[2", "漢字 ", "é\u0301", "\r\n", "~~~\n", "===\n", "- [ ] ",
    "word " * 30, "x" * 300,
]  # fmt: skip
SOURCES = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(SOURCES, st.data())
@settings(max_examples=200, deadline=None)
def test_chunks_never_matter(source: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=8)))
    chunks = [source[start:end] for start, end in zip([0, *cuts], [*cuts, len(source)], strict=True)]
    assert rendered(*chunks) == rendered(source)


@given(SOURCES, st.data())
@settings(max_examples=200, deadline=None)
def test_the_tail_is_what_would_come_if_the_reply_ended_there(source: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(source)))
    made = reply()
    final = made.feed(source[:cut])
    tail = made.tail()
    assert made.tail() == tail
    assert final + tail + ("\r\n" if final + tail else "") == final + made.finish() or "\x1b" in source


@given(SOURCES, st.integers(1, 8))
@settings(max_examples=100, deadline=None)
def test_what_is_final_never_changes(source: str, step: int) -> None:
    """The pane with every tail drawn holds, above its tail, at each moment what it holds in the end."""
    tailed, made, final = pane(lines=500), reply(), ""
    for start in range(0, len(source), step):
        piece = made.feed(source[start : start + step])
        final += piece
        tailed.feed_above(piece, made.tail())
        assert shown(tailed)[: len(final_rows(final))] == final_rows(final)
    tailed.feed(made.finish())
    assert shown(tailed) == plain(rows_of(rendered(source)))


def shown(tested: Pane) -> list[Row]:
    """Return the rows of a pane's screen, without the empty ones at its end."""
    rows = list(tested.frame.rows)
    while rows and not rows[-1].text.strip():
        rows.pop()
    return plain(rows)


def final_rows(final: str) -> list[Row]:
    """Return the rows that `final` alone makes but for the last, which may grow."""
    return plain(rows_of(final))[:-1]


def plain(rows: list[Row]) -> list[Row]:
    """Return rows with "" for a style that is the default throughout."""
    return [row if row.style.strip("\0") else Row(row.text) for row in rows]


def test_a_word_from_somebody_else_does_not_end_code() -> None:
    made = reply()
    before = made.feed("text\n```python\ndef f():\n    pa") + made.pause()
    after = made.feed("ss\n\n# no heading\n```\n**bold**") + made.finish()
    assert before.endswith("\r\n")
    assert lines_of(after) == ["ss", "", "# no heading", "───", "bold"]


def test_a_word_from_somebody_else_ends_text() -> None:
    made = reply()
    assert made.feed("- half a ") + made.pause() == "• half a\r\n"
    assert made.feed("line") + made.finish() == "line\r\n"


def test_after_its_end_a_reply_is_as_new() -> None:
    made = reply()
    first = made.feed("```\ncode") + made.finish()
    assert made.feed("```\ncode") + made.finish() == first
    assert not made.tail() and not made.laid_out


def test_words_held_back_as_an_endless_escape_are_not_lost() -> None:
    assert lines("see \x1b]never ended") == ["see never ended"]


def lines_of(text: str) -> list[str]:
    """Return what a pane shows of terminal text."""
    return [row.text.rstrip() for row in rows_of(text)]


def test_every_line_is_worked_out_while_the_gate_is_held() -> None:
    gate, held = Gate(), 0

    def columns() -> int:
        nonlocal held
        held += gate._held
        return 60

    made = MarkdownReply(columns, gate.hold)
    made.feed("| a |\n|---|\n| b")
    made.tail()
    assert held
