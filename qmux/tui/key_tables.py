"""What terminals send for keys, as tables, and which key that is.

Leaves the names' spelling to model/key_names.py, and finding a sequence in the stream to decode.py.

Sources: xterm's ctlseqs (PC-style function keys, modifyOtherKeys), the kitty keyboard protocol,
console_codes(4), rxvt's rxvtRef(7).
"""

from qmux.model.input import Key
from qmux.model.key_names import (
    ALT,
    CONTROL,
    HYPER,
    SHIFT,
    SUPER,
    character_name,
    control_byte_name,
    with_modifiers,
)

_LOCKS = 64 | 128  # caps lock and num lock, which change no name

# Characters that are keys with a name, and what they type.
NAMED_CHARACTERS = {
    "\x7f": Key("BSpace"),
    " ": Key("Space", " "),
    **{chr(code): Key(control_byte_name(code)) for code in range(32)},
}

# The last byte of `CSI 1 ; modifiers X`, and of `SS3 X` for the keys of the main block.
LETTER_KEYS = {
    "A": "Up",
    "B": "Down",
    "C": "Right",
    "D": "Left",
    "E": "Begin",
    "F": "End",
    "H": "Home",
    "P": "F1",
    "Q": "F2",
    "R": "F3",
    "S": "F4",
    "Z": "S-Tab",
}

# The number in `CSI number ; modifiers ~`; 1, 4, 7 and 8 are what rxvt, screen and the Linux console send.
TILDE_KEYS = {
    1: "Home",
    2: "Insert",
    3: "Delete",
    4: "End",
    5: "PageUp",
    6: "PageDown",
    7: "Home",
    8: "End",
    **{number: f"F{index}" for index, number in enumerate((11, 12, 13, 14, 15), 1)},
    **{number: f"F{index}" for index, number in enumerate((17, 18, 19, 20, 21, 23, 24), 6)},
    **{number: f"F{index}" for index, number in enumerate((25, 26, 28, 29, 31, 32, 33, 34), 13)},
}

# rxvt: `CSI number X` instead of a modifier's number.
RXVT_SUFFIXES = {"$": SHIFT, "^": CONTROL, "@": CONTROL | SHIFT}
RXVT_ARROWS = {"a": "Up", "b": "Down", "c": "Right", "d": "Left"}  # `CSI x` with shift, `SS3 x` with control

# The Linux console: `CSI [ X`.
LINUX_FUNCTION_KEYS = {"A": "F1", "B": "F2", "C": "F3", "D": "F4", "E": "F5"}

# `SS3 X` of a keypad in application mode types what is on the cap.
_KEYPAD_TEXT = dict(zip("XjklmnopqrstuvwxyI", "=*+,-./0123456789\t", strict=True))
SS3_KEYS = {
    **{letter: Key(name) for letter, name in LETTER_KEYS.items()},
    **{letter: NAMED_CHARACTERS.get(text, Key(text, text)) for letter, text in _KEYPAD_TEXT.items()},
    **{letter: Key("C-" + name) for letter, name in RXVT_ARROWS.items()},
    "M": Key("Enter"),
    " ": Key("Space", " "),
}

# kitty's numbers for the keys of the keypad; its other private numbers are keys that qmux has no use for.
_KITTY_KEYPAD = {
    **dict(enumerate("0123456789./*-+", 57399)),
    **dict(enumerate(("Enter", "=", ",", "Left", "Right", "Up", "Down", "PageUp", "PageDown"), 57414)),
    **dict(enumerate(("Home", "End", "Insert", "Delete", "Begin"), 57423)),
}
_KITTY_PRIVATE = range(0xE000, 0xF900)

# Code points that kitty and modifyOtherKeys send for keys with a name.
_NAMED_CODES = {8: "BSpace", 9: "Tab", 13: "Enter", 27: "Escape", 32: "Space", 127: "BSpace"}


def with_meta(key: Key) -> Key:
    """Return the key that is meant when an escape came right before `key`."""
    return Key(with_modifiers(key.name, ALT))


def plain_key(character: str) -> Key:
    """Return the key that types `character`, or has it as its control byte."""
    return NAMED_CHARACTERS.get(character) or Key(character, character)


def named_key(name: str, modifiers: int) -> Key | None:
    """Return the key `name` with `modifiers`, or None for modifiers that qmux has no name for."""
    if modifiers & (SUPER | HYPER):
        return None
    return Key(with_modifiers(name, modifiers))


def reported_key(code: int, modifiers: int, shifted: int = 0, base: int = 0) -> Key | None:
    """Return the key that kitty (`CSI u`) or modifyOtherKeys reports by a code point.

    Arguments:
        code: the code point on the key; kitty sends the one without shift, xterm the one that shift makes.
        modifiers: the bits above.
        shifted: what shift makes of the key, where the terminal said so, else 0.
        base: what the key would be on a PC's US keyboard, where the terminal said so, else 0. It counts for
            control and alt with a letter that is not Latin, as it does for control bytes.

    Returns:
        The key under the name that a terminal without the protocol gives it, or None if qmux has no use for
        it.
    """
    modifiers &= ~_LOCKS
    if base and code > 127 and modifiers & (CONTROL | ALT):
        code, shifted = base, 0
    name = _NAMED_CODES.get(code) or _KITTY_KEYPAD.get(code)
    if name == "Space" and not modifiers & ~SHIFT:
        return NAMED_CHARACTERS[" "]
    if name is not None and len(name) > 1:
        return named_key(name, modifiers)
    character = name or _printable(code)
    if character is None or modifiers & (SUPER | HYPER):
        return None
    return _character_key(character, modifiers, _printable(shifted))


def _printable(code: int) -> str | None:
    """Return the character with the number `code`; None for controls, kitty's private numbers and no character."""
    if code in _KITTY_PRIVATE or code > 0x10FFFF or not chr(code).isprintable():
        return None
    return chr(code)


def _character_key(character: str, modifiers: int, shifted: str | None) -> Key:
    if shifted and modifiers & SHIFT and not modifiers & CONTROL:
        character, modifiers = shifted, modifiers & ~SHIFT
    name = character_name(character, modifiers)
    return Key(name, name if len(name) == 1 else "")
