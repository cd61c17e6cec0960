"""What can be clicked on is where its words are drawn, and nowhere else."""

import pytest

from qmux.model.session import Reason
from qmux.terminal.width import cell_width
from qmux.view.popup import Popup
from qmux.view.scene import Scene
from tests.view.standins import World, session


def world(columns: int = 80, lines: int = 24, place: str = "top-right") -> World:
    waiting = (
        session(2, "two", reason=Reason.FAILED),
        session(3, "三つ", reason=Reason.REPLY, minutes=5),
        session(14, "fourteen", reason=Reason.QUESTION),
    )
    return World(
        session(1, "one"),
        *waiting,
        session(5, "idle"),
        columns=columns,
        lines=lines,
        indicator_position=place,
    )


def commands(scene: Scene) -> dict[str, set[tuple[int, int]]]:
    """Return the cells on which a click runs something, by what it runs."""
    found: dict[str, set[tuple[int, int]]] = {}
    for line in range(-1, scene.lines + 1):
        for column in range(-1, scene.columns + 1):
            layer = scene.layer_at(column, line)
            command = layer.command_at(column, line) if layer is not None else ""
            if command:
                found.setdefault(command, set()).add((column, line))
    return found


@pytest.mark.parametrize("place", ["top-right", "top-left", "bottom-right", "bottom-left"])
def test_a_name_in_the_overlay_shows_its_session(place: str) -> None:
    made = world(place=place)
    cells = commands(made.scene())
    for text, command in (("[two]", "switch 2"), ("[fourteen]", "switch 14"), ("[三つ]", "switch 3")):
        line = next(number for number, row in enumerate(made.screen()) if text in row)
        column = cell_width(made.screen()[line].partition(text)[0])
        assert {(column, line), (column + cell_width(text) - 1, line)} <= cells[command]
        assert {place for _, place in cells[command]} == {line}
    assert set(cells) == {"switch 2", "switch 3", "switch 14", "next", "choose-session"}


@pytest.mark.parametrize("columns", [80, 60, 47, 39])
def test_the_pieces_of_the_status_line(columns: int) -> None:
    made = world(columns)
    cells, line = commands(made.scene()), made.screen()[-1]
    for words, command in (("5 sessions", "choose-session"), ("3 waiting", "next"), ("[3]", "next")):
        if words in line:
            start = line.index(words)
            expected = {(column, 23) for column in range(start, start + len(words))}
            assert cells[command] == expected
    assert ("choose-session" in cells) == ("5 sessions" in line)


def test_a_message_leaves_nothing_to_click_on() -> None:
    made = world()
    made.state.message("hello", 1_000_000.0)
    assert "choose-session" not in commands(made.scene())


def test_a_popup_covers_what_is_under_it() -> None:
    made = world()
    made.state.popup = Popup("Keys", "q closes", [])
    assert set(commands(made.scene())) == {"next", "choose-session", "popup-close"}


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (10, 3), (40, 10)])
def test_any_size_has_its_targets_on_the_screen(size: tuple[int, int]) -> None:
    columns, lines = size
    for cells in commands(world(columns, lines).scene()).values():
        assert all(0 <= column < columns and 0 <= line < lines for column, line in cells)
