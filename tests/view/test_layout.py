"""Rectangles at any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.view.layout import corner, layout, most_prompt_rows, pane_size
from qmux.view.scene import Rectangle

SIZES = st.integers(1, 300)
CORNERS = ("top-right", "top-left", "bottom-right", "bottom-left")


@given(SIZES, SIZES, st.integers(1, 500))
def test_the_parts_fill_the_screen_and_never_overlap(columns: int, lines: int, prompt_rows: int) -> None:
    areas = layout(columns, lines, prompt_rows)
    parts = (areas.pane, areas.prompt, areas.status)
    assert sum(part.lines for part in parts) == lines
    assert all(part.columns == columns and part.column == 0 and part.lines >= 0 for part in parts)
    assert areas.pane.line == 0
    assert areas.prompt.line == areas.pane.lines
    assert areas.status.line == areas.prompt.line + areas.prompt.lines


@given(SIZES, SIZES, st.integers(1, 500))
def test_the_prompt_is_always_there_and_never_tall(columns: int, lines: int, prompt_rows: int) -> None:
    prompt = layout(columns, lines, prompt_rows).prompt
    assert 1 <= prompt.lines <= max(1, lines // 3)
    assert prompt.lines == min(prompt_rows, most_prompt_rows(lines))


@given(SIZES, SIZES)
def test_a_pane_has_the_lines_that_a_prompt_of_one_row_leaves(columns: int, lines: int) -> None:
    pane = layout(columns, lines, 1).pane
    assert pane_size(columns, lines) == (columns, max(1, pane.lines))


@given(SIZES, SIZES, st.integers(0, 400), st.integers(0, 400), st.sampled_from(CORNERS))
def test_a_corner_box_stays_in_its_area(
    columns: int, lines: int, wide: int, tall: int, position: str
) -> None:
    area = layout(columns, lines, 1).pane
    box = corner(area, position, wide, tall)
    assert area.column <= box.column
    assert box.column + box.columns <= area.column + area.columns
    assert area.line <= box.line
    assert box.line + box.lines <= area.line + area.lines


@pytest.mark.parametrize(
    ("position", "box"),
    [
        ("top-right", Rectangle(70, 0, 10, 2)),
        ("top-left", Rectangle(0, 0, 10, 2)),
        ("bottom-right", Rectangle(70, 20, 10, 2)),
        ("bottom-left", Rectangle(0, 20, 10, 2)),
    ],
)
def test_the_four_corners(position: str, box: Rectangle) -> None:
    assert corner(Rectangle(0, 0, 80, 22), position, 10, 2) == box


@pytest.mark.parametrize(
    ("columns", "lines", "folded"),
    [(80, 24, False), (40, 10, False), (39, 10, True), (40, 9, True), (1, 1, True)],
)
def test_the_overlay_folds_below_40x10(columns: int, lines: int, folded: bool) -> None:
    assert layout(columns, lines, 1).folded is folded


def test_small_screens_lose_the_pane_first_then_the_status_line() -> None:
    assert [layout(80, lines, 1)[:3] for lines in (3, 2, 1)] == [
        (Rectangle(0, 0, 80, 1), Rectangle(0, 1, 80, 1), Rectangle(0, 2, 80, 1)),
        (Rectangle(0, 0, 80, 0), Rectangle(0, 0, 80, 1), Rectangle(0, 1, 80, 1)),
        (Rectangle(0, 0, 80, 0), Rectangle(0, 0, 80, 1), Rectangle(0, 1, 80, 0)),
    ]
