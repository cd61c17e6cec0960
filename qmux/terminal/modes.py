"""Modes (`CSI n h`, `CSI ? n h` and `l`): which of them qmux knows, and what each is.

Owns the tables; leaves acting on it to screen.py. Sources: xterm's ctlseqs, DEC STD 070; for 2026 and 2027 the
specifications that terminals share (contour's). Pure data.
"""

from collections.abc import Collection, Mapping

from qmux.terminal.rows import PaneModes

# Modes that only the outer terminal can honour: number -> (field of PaneModes, its value while set).
OUTER_MODES: Mapping[int, tuple[str, bool | int]] = {
    1: ("application_cursor", True),
    66: ("application_keypad", True),
    1000: ("mouse", 1000),
    1002: ("mouse", 1002),
    1003: ("mouse", 1003),
    1004: ("focus", True),
    1005: ("mouse_encoding", 1005),
    1006: ("mouse_encoding", 1006),
    1007: ("alternate_scroll", True),
    1015: ("mouse_encoding", 1015),
    2004: ("bracketed_paste", True),
}
# Of these a soft reset (DECSTR) knows; the younger ones belong to the program that set them.
SOFTLY_RESET = {"application_cursor": False, "application_keypad": False}

# Modes of the screen itself, as pyte keeps them in its `mode` set: private ones shifted, to be told from ANSI ones.
INSERT = 4
NEWLINE = 20
ORIGIN = 6 << 5
AUTOWRAP = 7 << 5
CURSOR_VISIBLE = 25 << 5
SIDE_MARGINS = 69 << 5
SYNCHRONIZED = 2026 << 5
ANSI_MODES = frozenset({INSERT, NEWLINE})
PRIVATE_MODES = {
    6: ORIGIN,
    7: AUTOWRAP,
    25: CURSOR_VISIBLE,
    69: SIDE_MARGINS,
    2026: SYNCHRONIZED,
}
AT_START = frozenset({AUTOWRAP, CURSOR_VISIBLE})

SAVE_CURSOR = 1048
GRAPHEME_CLUSTERS = 2027  # text is always taken by clusters

# Number -> whether the cursor is saved before and restored after (1049, in a place of its own).
ALTERNATE_SCREENS: Mapping[int, bool] = {47: False, 1047: False, 1049: True}

# Private modes that change how text is written, or where; the others change what is told of the screen only.
SETTLING_MODES = frozenset({6, 7, 69, SAVE_CURSOR, *ALTERNATE_SCREENS})

# What DECRQM is answered with.
UNKNOWN, SET, RESET, ALWAYS_SET = range(4)


def with_outer_mode(modes: PaneModes, number: int, on: bool) -> PaneModes:
    """Return `modes` after an outer mode was set or reset; the reset of any mouse mode turns the mouse off."""
    field, value = OUTER_MODES[number]
    return modes._replace(**{field: value if on else type(value)(0)})  # type: ignore[arg-type]


def ansi_state(number: int, mode: Collection[int]) -> int:
    """Return what DECRQM says of an ANSI mode, while those of `mode` are set."""
    if number not in ANSI_MODES:
        return UNKNOWN
    return SET if number in mode else RESET


def private_state(number: int, mode: Collection[int], outer: PaneModes) -> int:
    """Return what DECRQM says of a private mode, while those of `mode` and `outer` are set."""
    if number == GRAPHEME_CLUSTERS:
        return ALWAYS_SET
    if number in OUTER_MODES:
        field, value = OUTER_MODES[number]
        return SET if getattr(outer, field) == value else RESET
    if number in ALTERNATE_SCREENS:
        return SET if outer.alternate_screen else RESET
    if number not in PRIVATE_MODES:
        return UNKNOWN
    return SET if PRIVATE_MODES[number] in mode else RESET
