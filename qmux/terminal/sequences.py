"""The grammar of terminal output: how text and control sequences are told apart, and what each sequence is
called.

Owns the token patterns and the tables from a sequence to the name of the Screen method that acts on it.
Parameters are numbers from 0 (missing) to 9999; methods take 0 for their default. C1 controls count only as
characters U+0084 to U+008D: the others, as CSI or OSC in one character, would let a stray byte swallow
text. Sources: ECMA-48, DEC STD 070, xterm's ctlseqs, https://vt100.net/emu/dec_ansi_parser. Pure data.
"""

import re
from collections.abc import Mapping

# Bounds, so that a sequence without an end becomes text again; none in use comes near them.
_CSI_BODY = r"[0-?]{0,512}[ -/]{0,16}"
_LONGEST_ESCAPE = r"\x1b[ -/]{0,16}"
# A CSI may have C0 controls in it, which act as if they came before it; ESC, CAN and SUB break it off.
_CSI_WITH_CONTROLS = r"\x1b\[[\x00-\x17\x19\x1c-\x1f -?\x7f]{0,528}"
_OSC = r"\x1b\][^\x07\x18\x1a\x1b\x9c]*"
_STRING = r"\x1b[PX^_k][^\x18\x1a\x1b\x9c]*"

# One match is optional text and one control: (text, newline, color, csi, other). Strings end before the ESC of their
# terminator, which is then an escape sequence of its own, `ESC \`, that does nothing. The first class stays within
# the BMP: ranges above it are matched one by one and cost four fifths of the speed.
TOKENS = re.compile(
    r"([^\x00-\x1f\x7f-\x9f]*)"
    r"(?:(\r*\n)"
    r"|\x1b\[([0-9;:]{0,512}m)"
    rf"|\x1b\[({_CSI_BODY}[@-~])"
    r"|([\x00-\x1a\x1c-\x1f\x7f-\x9f]"
    rf"|{_CSI_WITH_CONTROLS}[@-~\x18\x1a]?"
    rf"|{_OSC}[\x07\x18\x1a\x9c]?"
    rf"|{_STRING}[\x18\x1a\x9c]?"
    rf"|{_LONGEST_ESCAPE}[0-~]?)"
    r")?"
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

# Methods that may change what the stream's loop keeps in local variables: modes, region, style, the grid itself.
SETTLING = frozenset(
    {
        "alignment_display",
        "reset",
        "reset_mode",
        "reset_private_modes",
        "restore_cursor",
        "save_cursor_or_set_sides",
        "select_graphic_rendition",
        "set_margins",
        "set_mode",
        "set_private_modes",
        "shift_in",
        "shift_out",
        "soft_reset",
    }
)
