"""How keys are called: one name for each key, whatever the terminal sends for it and however a user spells it.

Owns the names' spelling (C- before M- before S-), the names of keys that type nothing, and the rule that a key has
one name whatever protocol the terminal speaks, so that one row of the bindings serves them all. Leaves bytes to
tui/key_tables.py. Pure.

Control bytes cannot tell some keys apart. The name is that of the key with a cap of its own, if there is
one, also where a newer protocol could tell them apart: what works in one terminal works in all.

    byte  pressed as                       name
    0x00  C-Space, C-@                     C-Space
    0x08  C-h; Backspace where it is ^H    C-h (bind it like BSpace)
    0x09  Tab, C-i                         Tab
    0x0a  C-j                              C-j
    0x0d  Enter, C-m                       Enter
    0x1b  Escape, C-[                      Escape
    0x1f  C-_, C-/                         C-_
    0x7f  Backspace                        BSpace

Only the newer protocols know C-Tab, C-Enter, C-BSpace, C-1 to C-9 and C-S-a to C-S-z; nothing else uses
those names.
"""

from qmux.model.suggest import did_you_mean

# Modifier bits as xterm and kitty send them, after 1 is taken off.
SHIFT, ALT, CONTROL, SUPER, HYPER, META = (1 << bit for bit in range(6))

# Keys with a name of their own; a mouse's wheel is bound like a key.
KEY_NAMES = (
    "Space", "Enter", "Tab", "Escape", "BSpace", "Delete", "Insert", "Up", "Down", "Left", "Right", "Home", "End",
    "PageUp", "PageDown", "Begin", "WheelUp", "WheelDown", *(f"F{number}" for number in range(1, 21)),
)  # fmt: skip

_C0_NAMES = {0: "C-Space", 8: "C-h", 9: "Tab", 13: "Enter", 27: "Escape"}

# Punctuation that has a control byte; on most keyboards some of it takes shift, which the byte does not show.
_CONTROL_PUNCTUATION = frozenset("@[\\]^_")

# How users spell them besides, in small letters.
_MODIFIERS = {
    **dict.fromkeys(("c", "ctrl", "control"), CONTROL),
    **dict.fromkeys(("m", "alt", "meta", "a", "option"), ALT),
    **dict.fromkeys(("s", "shift"), SHIFT),
}
_SPELLINGS = {
    **{name.lower(): name for name in KEY_NAMES},
    **dict.fromkeys(("return", "cr"), "Enter"),
    **dict.fromkeys(("backspace", "bs"), "BSpace"),
    **dict.fromkeys(("pgdn", "pgdown", "page-down"), "PageDown"),
    **dict.fromkeys(("pgup", "page-up"), "PageUp"),
    "esc": "Escape",
    "del": "Delete",
    "ins": "Insert",
    "btab": "S-Tab",
}

HOW_TO_SPELL = (
    "Keys are written like ctrl-n, alt-1, shift-up, F5, PageUp, or as the character that they type."
)


def control_byte_name(code: int) -> str:
    """Return the name of the key that sends the control byte `code`, 0 to 31."""
    return _C0_NAMES.get(code, "C-" + chr(code + 64).lower())


def with_modifiers(name: str, modifiers: int) -> str:
    """Return `name`, which may have prefixes already, with those of the bits `modifiers` added."""
    for prefix, bit in (("C-", CONTROL), ("M-", ALT), ("S-", SHIFT)):
        if name.startswith(prefix):
            name = name[2:]
            modifiers |= bit
    control = "C-" if modifiers & CONTROL else ""
    meta = "M-" if modifiers & (ALT | META) else ""
    shift = "S-" if modifiers & SHIFT else ""
    return control + meta + shift + name


def character_name(character: str, modifiers: int) -> str:
    """Return the name of the key that types `character`, with modifiers."""
    if modifiers & CONTROL:
        return _control_name(character, modifiers)
    if modifiers & SHIFT and character.isalpha():
        return with_modifiers(character.upper(), modifiers & ~SHIFT)
    return with_modifiers(character, modifiers)


def _control_name(character: str, modifiers: int) -> str:
    """Give control with a character the name that its control byte has; see the table at the top."""
    if character.isupper():  # xterm says shift by the capital alone
        character = character.lower()
        modifiers |= SHIFT
    character = "_" if character == "/" else character
    if character in _CONTROL_PUNCTUATION:
        return with_modifiers(control_byte_name(ord(character) & 0x1F), modifiers & ~(CONTROL | SHIFT))
    if "a" <= character <= "z" and not modifiers & SHIFT:
        return with_modifiers(control_byte_name(ord(character) & 0x1F), modifiers & ~CONTROL)
    return with_modifiers(character, modifiers)


def key_name(text: str) -> str:
    """Return the name of the key that a user spells `text`: "ctrl-n" and "C-N" are C-n, "alt+Esc" is M-Escape.

    Raises:
        ValueError: it is no key; the message is a sentence for the user.
    """
    modifiers, key = _split(text)
    if len(key) == 1 and key.isprintable() and key != " ":
        return _typed_name(text, key, modifiers)
    name = "Space" if key == " " else _SPELLINGS.get(key.lower())
    if name is None:
        raise ValueError(f'"{text}" is no key. {HOW_TO_SPELL}{did_you_mean(key, KEY_NAMES)}')
    plain_space = name == "Space" and not modifiers & ~SHIFT  # shift makes no other key of it
    return name if plain_space else with_modifiers(name, modifiers)


def _split(text: str) -> tuple[int, str]:
    """Return the modifiers that `text` begins with, and the rest."""
    modifiers = 0
    while True:
        place = next((place for place, character in enumerate(text) if character in "-+"), len(text))
        bit = _MODIFIERS.get(text[:place].lower(), 0)
        if not bit or place + 1 >= len(text):
            return modifiers, text
        modifiers, text = modifiers | bit, text[place + 1 :]


def _typed_name(text: str, character: str, modifiers: int) -> str:
    if modifiers & SHIFT and not character.isalpha():
        raise ValueError(f'"{text}" is no key that a terminal tells: write the character that shift makes.')
    if modifiers & CONTROL:  # Ctrl-N, as labels have it, is not pressed with shift
        character = character.lower()
    return character_name(character, modifiers)
