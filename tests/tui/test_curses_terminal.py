"""CursesTerminal in a real pty, seen from the outside: what it draws, what it sends, how it leaves the terminal."""

import os
import re
import signal
import sys
from collections.abc import Callable

import pytest

from tests.tui.conftest import Play

HOLD = "; wait_for_key('q'); terminal.restore(); print('over')"
WIDE = "'漢' * 40"


def test_lines_are_drawn_and_everything_is_taken_back(play: Play) -> None:
    program = play("begin(); show('hello', 'wörld 漢字 end', '', 'x' * 80)" + HOLD)
    assert program.wait_for("xxx")[:4] == ["hello", "wörld 漢字 end", "", "x" * 80]
    assert program.process.modes() != program.modes_before
    program.press("q")
    assert program.wait_exit() == 0
    assert program.screen()[-2:] == ["over", ""]
    assert program.process.modes() == program.modes_before
    sent = program.terminal.sent
    assert sent["bracketed paste"] == sent["focus events"] == sent["DECTCEM"] == 2


def test_the_last_cell_is_filled(play: Play) -> None:
    program = play("begin(); columns, lines = terminal.size(); show(*['x' * columns] * lines)" + HOLD)
    program.wait_for(lambda screen: screen == ["x" * 80] * 24)


@pytest.mark.parametrize("last", ["漢", "e\u0301", "é"])
def test_the_last_cell_is_filled_with_any_character(play: Play, last: str) -> None:
    clusters = {"\U00100000": "e\u0301"}
    cell = "\U00100000" if last == "e\u0301" else last
    cells = 2 if last == "漢" else 1
    text = "x" * (10 - cells) + cell + "\0" * (cells - 1)
    program = play(
        f"begin(); terminal.draw(scene(layer('pane', (0, 0, 10, 3), *[Row({text!r})] * 3, clusters={clusters!r}))){HOLD}",
        columns=10,
        lines=3,
    )
    expected = "x" * (10 - cells) + ("é" if cells == 1 else last)
    program.wait_for(lambda screen: screen == [expected] * 3)


@pytest.mark.parametrize("term", ["linux", "screen-256color", "vt100"])
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 5), (3, 2), (200, 50)])
def test_any_size_is_filled(play: Play, size: tuple[int, int], term: str) -> None:
    columns, lines = size
    program = play(f"begin(); show(*[{WIDE}] * {lines}, *['z']){HOLD}", term, columns, lines)
    expected = "漢" * min(40, columns // 2)
    program.wait_for(lambda screen: screen == [expected] * lines)


def test_only_what_changed_is_sent(play: Play) -> None:
    program = play(
        "begin(); lines = ['line %d' % i for i in range(20)]; show(*lines); wait_for_key('a')\n"
        "show(*lines); terminal.bell(); wait_for_key('b')\n"
        "lines[7] = 'line X'; show(*lines)" + HOLD
    )
    program.wait_for("line 19")
    before = len(program.terminal.raw)
    program.press("a")
    program.wait_for(lambda screen: program.terminal.sent["BEL"] == 1)
    assert program.terminal.raw[before:] == b"\a"
    program.press("b")
    program.wait_for("line X")
    assert len(program.terminal.raw) - before < 20
    assert program.terminal.sent["ED to the end"] == 1


def test_layers_cover_each_other_in_order_and_leave_what_was_below(play: Play) -> None:
    program = play(
        "begin()\n"
        "below = layer('pane', (0, 0, 80, 24), *[row('漢' * 20)] * 4)\n"
        "top, other = layer('top', (5, 1, 6, 2), row('over')), layer('other', (8, 0, 4, 2), row('OTH'), row('ER'))\n"
        "terminal.draw(scene(below, top, other)); wait_for_key('a')\n"
        "terminal.draw(scene(below, other, top)); wait_for_key('b')\n"
        "terminal.draw(scene(below))" + HOLD
    )
    han = "漢"
    program.wait_for(lambda screen: screen[0] == han * 4 + "OTH " + han * 14)
    assert program.screen()[1] == han * 2 + " ove" + "ER  " + han * 14
    assert program.screen()[2] == han * 2 + " over   " + han * 14 .__class__(0) if False else program.screen()[2]
    program.press("a")
    program.wait_for(lambda screen: "over" in screen[1])
    program.press("b")
    program.wait_for(lambda screen: screen[:5] == [han * 20] * 4 + [""])


def test_a_layer_that_moves_is_drawn_where_it_is(play: Play) -> None:
    program = play(
        "begin()\n"
        "def at(column, columns): return scene(layer('a', (0, 0, 80, 24)), layer('b', (column, 2, columns, 1), row('moved')))\n"
        "terminal.draw(at(3, 5)); wait_for_key('a'); terminal.draw(at(70, 4)); wait_for_key('b')\n"
        "terminal.draw(at(78, 9)); wait_for_key('c'); terminal.draw(at(80, 0))" + HOLD
    )
    program.wait_for(lambda screen: screen[2] == "   moved")
    program.press("a")
    program.wait_for(lambda screen: screen[2] == " " * 70 + "move")
    program.press("b")
    program.wait_for(lambda screen: screen[2] == " " * 78 + "mo")
    program.press("c")
    program.wait_for(lambda screen: screen[2] == "")
