"""Commands: which call of a Screen method each control means, worked out once and remembered.

Between the grammar (sequences.py), whose tables say which method is for which sequence, and the stream's loop, which
makes the calls. Owns the reading of parameters and of string sequences (OSC, DCS, ESC k). What is remembered is
bounded. Touched under the gate only.
"""

from collections.abc import Callable
from typing import Any

from qmux.terminal.modes import SETTLING_MODES
from qmux.terminal.screen import Screen
from qmux.terminal.sequences import (
    CONTROLS,
    CONTROLS_IN_CSI,
    CSI,
    CSI_PARTS,
    EFFECTS,
    ESCAPES,
    KEEPS,
    PARAMETERS_MAX,
    SETTLES,
    STRING_INTRODUCERS,
)

STRING_LIMIT = 131_072  # enough for the clipboard's text (OSC 52); a longer string sequence is thrown away
_COMMANDS_CAP = 4096
_SHORT = 32  # characters of a control that is worth remembering
_PARAMETER_MAX = 9999

# A method, its arguments, and its effect on what the loop keeps in local variables (sequences.py). A tuple without
# names: it is taken apart for each control, which takes a tuple with names twice the time.
Command = tuple[Callable[..., Any], tuple[Any, ...], int]


def _ignore() -> None:
    """Act on a sequence that means nothing here."""


_IGNORED: Command = (_ignore, (), KEEPS)


class Commands(dict[str, Command]):
    """From a control, as sequences.py tells it from text, to its command: `commands[control]`.

    Arguments:
        screen: whose methods are called.
        act_first: has controls acted on before all that is still to come.
    """

    def __init__(self, screen: Screen, act_first: Callable[[list[str]], None]) -> None:
        super().__init__()
        self._screen = screen
        self._act_first = act_first

    def __missing__(self, control: str) -> Command:
        command = self._found(control)
        if len(control) < _SHORT:
            if len(self) >= _COMMANDS_CAP:
                self.clear()
            self[control] = command
        return command

    def _found(self, control: str) -> Command:
        if control[0] != "\x1b":
            return self._bound(CONTROLS[control]) if control in CONTROLS else _IGNORED
        if control.startswith("\x1b["):
            found = CSI_PARTS.fullmatch(control, 2)
            return self._csi(*found.groups()) if found else (self._broken_csi, (control,), SETTLES)
        if control[:2] in STRING_INTRODUCERS:
            return self._string_sequence, (control,), SETTLES
        if control[1:2] in ("(", ")") and len(control) == 3:
            return self._bound("define_charset", (control[2], control[1]))
        return self._bound(ESCAPES[control[1:]]) if control[1:] in ESCAPES else _IGNORED

    def _csi(self, prefix: str, parameters: str, intermediates: str, final: str) -> Command:
        if prefix + intermediates + final == "m":
            return self._bound("select_graphic_rendition", _numbers(parameters))
        method, arity = CSI.get(prefix + intermediates + final, ("", 0))
        if not method:
            return _IGNORED
        arguments = _numbers(parameters)[:arity]
        if method == "cursor_position":  # two numbers, so that the loop need not look
            line, column = (*arguments, 1, 1)[:2]
            arguments = (line or 1, column or 1)
        if method in ("set_private_modes", "reset_private_modes") and SETTLING_MODES.isdisjoint(arguments):
            return getattr(self._screen, method), arguments, KEEPS
        return self._bound(method, arguments)

    def _bound(self, method: str, arguments: tuple[Any, ...] = ()) -> Command:
        return getattr(self._screen, method), arguments, EFFECTS.get(method, KEEPS)

    def _broken_csi(self, sequence: str) -> None:
        """Act on a CSI with controls in it: on the controls first, then on it, unless it was broken off."""
        controls = CONTROLS_IN_CSI.findall(sequence[1:])
        whole = CONTROLS_IN_CSI.sub("", sequence[2:])
        if CSI_PARTS.fullmatch(whole) and sequence[-1] not in "\x18\x1a":
            controls.append(f"\x1b[{whole}")
        self._act_first(controls)

    def _string_sequence(self, sequence: str) -> None:
        """Act on a string sequence, unless it was cancelled or is longer than any that counts."""
        introducer, payload = sequence[1], sequence[2:]
        if len(sequence) > STRING_LIMIT or payload[-1:] in ("\x18", "\x1a"):
            return
        payload = payload.rstrip("\x07\x9c")
        if introducer == "]":
            self._screen.operating_system_command(*payload.partition(";")[::2])
        elif introducer == "P" and payload.startswith("$q"):
            self._screen.report_setting(payload[2:])
        elif introducer == "k":
            self._screen.set_title(payload)


def _numbers(parameters: str) -> tuple[int, ...]:
    """Return the parameters as numbers: missing ones as 0, of sub-parameters only the first, all within bounds."""
    if not parameters:
        return ()
    return tuple(map(_number, parameters.split(";")[:PARAMETERS_MAX]))


def _number(text: str) -> int:
    digits = text.partition(":")[0]
    return min(int(digits), _PARAMETER_MAX) if digits.isdecimal() else 0
