"""The prompt as it is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.rows import full_style, plain_text
from qmux.terminal.width import clusters
from qmux.view.prompt import LineEditor
from qmux.view.prompt_view import TRUSTING_SIGN, PromptPicture, PromptView, label


def editor(text: str, cursor: int | None = None) -> LineEditor:
    made = LineEditor()
    made.load(text, len(text) if cursor is None else cursor)
    return made


def lines(picture: PromptPicture) -> list[str]:
    return [plain_text(row, picture.clusters).rstrip() for row in picture.rows]


def draw(
    made: LineEditor, columns: int = 40, most_rows: int = 5, view: PromptView | None = None
) -> PromptPicture:
    return (view or PromptView()).picture(made, "one", columns, most_rows)


def test_who_trusts_everything_sees_it_at_any_width() -> None:
    assert label("fix-login", 80, TRUSTING_SIGN) == "[Current: fix-login] !q> "
    assert label("fix-login", 20, TRUSTING_SIGN) == "!q> "


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (80, "[Current: fix-login] q> "),
        (47, "[fix-login] q> "),
        (30, "[fix-login] q> "),
        (29, "q> "),
        (6, "q> "),
        (5, ""),
        (1, ""),
    ],
)
def test_the_label_leaves_room_for_the_text(columns: int, expected: str) -> None:
    assert label("fix-login", columns) == expected


def test_an_empty_prompt_is_one_row_with_the_cursor_behind_the_label() -> None:
    picture = draw(editor(""))
    assert lines(picture) == ["[Current: one] q>"]
    assert (picture.column, picture.line) == (18, 0)


def test_lines_and_wrapped_rows_are_indented_by_the_label() -> None:
    picture = draw(editor("def f():\n    return 'a string that is too long'"))
    assert lines(picture) == [
        "[Current: one] q> def f():",
        "                      return 'a string t",
        "                  hat is too long'",
    ]
    assert (picture.column, picture.line) == (34, 2)


def test_the_label_stays_and_the_text_scrolls_with_the_cursor() -> None:
    view, made = PromptView(), editor("\n".join("abcdefg"))
    assert [line[-1] for line in lines(draw(made, most_rows=3, view=view))] == list("efg")
    for expected, cursor in (("efg", 1), ("efg", 0), ("def", 0), ("cde", 0)):
        made.up()
        picture = draw(made, most_rows=3, view=view)
        assert [line[-1] for line in lines(picture)] == list(expected)
        assert lines(picture)[0].startswith("[Current: one] q> ")
        assert picture.line == cursor
    for expected, cursor in (("cde", 1), ("cde", 2), ("def", 2)):
        made.down()
        picture = draw(made, most_rows=3, view=view)
        assert ([line[-1] for line in lines(picture)], picture.line) == (list(expected), cursor)


def test_a_text_that_shrinks_fills_the_rows_again() -> None:
    view, made = PromptView(), editor("\n".join("abcdefg"))
    draw(made, most_rows=3, view=view)
    made.backspace()
    made.backspace()
    assert [line[-1] for line in lines(draw(made, most_rows=3, view=view))] == list("def")
    made.take()
    assert lines(draw(made, most_rows=3, view=view)) == ["[Current: one] q>"]


def test_wide_combining_and_joined_characters_are_whole_and_the_cursor_is_right() -> None:
    picture = draw(editor("漢e\u0301👩‍🚀ที่"))
    assert lines(picture) == ["[Current: one] q> 漢e\u0301👩‍🚀ที่"]
    assert picture.column == 18 + 2 + 1 + 2 + 1


def test_a_wide_character_is_not_cut_at_the_edge() -> None:
    picture = draw(editor("漢" * 18), columns=53)  # 35 cells for the text
    assert lines(picture) == ["[Current: one] q> " + "漢" * 17, " " * 18 + "漢"]


@given(
    st.lists(st.sampled_from(["a", " ", "\n", "é", "\u0301", "漢", "👩‍🚀", "\t"]), max_size=40).map("".join),
    st.integers(0, 60),
    st.integers(1, 50),
    st.integers(1, 6),
)
def test_the_cursor_is_on_the_character_behind_it(
    text: str, cursor: int, columns: int, most_rows: int
) -> None:
    made = editor(text, cursor)
    picture = draw(made, columns, most_rows)
    assert 1 <= len(picture.rows) <= most_rows
    assert 0 <= picture.line < len(picture.rows)
    assert 0 <= picture.column < columns
    row = picture.rows[picture.line]
    assert len(full_style(row)) == len(row.text)
    behind, width = next(clusters(made.text[made.cursor :]), ("\n", 0))
    if behind not in "\n\t" and width <= columns - len(label("one", columns)):
        cell = row.text[picture.column] if width else behind
        assert picture.clusters.get(cell, cell) == behind


def test_rows_that_stay_the_same_are_the_same_objects() -> None:
    view, made = PromptView(), editor("first\nsecond\nthird")
    before = draw(made, view=view).rows
    made.insert("!")
    after = draw(made, view=view).rows
    assert after[0] is before[0]
    assert after[1] is before[1]
    assert after[2] is not before[2]
    assert draw(made, view=view).rows == after
    assert all(new is old for new, old in zip(draw(made, view=view).rows, after, strict=True))


@pytest.mark.parametrize("piece", ["x", "漢", "ab \n", "\t", "👩‍🚀"])
def test_a_large_paste_measures_only_what_is_shown(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the code points that are looked at one by one: some screenfuls, whatever the text's length."""
    looked_at = 0

    def counting(text: str) -> object:
        nonlocal looked_at
        looked_at += len(text)
        return clusters(text)

    for module in ("wrapping", "boundaries"):
        monkeypatch.setattr(f"qmux.view.{module}.clusters", counting)
    view, made = PromptView(), editor(piece * 500_000)
    for move in (
        LineEditor.left,
        LineEditor.up,
        LineEditor.word_left,
        LineEditor.line_start,
        LineEditor.backspace,
    ):
        move(made)
        picture = draw(made, 200, 16, view)
        assert len(picture.rows) <= 16
    assert looked_at < 200_000


