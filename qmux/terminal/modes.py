"""Private modes (`CSI ? n h`, `CSI ? n l`): which of them qmux knows, and what each is.

Owns the table; leaves acting on it to screen.py. Sources: xterm's ctlseqs, DEC STD 070. Pure data.
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

# Modes of the screen itself, kept in pyte's `mode` set as pyte does: shifted, to be told from ANSI modes.
PYTE_SHIFT = 5
ORIGIN = 6
SCREEN_MODES = frozenset({ORIGIN, 7, 25})  # DECOM, DECAWM, DECTCEM

SAVE_CURSOR = 1048

# Number -> whether the cursor is saved before and restored after (xterm: 1049 is 1047 and 1048 together).
ALTERNATE_SCREENS: Mapping[int, bool] = {47: False, 1047: False, 1049: True}


def with_outer_mode(modes: PaneModes, number: int, on: bool) -> PaneModes:
    """Return `modes` after an outer mode was set or reset; resetting a mouse mode that is not on changes nothing."""
    field, value = OUTER_MODES[number]
    if on:
        return modes._replace(**{field: value})  # type: ignore[arg-type]
    return modes._replace(**{field: 0 if field == "mouse" else False})  # type: ignore[arg-type]
