"""Links: the targets of hyperlinks (OSC 8), told apart by numbers that fit into a Style.

Owns the process-wide table of targets. A link is part of a cell's style rather than a third string beside text and
style: cells without one then cost nothing, neither memory nor a step in the loops that move rows, and a link goes
with its cells through every edit, reflow and scrollback by itself. The price is that the table, like that of styles,
cannot forget: it is bounded, and past the bound text is shown without its link. Any thread; an entry never changes.
Source: the specification "Hyperlinks in terminal emulators" (egmontkob's gist); VTE's bound of a target's length.
"""

import threading

from qmux.terminal.sanitize import strip_controls

TARGET_LIMIT = 2083
LINKS_LIMIT = 4096
_TEXT_LIMIT = 1_000_000  # characters of all targets

_lock = threading.Lock()
_targets: list[str] = [""]
_numbers: dict[str, int] = {"": 0}
_length = 0


def link_number(target: str) -> int:
    """Return the number of the link to `target`, 0 if there is no room for it or it is none that could be opened."""
    global _length
    number = _numbers.get(target)
    if number is not None:
        return number
    if len(target) > TARGET_LIMIT or strip_controls(target) != target:
        return 0
    with _lock:
        if len(_targets) > LINKS_LIMIT or _length + len(target) > _TEXT_LIMIT:
            return _numbers.get(target, 0)
        number = _numbers.setdefault(target, len(_targets))
        if number == len(_targets):
            _targets.append(target)
            _length += len(target)
    return number


def link_target(number: int) -> str:
    """Return where link `number` of a Style leads to; "" for 0, which is no link."""
    return _targets[number]