LONG = "\n".join(f"text {number}" for number in range(1, 501))


@pytest.mark.parametrize(
    ("columns", "most_rows", "text", "expected"),
    [
        (
            80,
            3,
            LONG,
            ["[Current: one] q> text 498", "line 500 of 500   text 499", "                  text 500"],
        ),
        (24, 2, LONG, ["[one] q> text 499", "500/500  text 500"]),
        (20, 1, LONG, ["500/500 q> text 500"]),
        (20, 1, LONG * 1_000, ["100% q> text 500"]),
        (10, 1, LONG, ["q> 0"]),
        (5, 1, LONG, ["500"]),
        (40, 2, "x" * 1_000, ["[Current: one] q> " + "x" * 22, "100%              " + "x" * 10]),
        (40, 2, "x" * 100, ["[Current: one] q> " + "x" * 22, " " * 18 + "x" * 12]),
        (80, 3, "a\nb\nc", ["[Current: one] q> a", " " * 18 + "b", " " * 18 + "c"]),
    ],
)
def test_a_text_that_is_not_shown_whole_says_where_the_cursor_is(
    columns: int, most_rows: int, text: str, expected: list[str]
) -> None:
    assert lines(draw(editor(text), columns, most_rows)) == expected


def test_the_line_follows_the_cursor() -> None:
    view, made = PromptView(), editor(LONG)
    for _ in range(150):
        made.up()
    assert lines(draw(made, 80, 4, view))[1].startswith("line 350 of 500 ")
    made.text_start()
    assert lines(draw(made, 80, 4, view))[1].startswith("line 1 of 500 ")
