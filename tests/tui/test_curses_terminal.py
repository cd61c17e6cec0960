"""CursesTerminal in a real pty, seen from outside: what it draws and sends, and how it leaves the terminal."""

import os
import re
import select
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from pyte.graphics import FG_BG_256

from tests.features.harness.picture import picture
from tests.features.harness.program import Predicate
from tests.features.harness.pty_process import PtyProcess
from tests.features.harness.pty_program import PtyProgram
from tests.tui.conftest import ROOT, Play
from tests.tui.random_scenes import COLUMNS, LINES, random_scene

HOLD = "; wait_for_key('q'); terminal.restore(); print('over')"
HAN = "漢"
RANDOM_SCENES = 150


def composed(text: str) -> str:
    """Return `text` as pyte keeps it: with each mark composed into the character before it."""
    return unicodedata.normalize("NFC", text)


def sleeps(program: PtyProgram) -> int:
    """Return how often the program's main thread has gone to sleep of its own will."""
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    found = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.MULTILINE)
    assert found is not None
    return int(found[1])


# -- drawing ------------------------------------------------------------------------------------------------


def test_lines_are_drawn_and_everything_is_taken_back(play: Play) -> None:
    program = play("begin(); show('hello', 'wörld 漢字 end', '', 'x' * 80)" + HOLD)
    assert program.wait_for("xxx")[:4] == ["hello", "wörld 漢字 end", "", "x" * 80]
    assert program.process.modes() != program.process.modes_before
    program.press("q")
    assert program.wait_exit() == 0
    assert program.screen()[-2:] == ["over", ""]
    assert program.process.modes() == program.process.modes_before


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 5), (3, 2), (200, 50)])
def test_any_size_is_filled_with_wide_characters(play: Play, size: tuple[int, int]) -> None:
    columns, lines = size
    program = play(f"begin(); show(*['漢' * 100] * {lines}){HOLD}", "linux", columns, lines)
    program.wait_for(lambda screen: screen == [HAN * (columns // 2)] * lines)
    program.press("q")
    assert program.wait_exit() == 0


@pytest.mark.parametrize("term", ["linux", "screen-256color", "vt100"])
@pytest.mark.parametrize(("last", "drawn"), [("x", "x"), ("漢\0", "漢"), ("\U00100000", "é")])
def test_the_last_cell_is_filled(play: Play, term: str, last: str, drawn: str) -> None:
    text = "-" * (10 - len(last)) + last
    clusters = {"\U00100000": "e\u0301"}
    script = f"begin(); terminal.draw(scene(layer('a', (0, 0, 10, 3), *[Row({text!r})] * 3, clusters={clusters!r})))"
    program = play(script + HOLD, term, 10, 3)
    program.wait_for(lambda screen: screen == [text.replace(last, drawn)] * 3)


def test_clusters_are_expanded_and_keep_to_their_cells(play: Play) -> None:
    clusters = {"\U00100000": "e\u0301", "\U00100001": "👩\u200d💻", "\U00100002": "\u0301"}
    text = "<\U00100000\U00100001\0\U00100002\U00100003>"
    program = play(
        f"begin(); terminal.draw(scene(layer('a', (0, 0, 80, 1), Row({text!r}), clusters={clusters!r})))"
        + HOLD
    )
    program.wait_for("<é👩\ufffd\ufffd>")


def _protocol_is_on(program: PtyProgram) -> Predicate:
    """Return whether qmux has answered the terminal that it may use kitty's keyboard protocol."""
    return lambda screen: program.terminal.sent["kitty keyboard"] == 1


@pytest.mark.parametrize("term", ["linux", "screen-256color", "vt100"])
def test_only_what_changed_is_sent(play: Play, term: str) -> None:
    program = play(
        "begin(); lines = ['line %d' % i for i in range(20)]; show(*lines); wait_for_key('a')\n"
        "show(*lines); terminal.bell(); wait_for_key('b')\n"
        "lines[7] = 'line X'; show(*lines)" + HOLD,
        term,
    )
    program.wait_for("line 19")
    program.wait_for(_protocol_is_on(program))
    before = len(program.terminal.raw)
    program.press("a")
    program.wait_for(lambda screen: program.terminal.sent["BEL"] == 1)
    assert program.terminal.raw[before:] == b"\a"
    program.press("b")
    program.wait_for("line X")
    assert len(program.terminal.raw) - before < 30
    assert program.terminal.sent["ED"] == 1


def test_a_screen_that_scrolls_is_not_sent_anew(play: Play) -> None:
    program = play(
        "begin(); lines = ['%d ' % i * 20 for i in range(100, 130)]; show(*lines[:24]); wait_for_key('a')\n"
        "show(*lines[1:25])" + HOLD
    )
    program.wait_for("123 ")
    before = len(program.terminal.raw)
    program.press("a")
    program.wait_for(lambda screen: screen[0].startswith("101") and screen[23].startswith("124"))
    assert len(program.terminal.raw) - before < 150


def test_layers_cover_each_other_in_order_and_leave_what_was_below(play: Play) -> None:
    program = play(
        "begin()\n"
        "below = layer('pane', (0, 0, 80, 24), *[row('漢' * 20)] * 4)\n"
        "top, other = layer('top', (5, 1, 6, 2), row('over')), layer('other', (8, 0, 4, 2), row('OTH'), row('ER'))\n"
        "terminal.draw(scene(below, top, other)); wait_for_key('a')\n"
        "terminal.draw(scene(below, other, top)); wait_for_key('b')\n"
        "terminal.draw(scene(below))" + HOLD
    )
    program.wait_for(lambda screen: screen[3] == HAN * 20)
    assert program.screen()[:3] == [
        HAN * 4 + "OTH " + HAN * 14,
        HAN * 2 + " oveER  " + HAN * 14,  # halves of wide characters are blank
        HAN * 2 + " " * 8 + HAN * 14,
    ]
    program.press("a")
    program.wait_for(lambda screen: screen[1] == HAN * 2 + " over   " + HAN * 14)
    program.press("b")
    program.wait_for(lambda screen: screen[:5] == [HAN * 20] * 4 + [""])


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_any_scene_after_any_other_shows_what_it_should(play: Play, term: str) -> None:
    """The fake terminal's picture and the real one's agree, whatever was drawn before."""
    program = play(
        "from tests.tui.random_scenes import random_scene\nbegin()\n"
        f"for seed in range({RANDOM_SCENES}): terminal.draw(random_scene(seed)); terminal.bell(); wait_for_key('n')",
        term,
        COLUMNS,
        LINES,
    )
    for seed in range(RANDOM_SCENES):
        program.wait_for(lambda screen, seed=seed: program.terminal.sent["BEL"] > seed)  # type: ignore[misc]
        scene = random_scene(seed)
        assert program.screen() == [composed(line) for line in picture(scene)], f"seed {seed}"
        assert scene.cursor is not None and program.cursor() == scene.cursor[:2]
        program.press("n")
    assert program.wait_exit() == 0


def test_what_was_shown_before_comes_back_as_it_was(play: Play) -> None:
    """Each pane has its rows, changed or not since it was seen last, under the overlay too, also after a resize."""
    program = play(
        "begin()\n"
        "said = {name: [name + ' %d' % line for line in range(24)] for name in 'abcdefg'}\n"
        "def pane(name): return layer('pane ' + name, (0, 0, *terminal.size()), *map(row, said[name]))\n"
        "over = layer('overlay', (60, 0, 20, 2), row('over'), row('it'))\n"
        "terminal.draw(scene(pane('a')))\n"
        "while wait := terminal.wait(None):\n"
        "    for key in wait.inputs:\n"
        "        name = key.name.lower()\n"
        "        if key.name != name: said[name][3] = 'changed'\n"
        "        terminal.draw(scene(pane(name), *[over] * (name in 'bdf')))\n"
        "    if wait.resized: terminal.draw(scene(pane('a')))\n"
    )
    for key in "bacbdEabAcagafabbBacbdegEa":
        program.press(key)
        third = "changed" if key.isupper() else None
        name = key.lower()
        program.wait_for(
            lambda screen, name=name, third=third: (  # type: ignore[misc]
                screen[4] == f"{name} 4"
                and (third is None or screen[3] == third)
                and screen[0].endswith("over") == (name in "bdf")
            )
        )
        lines = program.screen()
        assert lines[2] == f"{name} 2" and lines[23] == f"{name} 23"
    program.resize(90, 20)
    program.wait_for(lambda screen: screen[:3] == ["a 0", "a 1", "a 2"] and len(screen) == 20)
    program.press("c")
    program.wait_for(lambda screen: screen[19] == "c 19")


def test_a_pane_that_comes_back_unchanged_is_sent_and_not_redrawn(play: Play) -> None:
    """What a window holds is drawn once: later visits cost no call on it."""
    program = play(
        "from qmux.tui.draw import Surface\n"
        "drawn, draw = [], Surface.draw\n"
        "Surface.draw = lambda surface, lines, *rest: (drawn.append(len(lines)), draw(surface, lines, *rest))\n"
        "begin()\n"
        "panes = [layer('pane %d' % n, (0, 0, 80, 24), *[row('%d' % n)] * 23) for n in (1, 2)]\n"
        "for n in (0, 1, 0, 1): terminal.draw(scene(panes[n]))\n"
        "terminal.draw(scene(layer('told', (0, 0, 80, 24), row(repr(drawn)))))" + HOLD
    )
    program.wait_for("[23, 23, 0, 0]")


def test_a_layer_that_moves_is_drawn_where_it_is(play: Play) -> None:
    program = play(
        "begin()\n"
        "def at(column, columns):\n"
        "    below, above = layer('a', (0, 0, 80, 24)), layer('b', (column, 2, columns, 1), row('moved'))\n"
        "    terminal.draw(scene(below, above))\n"
        "at(3, 5); wait_for_key('a'); at(70, 4); wait_for_key('b'); at(78, 9); wait_for_key('c'); at(80, 0)"
        + HOLD
    )
    program.wait_for(lambda screen: screen[2] == "   moved")
    for key, expected in (("a", " " * 70 + "move"), ("b", " " * 78 + "mo"), ("c", "")):
        program.press(key)
        program.wait_for(lambda screen, expected=expected: screen[2] == expected)  # type: ignore[misc]


def test_the_cursor_is_shown_where_the_scene_has_it(play: Play) -> None:
    program = play(
        "begin(); pane = layer('pane', (0, 0, 80, 24), row('text'))\n"
        "terminal.draw(scene(pane, cursor=SceneCursor(7, 3, 0))); wait_for_key('a')\n"
        "terminal.draw(scene(pane, cursor=SceneCursor(200, 100, 0))); wait_for_key('b')\n"
        "terminal.draw(scene(pane))" + HOLD
    )
    program.wait_for(lambda screen: program.cursor() == (7, 3))
    assert not program.terminal.pyte.cursor.hidden
    program.press("a")
    program.wait_for(lambda screen: program.cursor() == (79, 23))
    program.press("b")
    program.wait_for(lambda screen: program.terminal.pyte.cursor.hidden)
    program.press("q")
    program.wait_exit()
    assert not program.terminal.pyte.cursor.hidden


# -- colours ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "foreground", "background"),
    [("linux", "red", "blue"), ("screen-256color", "d70000", "0000d7"), ("vt100", "default", "default")],
)
def test_colours_are_those_that_the_terminal_has(
    play: Play, term: str, foreground: str, background: str
) -> None:
    program = play("begin(); show('hello', style=Style(160, 20, 8))" + HOLD, term)
    program.wait_for("hello")
    cell = program.terminal.pyte.buffer[0][0]
    assert (cell.fg, cell.bg) == (foreground, background)
    assert cell.underscore == (term != "linux")  # whose terminfo says that it cannot do so in colour
    assert cell.reverse == (term == "vt100")
    assert program.terminal.pyte.buffer[0][40].bg == "default"


@pytest.mark.parametrize(("value", "colors"), [("1", False), ("", True)])
def test_no_color_means_attributes_alone(play: Play, value: str, colors: bool) -> None:
    style = "Style(160, 20, 9)"  # bold and underlined
    program = play(f"begin(); show('hello', style={style})" + HOLD, "screen-256color", NO_COLOR=value)
    program.wait_for("hello")
    cell = program.terminal.pyte.buffer[0][0]
    assert (cell.fg, cell.bg) == (("d70000", "0000d7") if colors else ("default", "default"))
    assert (cell.bold, cell.underscore, cell.reverse) == (True, True, not colors)
    program.press("q")
    assert program.wait_exit() == 0


@pytest.mark.parametrize("term", ["linux", "screen-256color"])
def test_more_colours_than_pairs_at_once_are_the_nearest(play: Play, term: str) -> None:
    program = play(
        "begin()\n"
        "styles = [style_cell(Style(16 + i % 216, 16 + i // 4)) for i in range(800)]\n"
        "lines = [Row('x' * 80, ''.join(styles[i * 80:i * 80 + 80])) for i in range(10)]\n"
        "terminal.draw(scene(layer('a', (0, 0, 80, 24), *lines)))" + HOLD,
        term,
    )
    program.wait_for(lambda screen: screen[:10] == ["x" * 80] * 10)
    cells = [program.terminal.pyte.buffer[index // 80][index % 80] for index in range(800)]
    assert all(cell.bg != "default" for cell in cells)
    if term != "linux":
        exact = [cell.bg == FG_BG_256[16 + index // 4] for index, cell in enumerate(cells)]
        assert all(exact[:255]) and not all(exact)


def test_more_colours_than_pairs_come_one_screen_after_the_other(play: Play) -> None:
    """Pairs of a screen that is gone are used again: 600 of them in all, and each screen is right."""
    program = play(
        "begin()\n"
        "def page(number):\n"
        "    styles = [style_cell(Style((number * 50 + i) % 256, i % 256)) for i in range(200)]\n"
        "    lines = [Row('%-40d' % number, ''.join(styles[i * 40:i * 40 + 40])) for i in range(5)]\n"
        "    terminal.draw(scene(layer('a', (0, 0, 80, 24), *lines)))\n"
        "for number in (1, 2, 3): page(number); terminal.bell(); wait_for_key('a')",
        "screen-256color",
    )
    for number in (1, 2, 3):
        program.wait_for(lambda screen, number=number: program.terminal.sent["BEL"] == number)  # type: ignore[misc]
        buffer = program.terminal.pyte.buffer
        for index in range(16, 200):  # the first 16 have names
            cell = buffer[index // 40][index % 40]
            assert cell.bg == FG_BG_256[index]
            if (number * 50 + index) % 256 >= 16:
                assert cell.fg == FG_BG_256[(number * 50 + index) % 256]
        program.press("a")
    program.wait_exit()


# -- size ---------------------------------------------------------------------------------------------------


def test_a_resize_is_reported_and_drawn_with_a_clear_only_on_growing(play: Play) -> None:
    program = play(
        "begin(); texts = ['漢' * 50] * 50; show(*texts)\n"
        "while 'TERM' not in (wait := terminal.wait(None)).signals:\n"
        "    if wait.resized: show(*texts)"
    )
    sent = program.terminal.sent
    program.wait_for(lambda screen: screen == [HAN * 40] * 24)
    program.resize(41, 9)
    program.wait_for(lambda screen: screen == [HAN * 20] * 9)
    assert sent["ED"] == 1
    program.resize(100, 30)
    program.wait_for(lambda screen: screen == [HAN * 50] * 30)
    assert sent["ED"] == 2
    for size in ((1, 1), (3, 200), (100, 1), (80, 24)):
        program.resize(*size)
    program.wait_for(lambda screen: screen == [HAN * 40] * 24)


def test_a_terminal_that_tells_no_size_counts_as_80_by_24(play: Play) -> None:
    program = play("begin(); show(*[repr(terminal.size())] * 24)" + HOLD, columns=0, lines=0)
    program.wait_for(lambda screen: screen == ["(80, 24)"] * 24)


def test_the_size_is_the_terminals_whatever_the_environment_says(play: Play) -> None:
    program = play("begin(); show(*['x' * 80] * 24)" + HOLD, LINES="10", COLUMNS="20")
    program.wait_for(lambda screen: screen == ["x" * 80] * 24)


def test_redraw_sends_everything_again(play: Play) -> None:
    program = play("begin(); show('text'); wait_for_key('a'); terminal.redraw(); show('text')" + HOLD)
    program.wait_for("text")
    before = len(program.terminal.raw)
    program.press("a")
    program.wait_for(lambda screen: program.terminal.sent["ED"] == 2 and screen[0] == "text")
    assert b"text" in program.terminal.raw[before:]


# -- modes --------------------------------------------------------------------------------------------------


def test_what_is_copied_goes_to_the_terminal_and_what_is_too_long_does_not(play: Play) -> None:
    program = play("begin(); show(str([terminal.copy('hällo'), terminal.copy('x' * 80_000)]))" + HOLD)
    program.expect_copies()
    program.wait_for("[True, False]")
    assert program.terminal.copied == ["hällo"]
    program.press("q")
    program.wait_exit()


def test_title_mouse_and_cursor_shape_are_set_and_taken_back(play: Play) -> None:
    script = (
        "begin(); pane = layer('pane', (0, 0, 80, 24), row('text'))\n"
        "terminal.draw(scene(pane, cursor=SceneCursor(0, 0, 6), title='a\\x07\\x1b]title', mouse=1002))"
        + HOLD
    )
    program = play(script, "tmux-256color")
    program.wait_for("text")
    raw = program.terminal.raw
    assert raw.index(b"\x1b[22;0t") < raw.index(b"\x1b]2;a]title\x1b\\")
    assert b"\x1b[?1002h\x1b[?1006h" in raw
    assert b"\x1b[6 q" in raw
    program.press("q")
    program.wait_exit()
    ending = program.terminal.raw[len(raw) :]
    for sequence in ("?1002l", "?1006l", "0 q", "23;0t", "?1004l", "?2004l", "?1049l", "?1l"):
        assert b"\x1b[" + sequence.encode() in ending


def test_a_terminal_without_titles_and_shapes_is_sent_none(play: Play) -> None:
    program = play(
        "begin(); pane = layer('pane', (0, 0, 80, 24), row('text'))\n"
        "terminal.draw(scene(pane, cursor=SceneCursor(0, 0, 6), title='t'))" + HOLD
    )
    program.wait_for("text")
    program.press("q")
    program.wait_exit()
    assert not {"title", "title stack", "cursor shape", "mouse"} & set(program.terminal.sent)


# -- the ways out -------------------------------------------------------------------------------------------

LOOP = """
try:
    while True:
        wait = terminal.wait(None)
        if wait.signals or wait.closed:
            break
finally:
    terminal.restore()
    terminal.restore()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_the_wait_and_everything_is_taken_back(play: Play, number: signal.Signals) -> None:
    program = play(f"begin(); show('ready'){LOOP}print(wait.signals)")
    program.wait_for("ready")
    program.kill(number)
    assert program.wait_exit() == 0
    assert program.screen()[-2] == f"('{number.name[3:]}',)"
    assert program.process.modes() == program.process.modes_before
    assert program.terminal.sent["bracketed paste"] == 2


def test_an_exception_leaves_the_terminal_as_it_was(play: Play) -> None:
    program = play(f"begin(); show('ready')\nshow = None{LOOP.replace('break', 'show()')}")
    program.wait_for("ready")
    program.kill(signal.SIGTERM)
    assert program.wait_exit() == 1
    assert "TypeError" in program.screen()[-2]
    assert program.process.modes() == program.process.modes_before


def test_a_lost_terminal_is_reported_once_and_waiting_goes_on(play: Play, tmp_path: Path) -> None:
    """HUP, CONT and the end of the input come in any order, while there may still be something to save."""
    result = tmp_path / "result"
    program = play(
        "begin(); show('ready'); closed = 0; seen = set()\n"
        "while not (closed and 'HUP' in seen):\n"
        "    wait = terminal.wait(None); closed += wait.closed; seen |= set(wait.signals); show('ready')\n"
        "closed += terminal.wait(0.1).closed; terminal.restore()\n"
        f"open({str(result)!r}, 'w').write(str(closed))"
    )
    program.wait_for("ready")
    program.hang_up()
    assert program.process.wait(10) == 0
    assert result.read_text() == "1"


def test_nothing_is_drawn_once_the_terminal_is_given_back(play: Play) -> None:
    program = play(
        "begin(); show('ready'); wait_for_key('q'); terminal.restore(); show('late'); print('over')"
    )
    program.wait_for("ready")
    program.press("q")
    program.wait_exit()
    assert not any("late" in line for line in program.screen())


def test_suspend_gives_the_terminal_to_the_shell_and_comes_back(play: Play, tmp_path: Path) -> None:
    """Under a shell with job control, as a user has it: an orphaned process group cannot be stopped."""
    script = (
        "from tests.tui.stage import *\n"
        "begin(); show('first'); wait_for_key('z'); terminal.suspend()\n"
        "while not terminal.wait(None).resized: pass\n"
        "show('second'); wait_for_key('q'); terminal.restore(); print('over')\n"
    )
    shell = f'set -m; {sys.executable} -c "$0"; echo stopped; stty -a; read line; fg >/dev/null; echo ended'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "linux"}
    program = PtyProgram(["bash", "-c", shell, script], environment, 80, 24, str(tmp_path))
    try:
        program.wait_for("first")
        program.press("z")
        program.wait_for("stopped")
        program.wait_for(" icanon")
        assert program.terminal.sent["kitty keyboard"] == 2  # on and off
        program.press("Enter")
        program.wait_for(lambda screen: screen == ["second"] + [""] * 23)
        assert program.terminal.sent["ED"] == 2
        program.press("q")
        program.wait_for("ended")
        assert program.terminal.sent["kitty keyboard"] == 4
    finally:
        program.stop()


def test_a_process_stopped_by_force_takes_the_terminal_again(play: Play) -> None:
    program = play(
        "begin(); show('ready')\nwhile 'CONT' not in terminal.wait(None).signals: pass\nshow('again')" + HOLD
    )
    program.wait_for("ready")
    program.kill(signal.SIGSTOP)
    os.waitid(os.P_PID, program.process.pid, os.WSTOPPED | os.WNOWAIT)
    program.kill(signal.SIGCONT)
    program.wait_for("again")
    assert program.terminal.sent["bracketed paste"] == 2
    assert program.terminal.sent["ED"] == 2


# -- terminals that will not do -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (None, "TERM is not set, so qmux cannot know the terminal: try `export TERM=xterm-256color`."),
        ("dumb", "The terminal dumb (TERM) cannot place its cursor"),
        ("vt52", "The terminal vt52 (TERM) cannot place its cursor"),
    ],
)
def test_a_useless_terminal_is_refused_with_a_sentence(play: Play, term: str | None, words: str) -> None:
    program = play("begin()", term)
    assert program.wait_exit() == 1
    assert words in "".join(program.screen())
    assert program.process.modes() == program.process.modes_before
    assert set(program.terminal.sent) <= {"CR", "LF"}


def test_an_unknown_terminal_is_taken_for_a_common_one(play: Play) -> None:
    program = play("begin(); show('ready')" + HOLD, "no-such-terminal")
    program.wait_for("ready")


def test_an_unknown_terminal_is_refused_where_nothing_is_known_of_any(play: Play) -> None:
    script = "import curses\ndef setupterm(*arguments): raise curses.error('no database')\n"
    program = play(script + "curses.setupterm = setupterm; begin()", "no-such-terminal")
    assert program.wait_exit() == 1
    assert "Nothing is known about the terminal no-such-terminal (TERM)" in "".join(program.screen())


def test_no_terminal_at_all_is_refused() -> None:
    script = "from tests.tui.stage import *; begin()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert b"qmux needs a terminal" in ended.stderr


# -- waiting ------------------------------------------------------------------------------------------------


def test_an_idle_wait_blocks(play: Play) -> None:
    """In 300 ms the program goes to sleep once at most, after its last frame; one that polls does so often."""
    program = play("begin(); show('ready'); wait_for_key('q')")
    program.wait_for("ready")
    death = os.pidfd_open(program.process.pid)
    before = sleeps(program)
    select.select([death], [], [], 0.3)
    os.close(death)
    assert sleeps(program) <= before + 1


def test_wake_ends_the_wait_from_another_thread_and_before_the_start(play: Play) -> None:
    program = play(
        "from qmux import threads\n"
        "terminal.wake(); terminal.wake(); begin(); first = terminal.wait(None)\n"
        "for _ in range(1000): threads.start('waker', terminal.wake)\n"
        "second = terminal.wait(None); show(f'{first.woken} {second.woken}')" + HOLD
    )
    program.wait_for("True True")


def test_an_escape_is_a_key_once_nothing_follows(play: Play) -> None:
    program = play(
        "begin(); show('ready'); pressed = []\n"
        "while len(pressed) < 4:\n"
        "    pressed += [event.name for event in terminal.wait(None).inputs]\n"
        "show(' '.join(pressed))" + HOLD
    )
    program.wait_for("ready")
    program.send(b"\x1bb\x1b[A")
    program.send(b"x\x1b")
    program.wait_for("M-b Up x Escape")


def test_a_wait_ends_at_its_deadline(play: Play) -> None:
    program = play("begin(); show(repr(terminal.wait(0.01) == Wait()))" + HOLD)
    program.wait_for("True")


def test_a_paste_of_megabytes_arrives_whole(play: Play) -> None:
    program = play(
        "begin(); show('ready'); pasted = ''\n"
        "while not pasted:\n"
        "    pasted = ''.join(str(getattr(event, 'text', '')) for event in terminal.wait(None).inputs)\n"
        "show(str(len(pasted)))" + HOLD
    )
    program.wait_for("ready")
    program.paste("0123456789\n" * 100_000)
    program.wait_for("1100000")


def test_the_stage_ends_by_itself(play: Play) -> None:
    """PtyProcess is what all of this stands on: an exit status and the last words arrive."""
    program = play("print('words'); sys.exit(3)")
    assert isinstance(program.process, PtyProcess)
    assert program.wait_exit() == 3
    assert program.screen()[0] == "words"
