"""Modes: what the terminal is told beside what curses tells it, and how all of that is taken back.

Owns bracketed paste, focus events, the mouse, the title and the cursor's shape. Leaves writing to its
owner. Main thread only. Source: xterm's ctlseqs; DECSCUSR is DEC STD 070's.
"""

TYPE_CHECKING = False  # typing itself is slow to import, and the first frame waits for this module
if TYPE_CHECKING:
    from collections.abc import Callable

    from qmux.view.scene import Scene

_BRACKETED_PASTE = "\x1b[?2004"
_FOCUS_EVENTS = "\x1b[?1004"
_SGR_MOUSE = "\x1b[?1006"

# Terminals that keep titles on a stack (XTWINOPS 22 and 23). Others would show ours for ever, or print the
# sequence.
_TITLE_STACKS = (
    "xterm", "tmux", "screen", "alacritty", "contour", "foot", "ghostty", "gnome", "kitty", "konsole",
    "mlterm", "vte", "wezterm",
)  # fmt: skip


class Modes:
    """The terminal's modes as qmux left them.

    Arguments:
        send: writes to the terminal.
        name: the terminal's name, TERM.
        shapes: whether the terminal's cursor has shapes.
    """

    def __init__(self, send: "Callable[[str], None]", name: str, shapes: bool) -> None:
        self._send = send
        self._titles = name.startswith(_TITLE_STACKS)
        self._shapes = shapes
        self._forget()

    def _forget(self) -> None:
        self._title = ""
        self._shape = 0
        self._mouse = 0

    def enter(self) -> None:
        """Ask for pastes and focus changes to be marked, and save the title."""
        self._forget()
        self._send(_BRACKETED_PASTE + "h" + _FOCUS_EVENTS + "h" + "\x1b[22;0t" * self._titles)

    def leave(self) -> None:
        """Take everything back."""
        self._set_mouse(0)
        self._set_shape(0)
        self._send("\x1b[23;0t" * self._titles + _FOCUS_EVENTS + "l" + _BRACKETED_PASTE + "l")

    def show(self, scene: "Scene") -> None:
        """Give the terminal the scene's title, mouse mode and cursor shape, where they differ."""
        self._set_title(scene.title)
        self._set_mouse(scene.modes.mouse)
        self._set_shape(scene.cursor.shape if scene.cursor is not None else self._shape)

    def _set_title(self, title: str) -> None:
        if title == self._title or not self._titles:
            return
        self._title = title
        printable = "".join(character for character in title if character.isprintable())
        self._send(f"\x1b]2;{printable}\x1b\\")

    def _set_mouse(self, mode: int) -> None:
        """Ask for mouse events: 0 none, 1000 buttons, 1002 drags too, 1003 every motion."""
        if mode == self._mouse:
            return
        if self._mouse:
            self._send(f"\x1b[?{self._mouse}l{_SGR_MOUSE}l")
        if mode:
            self._send(f"\x1b[?{mode}h{_SGR_MOUSE}h")
        self._mouse = mode

    def _set_shape(self, shape: int) -> None:
        if shape == self._shape or not self._shapes:
            return
        self._shape = shape
        self._send(f"\x1b[{shape} q")
