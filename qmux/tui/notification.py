"""Notification: a text as the sequences that have a terminal notify its user of it.

OSC 9 is iTerm2's, which others took up (ConEmu, WezTerm, Ghostty, Windows Terminal); OSC 777 is urxvt's, of which
foot and VTE know "notify". A terminal that knows neither skips both. Pure; any thread.
"""

_TITLE = "qmux"


def notification_sequences(text: str) -> str:
    """Return what to send for `text`; what would end a sequence or its field is left out."""
    words = "".join(character for character in text if character.isprintable())
    return f"\x1b]9;{words}\x1b\\\x1b]777;notify;{_TITLE};{words.replace(';', ',')}\x1b\\"
