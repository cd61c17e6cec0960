"""Modes (`CSI n h`, `CSI ? n h` and `l`): which of them qmux knows, and what each is.

Owns the tables; leaves acting on it to screen.py. Sources: xterm's ctlseqs, DEC STD 070. Pure data.
"""

from collections.abc import Mapping

from qmux.terminal.rows import PaneModes

# Modes that only the outer terminal can honour: number -> (field of PaneModes, its value while set).
OUTER_MODES: Mapping[int, tuple[str, bool | int]] = {
    1: ("application_cursor", True),
    66: ("application_keypad", True),
    1000: ("mouse", 1000),
    1002: ("mouse", 1002),
    1003: ("mouse", 1003),
    1004: ("focus", True),
    2004: ("bracketed_paste", True),
}

# Modes of the screen itself, as pyte keeps them in its `mode` set: private ones shifted, to be told from ANSI ones.
INSERT = 4
NEWLINE = 20
ORIGIN = 6 << 5
AUTOWRAP = 7 << 5
CURSOR_VISIBLE = 25 << 5
ANSI_MODES = frozenset({INSERT, NEWLINE})
PRIVATE_MODES = {6: ORIGIN, 7: AUTOWRAP, 25: CURSOR_VISIBLE}
AT_START = frozenset({AUTOWRAP, CURSOR_VISIBLE})

SAVE_CURSOR = 1048

# Number -> whether the cursor is saved before and restored after (xterm: 1049 is 1047 and 1048 together).
ALTERNATE_SCREENS: Mapping[int, bool] = {47: False, 1047: False, 1049: True}


def with_outer_mode(modes: PaneModes, number: int, on: bool) -> PaneModes:
    """Return `modes` after an outer mode was set or reset; the reset of any mouse mode turns the mouse off."""
    field, value = OUTER_MODES[number]
    if on:
        return modes._replace(**{field: value})  # type: ignore[arg-type]
    return modes._replace(**{field: 0 if field == "mouse" else False})  # type: ignore[arg-type]
