"""Control sequences against the screen that they leave: one table per family."""

import pytest

from tests.terminal.screens import fed

# (what is fed to 8 columns and 4 lines, the lines that are shown, the cursor's column and line)
Case = tuple[str, list[str], tuple[int, int]]

TEXT: list[Case] = [
    ("abc", ["abc", "", "", ""], (3, 0)),
    ("a\r\nb\nc", ["a", "b", " c", ""], (2, 2)),
    ("abcdefghij", ["abcdefgh", "ij", "", ""], (2, 1)),
    ("abcdefgh", ["abcdefgh", "", "", ""], (8, 0)),
    ("abcdefgh\r\ni", ["abcdefgh", "i", "", ""], (1, 1)),
    ("abcdefg日", ["abcdefg", "日", "", ""], (2, 1)),
    ("日本語中文", ["日本語中", "文", "", ""], (2, 1)),
    ("日本\b\bx", ["日x", "", "", ""], (3, 0)),
    ("日本\rx", ["x 本", "", "", ""], (1, 0)),
    ("e\u0301a", ["éa", "", "", ""], (2, 0)),
    ("x\u0323\u0301", ["x\u0323\u0301", "", "", ""], (1, 0)),
    ("\u0301a", [" \u0301a", "", "", ""], (2, 0)),
    ("❤\ufe0fa", ["❤️a", "", "", ""], (3, 0)),
    ("abcdefg❤\ufe0f", ["abcdefg", "❤️", "", ""], (2, 1)),
    ("👩\u200d⚕\ufe0fa", ["👩‍⚕️a", "", "", ""], (3, 0)),
    ("👍🏽a", ["👍🏽a", "", "", ""], (3, 0)),
    ("🇩🇪🇫🇷", ["🇩🇪🇫🇷", "", "", ""], (4, 0)),
    ("1\ufe0f\u20e3a", ["1️⃣a", "", "", ""], (3, 0)),
    ("\u1112\u1161\u11ab", ["한", "", "", ""], (2, 0)),
    ("a\u200bb\ufeffc", ["a\u200bb\ufeffc", "", "", ""], (3, 0)),
    ("\ufeffa", ["a", "", "", ""], (1, 0)),
    ("\U00100000", ["\U00100000", "", "", ""], (1, 0)),
    ("a\ud83db", ["a\ufffdb", "", "", ""], (3, 0)),
    ("a\x00\x7f\x07\x98b", ["ab", "", "", ""], (2, 0)),
    ("a\x85b", ["a", "b", "", ""], (1, 1)),
    ("a\tb", ["a      b", "", "", ""], (8, 0)),
    ("abcdefgh\t\ti", ["abcdefgh", "i", "", ""], (1, 1)),
    ("1\r\n2\r\n3\r\n4\r\n5", ["2", "3", "4", "5"], (1, 3)),
]
CURSOR: list[Case] = [
    ("\x1b[2;3Hx", ["", "  x", "", ""], (3, 1)),
    ("\x1b[3fx", ["", "", "x", ""], (1, 2)),
    ("\x1b[99;99Hx", ["", "", "", "       x"], (8, 3)),
    ("\x1b[2;3;4Hx", ["", "  x", "", ""], (3, 1)),
    ("\x1b[2B\x1b[3Cx", ["", "", "   x", ""], (4, 2)),
    ("\x1b[4;4H\x1b[A\x1b[Dx", ["", "", "  x", ""], (3, 2)),
    ("ab\x1b[Ec\x1b[Fd", ["db", "c", "", ""], (1, 0)),
    ("abc\x1b[2Gx\x1b[5`y\x1b[3dz", ["axc y", "", "     z", ""], (6, 2)),
    ("abcdefgh\x1b[Dx", ["abcdefxh", "", "", ""], (7, 0)),
    ("a\x1b7\x1b[3;3Hb\x1b8c", ["ac", "", "  b", ""], (2, 0)),
    ("a\x1b7b\x1b7c\x1b8d\x1b8e", ["abe", "", "", ""], (3, 0)),
    ("a\x1b[sb\x1b[uc", ["ac", "", "", ""], (2, 0)),
    ("\x1b[3g\x1b[4G\x1bH\r\tx", ["   x", "", "", ""], (4, 0)),
    ("\x1b[1;8H\x1b[Zx", ["x", "", "", ""], (1, 0)),
    ("a\x1bDb\x1bMc\x1bEd", ["a c", "db", "", ""], (1, 1)),
    ("\x1b[2\n;3Hx", ["", "  x", "", ""], (3, 1)),
    ("\x1b[2\x18;3Hx", [";3Hx", "", "", ""], (4, 0)),
    ("\x1b[2\x1b[3Cx", ["   x", "", "", ""], (4, 0)),
    ("\x1b[1é", ["é", "", "", ""], (1, 0)),
    ("\x1b[2;3r\x1b[?6h\x1b[9;2Hx", ["", "", " x", ""], (2, 2)),
    ("\x1b[?6h\x1b[2dx", ["", "x", "", ""], (1, 1)),
]
EDITS: list[Case] = [
    ("abcdef\x1b[3G\x1b[K", ["ab", "", "", ""], (2, 0)),
    ("abcdef\x1b[3G\x1b[1K", ["   def", "", "", ""], (2, 0)),
    ("abcdef\x1b[3G\x1b[2K", ["", "", "", ""], (2, 0)),
    ("abcdefgh\x1b[K", ["abcdefgh", "", "", ""], (8, 0)),
    ("日本\x1b[2G\x1b[K", ["", "", "", ""], (1, 0)),
    ("日本\x1b[2G\x1b[1K", ["  本", "", "", ""], (1, 0)),
    ("a\r\nb\r\nc\x1b[2;1H\x1b[J", ["a", "", "", ""], (0, 1)),
    ("a\r\nb\r\nc\x1b[2;1H\x1b[1J", ["", "", "c", ""], (0, 1)),
    ("a\r\nb\r\nc\x1b[2;1H\x1b[2J", ["", "", "", ""], (0, 1)),
    ("abcdef\x1b[2G\x1b[2@x", ["ax bcdef", "", "", ""], (2, 0)),
    ("abcdef日\x1b[2G\x1b[@x", ["axbcdef", "", "", ""], (2, 0)),
    ("日本\x1b[2G\x1b[@", ["   本", "", "", ""], (1, 0)),
    ("abcdef\x1b[2G\x1b[2P", ["adef", "", "", ""], (1, 0)),
    ("日本x\x1b[2G\x1b[2P", ["  x", "", "", ""], (1, 0)),
    ("abcdef\x1b[2G\x1b[3X", ["a   ef", "", "", ""], (1, 0)),
    ("a\r\nb\r\nc\r\nd\x1b[2;2H\x1b[2L", ["a", "", "", "b"], (0, 1)),
    ("a\r\nb\r\nc\r\nd\x1b[2;2H\x1b[M", ["a", "c", "d", ""], (0, 1)),
    ("a\r\nb\r\nc\r\nd\x1b[2S", ["c", "d", "", ""], (1, 3)),
    ("a\r\nb\r\nc\r\nd\x1b[2T", ["", "", "a", "b"], (1, 3)),
    ("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\nx", ["a", "c", "x", "d"], (1, 2)),
    ("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[2;1H\x1bMx", ["a", "x", "b", "d"], (1, 1)),
    ("a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[4;1H\nx", ["a", "b", "c", "x"], (1, 3)),
    ("ab\x1b[3b", ["abbbb", "", "", ""], (5, 0)),
    ("ab日\x1b[9b", ["ab日日日", "", "", ""], (8, 0)),
    ("\x1b[3b", ["", "", "", ""], (0, 0)),
    ("abc\r\x1b[4hx\x1b[4ly", ["xybc", "", "", ""], (2, 0)),
    ("\x1b[?7labcdefghij", ["abcdefgj", "", "", ""], (8, 0)),
    ("\x1b[?7labcdefg日", ["abcdef日", "", "", ""], (8, 0)),
    ("\x1b[20ha\nb", ["a", "b", "", ""], (1, 1)),
    ("\x1b#8", ["EEEEEEEE"] * 4, (0, 0)),
    ("abc\x1bc", ["", "", "", ""], (0, 0)),
]
CHARSETS: list[Case] = [
    ("\x1b(0lqk\x1b(Bq", ["┌─┐q", "", "", ""], (4, 0)),
    ("\x1b)0a\x0ex\x0fx", ["a│x", "", "", ""], (3, 0)),
    ("\x1b(A#\x1b(Zq", ["£q", "", "", ""], (2, 0)),
    ("\x1b(0\x1b[!pq", ["q", "", "", ""], (1, 0)),
]
SWALLOWED: list[Case] = [
    (sequence + "x", ["x", "", "", ""], (1, 0))
    for sequence in (
        "\x1b]0;title\x07", "\x1b]8;;http://a/\x1b\\", "\x1b]52;c;YQ==\x07", "\x1b]133;A\x07", "\x1b]10;?\x9c",
        "\x1bPq#0;2;0;0\x1b\\", "\x1bPtmux;\x1b\x1b]0;t\x07\x1b\\", "\x1b_Gi=1;AAAA\x1b\\", "\x1b^pm\x1b\\",
        "\x1bXsos\x1b\\", "\x1b]0;cut off\x18", "\x1b[>4;2m", "\x1b[?4m", "\x1b[<u", "\x1b[=1;1u", "\x1b[>c",
        "\x1b[=c", "\x1b[?6n", "\x1b[?r", "\x1b[!p", "\x1b%G", "\x1b[2 q", "\x1b[?2026h", "\x1b[?2026$p",
        "\x1b[c", "\x1b[5n",
        "\x1b[" + "1" * 400 + "q", "\x1b]" + "y" * 9000 + "\x07",
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("output", "lines", "cursor"),
    TEXT + CURSOR + EDITS + CHARSETS + SWALLOWED,
    ids=lambda value: repr(value)[:40],
)
def test_sequence_makes_screen(output: str, lines: list[str], cursor: tuple[int, int]) -> None:
    screen = fed(8, 4, output)
    assert (screen.display, (screen.cursor.x, screen.cursor.y)) == (lines, cursor)


@pytest.mark.parametrize("mode", [47, 1047, 1049])
def test_the_alternate_screen_leaves_the_main_one_alone(mode: int) -> None:
    screen = fed(8, 2, f"a\r\nb\x1b[?{mode}h")
    assert screen.display == ["", ""] and screen.outer_modes.alternate_screen
    screen = fed(8, 2, f"a\r\nb\x1b[?{mode}hx\r\ny\r\nz\x1b[?{mode}l")
    assert screen.display == ["a", "b"] and not screen.outer_modes.alternate_screen
    assert len(screen.history) == 0


def test_1049_brings_back_the_cursor() -> None:
    assert fed(8, 2, "a\r\nb\x1b[?1049h\x1b[1;5Hx\x1b[?1049lc").display == ["a", "bc"]


def test_1049_brings_back_nothing_that_it_did_not_save() -> None:
    assert fed(8, 2, "ab\x1b[?1049lX").display == ["abX", ""]
    assert fed(8, 2, "ab\x1b7\x1b[?47h\x1b[2;3H\x1b[?1049lX").display == ["ab", "  X"]
    assert fed(8, 2, "a\x1b[?1049h\x1b[?1049l\x1bc\x1b[2;2H\x1b[?1049lX").display == ["", " X"]


@pytest.mark.parametrize(
    ("output", "kept"),
    [("a\r\nb\x1b[2J", ["a", "b"]), ("a\r\nb\x1bc", ["a", "b"]), ("a\r\nb\x1b[3S", ["a", "b", ""])],
)
def test_what_is_cleared_as_a_whole_goes_into_the_scrollback(output: str, kept: list[str]) -> None:
    screen = fed(8, 3, output)
    assert [row.text for row in screen.history.rows(0, 9)] == kept


def test_a_region_below_the_top_does_not_scroll_into_the_scrollback() -> None:
    assert len(fed(8, 4, "a\x1b[2;3r\x1b[3;1H\n\n\n").history) == 0


@pytest.mark.parametrize(
    ("output", "field", "value"),
    [
        ("\x1b[?2004h", "bracketed_paste", True),
        ("\x1b[?2004h\x1b[?2004l", "bracketed_paste", False),
        ("\x1b[?1000h", "mouse", 1000),
        ("\x1b[?1002;1006h", "mouse", 1002),
        ("\x1b[?1003h\x1b[?1003l", "mouse", 0),
        ("\x1b[?1004h", "focus", True),
        ("\x1b[?1h", "application_cursor", True),
        ("\x1b=", "application_keypad", True),
        ("\x1b=\x1b>", "application_keypad", False),
        ("\x1b[?1h\x1b[!p", "application_cursor", False),
        ("\x1b[?2004h\x1b[!p", "bracketed_paste", True),
        ("\x1b[?2004h\x1bc", "bracketed_paste", False),
        ("\x1b[?1006h", "mouse_encoding", 1006),
        ("\x1b[?1006h\x1b[?1005l", "mouse_encoding", 0),
        ("\x1b[?1007h", "alternate_scroll", True),
        ("\x1b[>4;2m", "modify_other_keys", 2),
        ("\x1b[>4;9m", "modify_other_keys", 3),
        ("\x1b[>4;2m\x1b[>4m", "modify_other_keys", 0),
        ("\x1b[>4;2m\x1b[>4n", "modify_other_keys", 0),
        ("\x1b[>1;2m", "modify_other_keys", 0),
        ("\x1b[>5u", "keyboard_flags", 5),
        ("\x1b[>5u\x1b[<u", "keyboard_flags", 0),
        ("\x1b[>5u\x1b[?1049h", "keyboard_flags", 0),
        ("\x1b[>5u\x1b[?1049h\x1b[>1u\x1b[?1049l", "keyboard_flags", 5),
        ("\x1b[>1u" * 99 + "\x1b[<99u", "keyboard_flags", 0),
    ],
)
def test_modes_for_the_outer_terminal(output: str, field: str, value: object) -> None:
    assert getattr(fed(8, 2, output).outer_modes, field) == value


def test_cursor_visibility_and_shape() -> None:
    screen = fed(8, 2, "\x1b[?25l\x1b[4 q")
    assert screen.cursor.hidden and screen.cursor_shape == 4
    assert not fed(8, 2, "\x1b[?25l\x1b[?25h").cursor.hidden


@pytest.mark.parametrize(
    ("output", "title"),
    [
        ("\x1b]0;a b\x07", "a b"),
        ("\x1b]2;c\x1b\\", "c"),
        ("\x1b]2;a\nb\x07", "a b"),
        ("\x1b]2;lost\x18", ""),
        ("\x1b]11;#fff\x07", ""),
        ("\x1b]2;" + "y" * 9000 + "\x07", "y" * 256),
        ("\x1b]2;" + "y" * 200_000 + "\x07", ""),
        ("\x1bkname\x1b\\", "name"),
        ("\x1bkcut off\x18", ""),
        ("\x1b]2;a\x07\x1b[22t\x1b]2;b\x07\x1b[23t", "a"),
        ("\x1b]0;a\x07\x1b[22;0t\x1b]2;b\x07\x1b[23;1t", "b"),
        ("\x1b]0;a\x07\x1b[22;2t\x1b]2;b\x07\x1b[22;2t\x1b[23;2t\x1b[23;2t\x1b[23;2t", "a"),
    ],
)
def test_title(output: str, title: str) -> None:
    assert fed(8, 2, output).title == title
    assert fed(8, 2, *output).title == title
