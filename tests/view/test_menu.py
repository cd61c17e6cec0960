"""The menu above the prompt at any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.rope import Rope
from qmux.terminal.width import cell_width
from qmux.view.menu import Menu, MenuRow, menu_rows
from qmux.view.scene import Layer, Rectangle

FEW = ("/new", "/next", "漢字")


def menu(*texts: str, selected: int | None = None, help: str = "what it does") -> Menu:
    return Menu(tuple(MenuRow(text, help, text, " ") for text in texts), 0, Rope("/"), selected)


def lines(made: Menu, columns: int, most_rows: int) -> list[str]:
    return [row.text.replace("\0", "").rstrip() for row in menu_rows(made, columns, most_rows)[0]]


def test_each_candidate_has_a_row_with_its_help_and_the_selected_one_a_mark() -> None:
    assert lines(menu(*FEW, selected=1), 40, 7) == [
        " /new   what it does",
        ">/next  what it does",
        " 漢字   what it does",
    ]


def test_a_narrow_terminal_shows_no_help() -> None:
    assert lines(menu(*FEW), 20, 7) == [" /new", " /next", " 漢字"]


def test_many_candidates_scroll_with_the_selection_and_are_counted() -> None:
    texts = [f"name-{number:02}" for number in range(30)]
    assert lines(menu(*texts, help=""), 40, 4)[-1] == " 1-3 of 30"
    assert lines(menu(*texts, selected=15, help=""), 40, 4) == [
        " name-14", ">name-15", " name-16", " 15-17 of 30",
    ]  # fmt: skip
    assert lines(menu(*texts, selected=29, help=""), 40, 4)[-2:] == [">name-29", " 28-30 of 30"]


@pytest.mark.parametrize("most_rows", [1, 2])
def test_a_low_terminal_has_them_side_by_side_from_the_selected_one_on(most_rows: int) -> None:
    assert lines(menu(*FEW), 40, most_rows) == ["/new  /next  漢字"]
    assert lines(menu(*FEW, selected=1), 40, most_rows) == ["/next  漢字"]
    assert lines(menu("a" * 30, "b"), 20, most_rows) == ["a" * 19 + "…"]


@given(
    st.lists(st.text(max_size=30), min_size=2, max_size=12),
    st.integers(1, 90),
    st.integers(1, 12),
    st.integers(0, 11),
    st.text(max_size=60),
)
def test_it_keeps_to_its_room(
    texts: list[str], columns: int, most_rows: int, selected: int, help: str
) -> None:
    rows, targets = menu_rows(menu(*texts, selected=selected % len(texts), help=help), columns, most_rows)
    assert {target.line for target in targets} <= set(range(len(rows)))
    assert 1 <= len(rows) <= most_rows
    assert all(len(row.text) <= columns for row in rows)
    assert all(ord(character) >= 32 or character == "\0" for row in rows for character in row.text)
    assert all(cell_width(row.text.replace("\0", "")) <= columns for row in rows)


@pytest.mark.parametrize(
    ("columns", "most_rows", "selected", "click", "command"),
    [
        (40, 7, None, (39, 1), "menu-take 2"),
        (40, 7, 1, (0, 2), "menu-take 3"),
        (20, 7, None, (0, 0), "menu-take 1"),
        (40, 1, None, (4, 0), ""),
        (40, 1, None, (6, 0), "menu-take 2"),
        (40, 1, 1, (0, 0), "menu-take 2"),
        (40, 1, 1, (9, 0), "menu-take 3"),
    ],
)
def test_a_click_takes_the_candidate_that_is_there(
    columns: int, most_rows: int, selected: int | None, click: tuple[int, int], command: str
) -> None:
    _, targets = menu_rows(menu(*FEW, selected=selected), columns, most_rows)
    layer = Layer("menu", Rectangle(0, 0, columns, most_rows), (), {}, targets)
    assert layer.command_at(*click) == command


def test_the_count_below_many_candidates_is_none_of_them() -> None:
    rows, targets = menu_rows(menu(*(f"n{number}" for number in range(30)), selected=15), 40, 4)
    assert len(rows) == 4
    assert [target.command for target in targets] == ["menu-take 15", "menu-take 16", "menu-take 17"]


def test_moving_goes_round() -> None:
    assert [menu(*FEW).moved(1), menu(*FEW).moved(-1)] == [0, 2]
    assert [menu(*FEW, selected=2).moved(1), menu(*FEW, selected=0).moved(-1)] == [0, 2]
