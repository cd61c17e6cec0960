"""The scrollback: its order, its bound, its compression, and reflow of what is compressed."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.terminal.history import BLOCK, LOOSE_LIMIT, RECENT, History
from qmux.terminal.reflow import Lines
from qmux.terminal.rows import Row


def filled(limit: int, count: int, batch: int = 37) -> History:
    """Return a history into which the rows "row 0" to "row N" have been scrolled."""
    history = History(limit)
    for start in range(0, count, batch):
        texts = [f"row {number}" for number in range(start, min(start + batch, count))]
        history.extend(Lines(texts, [""] * len(texts), bytearray(len(texts))))
    return history


def texts_of(rows: list[Row]) -> list[str]:
    return [row.text for row in rows]


@pytest.mark.parametrize("limit", [0, 1, 10, RECENT, RECENT + BLOCK, 3000, 100_000])
def test_the_newest_rows_are_kept_in_order(limit: int) -> None:
    history = filled(limit, 5000)
    kept = min(limit, 5000)
    assert len(history) == kept and history.evicted == 5000 - kept
    assert texts_of(history.rows(0, 9999)) == [f"row {number}" for number in range(5000 - kept, 5000)]


@given(st.integers(-5, 2600), st.integers(-5, 700))
@settings(max_examples=50)
def test_any_part_can_be_read(first: int, count: int) -> None:
    everything = [f"row {number}" for number in range(2500)]
    history = filled(2500, 2500)
    assert texts_of(history.rows(first, count)) == everything[max(0, first) : max(0, first + max(0, count))]


def test_styles_and_wide_characters_survive_compression() -> None:
    rows = Lines(["a日\0", "plain", ""], ["\x01\x1e\n", "", ""], bytearray([0, 0, 0]))
    history = History(10_000)
    for _ in range(RECENT):
        history.extend(rows)
    assert history.packed
    assert history.rows(0, 3) == [Row("a日\0", "\x01\x1e\n"), Row("plain", ""), Row("", "")]


def extend_with_colored_rows(history: History, count: int, length: int) -> None:
    """Let `count` rows of `length` characters scroll off, no two alike."""
    for number in range(count):
        text = f"{number} the quick brown fox jumps over the lazy dog, again and again and again".ljust(
            length, "."
        )
        history.extend(Lines([text], [chr(number % 7) * len(text)], bytearray(1)))


def test_old_rows_are_small() -> None:
    tracemalloc.start()
    try:
        history = History(10_000)
        extend_with_colored_rows(history, 10_000, 80)
        before = history.rows(0, 10_000)
        for _ in range(40):
            history.compress_one()
        assert history.rows(0, 10_000) == before
        del before
        assert (
            tracemalloc.get_traced_memory()[0] < 1_000_000
        )  # 250 to 300 bytes a row if it were not compressed
    finally:
        tracemalloc.stop()


def test_what_waits_to_be_compressed_is_bounded() -> None:
    tracemalloc.start()
    try:
        history = History(100_000)
        extend_with_colored_rows(history, 20_000, 1000)
        assert (
            tracemalloc.get_traced_memory()[0] < LOOSE_LIMIT + 6_000_000
        )  # 40 MB in all, of them 2.5 not in blocks
    finally:
        tracemalloc.stop()


def test_clear_forgets_and_counts() -> None:
    history = filled(10_000, 3000)
    history.clear()
    assert len(history) == 0 and history.evicted == 3000 and history.rows(0, 10) == []
    history.extend(Lines(["new"], [""], bytearray(1)))
    assert texts_of(history.rows(0, 10)) == ["new"]


def wrapped_history(width: int, lines: int) -> History:
    """Return a history of lines of 0 to 29 characters, each beginning with its number, wrapped at `width`."""
    history = History(100_000)
    for number in range(lines):
        line = f"{number:05}" + "x" * (number % 30)
        texts = [line[at : at + width] for at in range(0, len(line), width)]
        flags = bytearray([1] * (len(texts) - 1) + [0])
        history.extend(Lines(texts, [""] * len(texts), flags))
    return history


@pytest.mark.parametrize("skipped", [0, 100])
def test_compressed_rows_reflow_and_back(skipped: int) -> None:
    history = wrapped_history(10, 3000)
    history._evict(skipped)
    packed, before = history.packed, history.rows(0, history.packed)
    assert packed > 2 * BLOCK
    history.reflow(25, 0)
    assert history.packed < packed
    history.reflow(10, 0)
    assert history.rows(0, history.packed) == before


def test_a_row_is_found_again_after_reflow() -> None:
    history = wrapped_history(10, 3000)
    row = next(i for i, found in enumerate(history.rows(0, 2000)) if found.text.startswith("00700"))
    row = history.reflow(35, row)
    assert history.rows(row, 1)[0].text.startswith("00700")
    row = history.reflow(4, row)
    assert history.rows(row, 1)[0].text == "0070"


def test_blocks_that_fit_are_left_alone() -> None:
    history = filled(10_000, 5000)
    blocks = list(history._blocks)
    history.reflow(20, 0)
    assert all(a is b for a, b in zip(blocks, history._blocks, strict=True))


@given(
    st.integers(0, 2600), st.integers(-5, 3300), st.sampled_from([0, 7, 300]), st.sampled_from([0, 12, 40])
)
@settings(max_examples=50)
def test_an_excerpt_has_the_texts_and_tells_which_rows_go_on(
    first: int, stop: int, skipped: int, columns: int
) -> None:
    texts = [f"{number} " + "word " * (number % 7) for number in range(2500)]
    history = History(2500)
    history.extend(Lines(texts, [""] * 2500, bytearray(2500)))
    if columns:
        history.reflow(columns, 0)
    history.extend(Lines([""] * skipped, [""] * skipped, bytearray(skipped)))
    found, goes_on = history.excerpt(first, stop)
    assert found == texts_of(history.rows(first, stop - first))
    everything, flags = history.excerpt(0, 10_000)
    assert flags[first : max(first, stop)] == goes_on
    lines = "".join(row + "\n" * (not on) for row, on in zip(everything, flags, strict=True)).split("\n")[:-1]
    assert lines[-skipped - 1000 :] == [*texts, *[""] * skipped][-skipped - 1000 :]
