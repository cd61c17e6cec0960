"""The list of what a search found: keys, clicks, and what cannot be shown."""

import pytest

from qmux.engine.archive import Found
from qmux.errors import UserError
from qmux.storage.record import ConversationRecord
from qmux.storage.search import Hit
from qmux.terminal.rows import plain_text
from qmux.view.found_list import FoundList
from qmux.view.scene import Layer, Rectangle
from tests.commands.conftest import Program


def place(number: int, id: str = "id-2", status: str = "Active", excerpt: str = "…a plum\x1b…") -> Found:
    record = ConversationRecord(id, 1, f"name-{id}", "user", "Debug", status)
    return Found(record, Hit(id, number, "model", number * 10, 1000.0 + number, excerpt))


@pytest.fixture
def listed(three: Program) -> FoundList:
    """Return the open list of twelve places."""
    three.view.found = FoundList(["plum"], [place(number) for number in range(12)], "Enter goes there")
    return three.view.found


def picture(listed: FoundList, columns: int = 60, lines: int = 9) -> Layer:
    return listed.layer(Rectangle(0, 0, columns, lines), {"id-2"})


def texts(layer: Layer) -> list[str]:
    return [plain_text(row, {}).rstrip() for row in layer.rows]


def test_the_selected_place_is_in_sight_and_what_it_holds_is_stripped(
    three: Program, listed: FoundList
) -> None:
    assert texts(picture(listed))[:3] == [
        "/search plum: 12 places",
        f">{1:>2} name-id-2  {texts(picture(listed))[1].split('  ')[1]}  turn 0",
        "    model: …a plum…",
    ]
    three.run("found-down 10")
    three.run("found-down 10")
    assert listed.selected == 11
    assert any(line.startswith(">12 ") for line in texts(picture(listed)))
    three.run("found-up")
    assert listed.selected == 10


@pytest.mark.parametrize("columns", [1, 2, 7, 30, 200])
@pytest.mark.parametrize("lines", [0, 1, 2, 5, 40])
def test_every_size_has_a_picture_within_it(listed: FoundList, columns: int, lines: int) -> None:
    layer = picture(listed, columns, lines)
    assert len(layer.rows) <= lines
    assert all(len(row.text) <= max(columns, 4) for row in layer.rows)


def test_a_click_goes_to_the_place_under_it(listed: FoundList) -> None:
    layer = picture(listed)
    assert [layer.command_at(3, line) for line in range(6)] == [
        "",
        "found-show 1",
        "found-show 1",
        "found-show 2",
        "found-show 2",
        "found-show 3",
    ]


def test_a_place_in_an_open_session_shows_it(three: Program, listed: FoundList) -> None:
    three.run("found-show 3")
    assert three.coordinator.calls[-1] == ("switch", "beta")
    assert three.view.found is None
    assert three.view.jump is not None
    assert (three.view.jump.session_id, three.view.jump.sequence) == ("id-2", 20)


def test_what_another_program_has_is_left_to_it(three: Program) -> None:
    three.view.found = FoundList(["plum"], [place(1, "far")], "")
    with pytest.raises(UserError, match=r"not open here\. Another qmux has it"):
        three.run("found-show")
    assert three.view.found is not None


def test_a_paste_is_no_search(three: Program) -> None:
    with pytest.raises(UserError, match="at most 1,000 characters"):
        three.run("/search " + "plum " * 300)


def test_a_number_beyond_the_list_and_no_list_are_refused(three: Program, listed: FoundList) -> None:
    with pytest.raises(UserError, match="There are 12 places"):
        three.run("found-show 13")
    three.run("found-close")
    with pytest.raises(UserError, match="No list of what was found is open"):
        three.run("found-up")
