"""What is left of pyte: no method of its Screen may come to the buffer that qmux's Screen does not have."""

import inspect

import pyte
import pyte.modes
import pytest

from qmux.terminal import modes
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import CONTROLS, CSI, EFFECTS, ESCAPES
from tests.terminal.screens import fed


def _methods_that_use_the_buffer() -> list[str]:
    members = {name: getattr(member, "fget", member) for name, member in vars(pyte.Screen).items()}
    return [
        name
        for name, member in members.items()
        if callable(member) and ".buffer" in inspect.getsource(member)
    ]


def test_pyte_uses_its_buffer_in_many_methods() -> None:
    assert len(_methods_that_use_the_buffer()) > 15


@pytest.mark.parametrize("name", _methods_that_use_the_buffer())
def test_every_method_that_uses_the_buffer_is_overridden(name: str) -> None:
    assert getattr(Screen, name) is not getattr(pyte.Screen, name)


def test_the_buffer_is_gone() -> None:
    with pytest.raises(AttributeError, match="grid"):
        _ = fed(8, 2).buffer


@pytest.mark.parametrize(
    "name",
    sorted({*CONTROLS.values(), *ESCAPES.values(), *EFFECTS, *(method for method, _ in CSI.values())}),
)
def test_every_name_in_the_tables_is_a_method(name: str) -> None:
    assert callable(getattr(Screen, name))


@pytest.mark.parametrize(
    ("ours", "pytes"),
    [
        (modes.INSERT, pyte.modes.IRM),
        (modes.NEWLINE, pyte.modes.LNM),
        (modes.ORIGIN, pyte.modes.DECOM),
        (modes.AUTOWRAP, pyte.modes.DECAWM),
        (modes.CURSOR_VISIBLE, pyte.modes.DECTCEM),
    ],
)
def test_modes_have_pyte_s_numbers(ours: int, pytes: int) -> None:
    assert ours == pytes


@pytest.mark.parametrize(
    "output",
    [
        "plain text\r\nand more of it, long enough to wrap around\r\n",
        "\x1b[1;31mred\x1b[m \x1b[7mreverse\x1b[27m\r\n\x1b[38;5;9mnine",
        "a\r\nb\r\nc\x1b[2;1H\x1b[2Lx\x1b[4;2H\x1b[2Mz",
        "abcdef\x1b[3G\x1b[2@x\x1b[1P\x1b[3Xy\x1b[1K",
        "1\r\n2\r\n3\r\n4\r\n5\x1b[2;3r\x1b[3;1H\n\nx\x1bM\x1b[r\x1b[Hy",
        "日本語 and e\u0301 combined",
    ],
)
def test_where_stock_pyte_is_right_the_screens_are_the_same(output: str) -> None:
    stock = pyte.Screen(20, 5)
    pyte.Stream(stock).feed(output)
    screen = fed(20, 5, output)
    assert screen.display == [line.rstrip() for line in stock.display]
    assert (screen.cursor.x, screen.cursor.y) == (stock.cursor.x, stock.cursor.y)
