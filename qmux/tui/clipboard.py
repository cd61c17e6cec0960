"""Clipboard: a text as the sequence that puts it on the terminal's clipboard, wherever that terminal is.

OSC 52 of xterm's ctlseqs, "Manipulate Selection Data", with the selection c (CLIPBOARD) and the text in base64. It
goes through SSH and, where `set-clipboard` is on, through tmux; a terminal that does not know it skips it. qmux never
asks for what is on a clipboard. Pure; any thread.
"""

import binascii

LONGEST = 100_000  # characters of base64: beyond that xterm, tmux and others cut or drop it


def clipboard_sequence(text: str) -> str | None:
    """Return what to send for `text`, None if it is too long: half a copy would be worse than none."""
    data = binascii.b2a_base64(text.encode(errors="replace"), newline=False)
    return None if len(data) > LONGEST else f"\x1b]52;c;{data.decode()}\x1b\\"
