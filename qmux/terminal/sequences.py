"""The grammar of terminal output: how text and control sequences are told apart, and what each sequence is
called.

Owns the token patterns and the tables from a sequence to the name of the Screen method that acts on it.
Parameters are numbers from 0 (missing) to 9999; methods take 0 for their default. C1 controls count only as
characters U+0084 to U+008D: the others, as CSI or OSC in one character, would let a stray byte swallow
text. Sources: ECMA-48, DEC STD 070, xterm's ctlseqs, https://vt100.net/emu/dec_ansi_parser. Pure data.
"""

import re
from collections.abc import Mapping

from qmux.terminal.sgr import SGR_LIMIT

# Bounds, so that a sequence without an end becomes text again; none in use comes near them.
_CSI = r"\x1b\[[0-?]{0,512}[ -/]{0,16}[@-~]"
_SGR = rf"\x1b\[[0-9;:]{{0,{SGR_LIMIT}}}+m"
_LONGEST_ESCAPE = r"\x1b[ -/]{0,16}"
# A CSI may have C0 controls in it, which act as if they came before it; ESC, CAN and SUB break it off.
_CSI_WITH_CONTROLS = r"\x1b\[[\x00-\x17\x19\x1c-\x1f -?\x7f]{0,528}"
_OSC = r"\x1b\][^\x07\x18\x1a\x1b\x9c]*"
_STRING = r"\x1b[PX^_k][^\x18\x1a\x1b\x9c]*"

Token = tuple[str, str, str]
# One match is a Token (text, colors, control), each of which may be "": lines of text, with "\n" for a whole line end
# (see Stream.feed); up to four SGR sequences in a row, few enough to be worth remembering; any other control. To take
# so much at once, and to name what text is rather than what it is not, makes parting plain text five times as fast, a
# full-screen program's output a quarter. Strings end before the ESC of their terminator, which is then an escape
# sequence of its own, `ESC \`, that does nothing.
TOKENS = re.compile(
    r"([ -~\xa0-\U0010ffff\n]*+)"
    rf"((?:{_SGR}){{0,4}}+)"
    rf"((?!{_SGR})(?:{_CSI}"
    r"|[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f]"
    rf"|{_CSI_WITH_CONTROLS}[@-~\x18\x1a]?"
    rf"|{_OSC}[\x07\x18\x1a\x9c]?"
    rf"|{_STRING}[\x18\x1a\x9c]?"
    rf"|{_LONGEST_ESCAPE}[0-~]?))?"
)
INCOMPLETE = re.compile(rf"{_CSI_WITH_CONTROLS}|{_OSC}|{_STRING}|{_LONGEST_ESCAPE}")
STRING_INTRODUCERS = frozenset({"\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x1bk"})
OSC_END = re.compile(r"[\x07\x18\x1a\x1b\x9c]")
STRING_END = re.compile(r"[\x18\x1a\x1b\x9c]")
CONTROLS_IN_CSI = re.compile(r"[\x00-\x1f\x7f]")

# prefix, parameters, intermediates and final character of a CSI sequence without its introducer.
CSI_PARTS = re.compile(r"([<-?]?)([0-?]*)([ -/]*)([@-~])")

CONTROLS: Mapping[str, str] = {
    "\a": "bell",
    "\b": "backspace",
    "\t": "tab",
    "\n": "new_line",
    "\v": "linefeed",
    "\f": "linefeed",
    "\r": "carriage_return",
    "\x0e": "shift_out",
    "\x0f": "shift_in",
    "\x84": "index",
    "\x85": "next_line",
    "\x88": "set_tab_stop",
    "\x8d": "reverse_index",
}

ESCAPES: Mapping[str, str] = {
    "7": "save_cursor",
    "8": "restore_cursor",
    "=": "keypad_application",
    ">": "keypad_numeric",
    "D": "index",
    "E": "next_line",
    "H": "set_tab_stop",
    "M": "reverse_index",
    "Z": "report_device_attributes",
    "c": "reset",
    "#8": "alignment_display",
}

# prefix + intermediates + final -> (method, how many parameters it takes).
PARAMETERS_MAX = ANY = 32
CSI: Mapping[str, tuple[str, int]] = {
    "@": ("insert_characters", 1),
    "A": ("cursor_up", 1),
    "B": ("cursor_down", 1),
    "C": ("cursor_forward", 1),
    "D": ("cursor_back", 1),
    "E": ("cursor_down1", 1),
    "F": ("cursor_up1", 1),
    "G": ("cursor_to_column", 1),
    "H": ("cursor_position", 2),
    "I": ("tab_forward", 1),
    "J": ("erase_in_display", 1),
    "?J": ("erase_in_display", 1),
    "K": ("erase_in_line", 1),
    "?K": ("erase_in_line", 1),
    "L": ("insert_lines", 1),
    "M": ("delete_lines", 1),
    "P": ("delete_characters", 1),
    "S": ("scroll_up", 1),
    "T": ("scroll_down", 1),
    "X": ("erase_characters", 1),
    "Z": ("tab_back", 1),
    "`": ("cursor_to_column", 1),
    "a": ("move_right", 1),
    "b": ("repeat", 1),
    "c": ("report_device_attributes", 1),
    ">c": ("report_secondary_attributes", 1),
    "=c": ("report_tertiary_attributes", 1),
    "d": ("cursor_to_line", 1),
    "e": ("move_down", 1),
    "f": ("cursor_position", 2),
    "g": ("clear_tab_stop", 1),
    "h": ("set_mode", ANY),
    "?h": ("set_private_modes", ANY),
    "l": ("reset_mode", ANY),
    "?l": ("reset_private_modes", ANY),
    ">m": ("modify_other_keys", 2),
    "?m": ("report_key_modification", 1),
    "n": ("report_device_status", 1),
    "?n": ("report_private_status", 1),
    ">n": ("modify_other_keys", 1),
    "!p": ("soft_reset", 0),
    "$p": ("report_mode", 1),
    "?$p": ("report_private_mode", 1),
    " q": ("set_cursor_shape", 1),
    ">q": ("report_version", 1),
    "r": ("set_margins", 2),
    "s": ("save_cursor_or_set_sides", ANY),
    "t": ("operate_window", 2),
    "u": ("restore_cursor", 0),
    "<u": ("pop_keyboard_flags", 1),
    "=u": ("change_keyboard_flags", 2),
    ">u": ("push_keyboard_flags", 1),
    "?u": ("report_keyboard_flags", 0),
}

# What a method may change of what the stream's loop keeps in local variables: the cursor and cells only; modes,
# region, style or the grid itself; nothing but the cursor, in a way that the loop knows; the character set.
KEEPS, SETTLES, MOVES, SHIFTS = range(4)
EFFECTS: Mapping[str, int] = {
    "alignment_display": SETTLES,
    "cursor_position": MOVES,
    "define_charset": SHIFTS,
    "reset": SETTLES,
    "reset_mode": SETTLES,
    "reset_private_modes": SETTLES,
    "restore_cursor": SETTLES,
    "save_cursor_or_set_sides": SETTLES,
    "select_graphic_rendition": SETTLES,
    "set_margins": SETTLES,
    "set_mode": SETTLES,
    "set_private_modes": SETTLES,
    "shift_in": SHIFTS,
    "shift_out": SHIFTS,
    "soft_reset": SETTLES,
}
