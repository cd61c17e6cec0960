"""The popup: all of it can be read at any size, and it stays where the reader was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.terminal.width import cell_width
from qmux.view.popup import Popup, wrap
from tests.view.standins import World, session

SECTIONS = [
    (
        "After the prefix key, C-b",
        [("c", "Make a session and show it"), ("1 to 9", "Show the session of that number")],
    ),
    (
        "Direct keys",
        [(f"F{number}", f"What key {number} does, told at some length") for number in range(1, 40)],
    ),
]


def texts(popup: Popup, columns: int, lines: int) -> list[str]:
    return [row.text.rstrip() for row in popup.picture(columns, lines)]


@pytest.mark.parametrize("columns", [80, 40, 30])
def test_page_by_page_everything_comes_into_sight_once(columns: int) -> None:
    popup = Popup("Keys", "q closes", SECTIONS)
    whole = texts(popup, columns, 1000)[1:]
    words = " ".join(" ".join(whole).split())
    assert "Make a session" in words and "F39" in words
    assert all(cell_width(line) <= columns for line in whole)
    seen = []
    popup.picture(columns, 10)
    for _ in range(len(whole)):
        seen += [line for line in texts(popup, columns, 10)[1:] if line not in seen]
        popup.turn_page(1)
    assert [line for line in whole if line not in seen] == []
    assert texts(popup, columns, 10)[-1] == whole[-1]


def test_the_title_says_where_one_is_and_how_to_leave() -> None:
    popup = Popup("Keys", "q closes", SECTIONS)
    assert texts(popup, 80, 10)[0].startswith("Keys") and texts(popup, 80, 10)[0].endswith(
        "1-9 of 44  q closes"
    )
    popup.go_to_bottom()
    assert "36-44 of 44" in texts(popup, 80, 10)[0]
    popup.go_to_top()
    assert "of 44" not in texts(popup, 80, 100)[0]


def test_another_width_stays_near_what_was_read() -> None:
    popup = Popup("Keys", "q closes", SECTIONS)
    popup.picture(80, 10)
    popup.scroll(20)
    read = texts(popup, 80, 10)[1].split()[0]
    assert any(line.split()[:1] == [read] for line in texts(popup, 30, 10)[1:])


@given(st.text(max_size=60), st.integers(1, 30))
def test_wrapping_keeps_every_word_and_the_width(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    if columns > 1:
        assert all(cell_width(line) <= columns for line in lines)


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 5), (2, 2), (1, 1)])
def test_it_lies_over_the_pane_and_leaves_the_prompt(size: tuple[int, int]) -> None:
    world = World(session(1, "one"), columns=size[0], lines=size[1])
    world.state.prompt.insert("a draft")
    world.state.popup = Popup("Keys", "q closes", SECTIONS)
    scene = world.scene()
    assert scene.layers[-1].name == "popup" and scene.cursor is None
    if size[1] > 4:
        assert "draft" in world.screen()[-2] or size[0] < 40
    world.state.popup = None
    assert world.scene().cursor is not None
