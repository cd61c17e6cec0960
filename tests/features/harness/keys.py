"""Names of keys -> the bytes that a terminal sends for them; the inverse of what qmux decodes.

Escape is sent in kitty's form: as a bare byte it would need a pause behind it, and no test sleeps.
"""

_LETTERS = {"Up": "A", "Down": "B", "Right": "C", "Left": "D", "End": "F", "Home": "H"}
_NUMBERS = {
    "Insert": 2, "Delete": 3, "PageUp": 5, "PageDown": 6, "F1": 11, "F2": 12, "F3": 13, "F4": 14, "F5": 15, "F6": 17,
    "F7": 18, "F8": 19, "F9": 20, "F10": 21, "F11": 23, "F12": 24,
}  # fmt: skip
_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "BSpace": 127}
_MODIFIERS = {"S-": 1, "M-": 2, "C-": 4}
_PLAIN = {"S-Tab": b"\x1b[Z", "C-Space": b"\0", "M-Enter": b"\x1b\r", "Escape": b"\x1b[27u"}


def key_bytes(name: str) -> bytes:
    """Return what a terminal sends for the key `name`, such as "a", "C-n", "M-1", "C-Tab", "PageUp"."""
    if name in _PLAIN:
        return _PLAIN[name]
    base, modifiers = _split(name)
    if base in _LETTERS:
        return _control_sequence("1", modifiers, _LETTERS[base])
    if base in _NUMBERS:
        return _control_sequence(str(_NUMBERS[base]), modifiers, "~")
    if base in _CODES:
        return _control_sequence(str(_CODES[base]), modifiers, "u") if modifiers else bytes((_CODES[base],))
    assert len(base) == 1, f"there is no key {name}"
    return _character(base, modifiers)


def _split(name: str) -> tuple[str, int]:
    modifiers = 0
    while name[:2] in _MODIFIERS and len(name) > 2:
        modifiers |= _MODIFIERS[name[:2]]
        name = name[2:]
    return name, modifiers


def _control_sequence(number: str, modifiers: int, final: str) -> bytes:
    if modifiers:
        return f"\x1b[{number};{modifiers + 1}{final}".encode()
    return f"\x1b[{'' if final.isalpha() else number}{final}".encode()


def _character(character: str, modifiers: int) -> bytes:
    if modifiers & 4 and (modifiers & 1 or not "@" <= character.upper() <= "_"):
        return _control_sequence(str(ord(character)), modifiers, "u")
    data = bytes((ord(character.upper()) & 0x1F,)) if modifiers & 4 else character.encode()
    return b"\x1b" + data if modifiers & 2 else data
