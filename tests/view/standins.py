"""What the view looks at, with the attributes that it reads: sessions, their panes, the coordinator, the settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from qmux.engine.attention import Waiting, waiting
from qmux.engine.session import ManagedSession
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.terminal.rows import Excerpt, PaneCursor, PaneFrame, PaneModes, Row
from qmux.view.compose import compose
from qmux.view.scene import Scene
from qmux.view.state import ViewState

if TYPE_CHECKING:
    from qmux.engine.coordinator import Coordinator
    from qmux.settings.config import Settings
    from qmux.terminal.pane import Pane

NOW = 1_000_000.0  # on the monotonic clock
WALL = 1_700_000_000.0  # the same moment in seconds since 1970


class StandInPane:
    """A pane of fixed rows; `reads` lists what was asked of its scrollback."""

    def __init__(self, screen: Sequence[str], history: Sequence[str] = (), columns: int = 80) -> None:
        self._history = [Row(text) for text in history]
        self._columns = columns
        self.reads: list[tuple[int, int]] = []
        self.show(screen)

    def show(self, screen: Sequence[str], mark: int | None = None, scrolled: int | None = None) -> None:
        """Publish a new screen; its cursor is behind the last row that is not empty."""
        rows = tuple(Row(text) for text in screen)
        line = max((number for number, row in enumerate(rows) if row.text), default=0)
        cursor = PaneCursor(0, line, True, 0)
        history = len(self._history)
        scrolled = history if scrolled is None else scrolled
        self.frame = PaneFrame(
            self._columns, len(rows), rows, cursor, PaneModes(), "", {}, history, scrolled, mark
        )

    def scroll_off(self, texts: Sequence[str], screen: Sequence[str]) -> None:
        """Move rows into the scrollback and show `screen`."""
        self._history += [Row(text) for text in texts]
        self.show(screen, scrolled=self.frame.scrolled + len(texts))

    def history_rows(self, first: int, count: int) -> list[Row]:
        """Return rows of the scrollback as new objects, as a compressed scrollback would."""
        self.reads.append((first, count))
        assert first >= 0
        assert first + count <= len(self._history)
        return [Row(*row) for row in self._history[first : first + count]]

    def excerpt(self, first: int, stop: int) -> Excerpt:
        """Return the text of rows by number; no row goes on in the next."""
        oldest = self.frame.scrolled - len(self._history)
        texts = [row.text for row in (*self._history, *self.frame.rows)]
        first = max(first, oldest)
        texts = texts[first - oldest : max(0, stop - oldest)]
        return Excerpt(first, texts, bytes(len(texts)))


class StandInCoordinator:
    """The sessions and which is displayed."""

    def __init__(self, *sessions: ManagedSession) -> None:
        self.sessions = list(sessions)
        self.active: ManagedSession | None = sessions[0] if sessions else None

    def waiting(self) -> list[Waiting]:
        """Return who waits, in the overlay's order."""
        return waiting(self.sessions, self.active)


class StandInSettings:
    """The settings that the view reads, at their defaults unless given."""

    def __init__(self, **changes: int | bool | str) -> None:
        self._values: dict[str, int | bool | str] = {
            "ui.show_session_indicator": True,
            "ui.indicator_position": "top-right",
            "ui.max_indicator_sessions": 5,
            "ui.indicator_processing": False,
            "ui.mouse": False,
        }
        self._values.update({f"ui.{name}": value for name, value in changes.items()})

    def integer(self, name: str) -> int:
        """Return an integer."""
        value = self._values[name]
        assert isinstance(value, int)
        return value

    def flag(self, name: str) -> bool:
        """Return a flag."""
        value = self._values[name]
        assert isinstance(value, bool)
        return value

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._values[name]
        assert isinstance(value, str)
        return value


def session(
    number: int, name: str, *, reason: Reason | None = None, minutes: float = 0, working: bool = False
) -> ManagedSession:
    """Return a session that has waited for `minutes` at NOW if it has a reason."""
    made = ManagedSession(f"id-{number}", number, name, SessionType.DEVELOPMENT, "/work")
    made.reason, made.since = reason, WALL - 60 * minutes
    made.loaded = True
    made.status = SessionStatus.PROCESSING if working else SessionStatus.WAITING
    return made


def with_pane(made: ManagedSession, pane: StandInPane) -> ManagedSession:
    """Give a session its pane and return it."""
    made.pane = cast("Pane", pane)
    return made


class World:
    """A view state, sessions and settings, and the pictures made of them."""

    def __init__(
        self, *sessions: ManagedSession, columns: int = 80, lines: int = 24, **settings: int | bool | str
    ) -> None:
        self.state = ViewState(columns, lines)
        self.coordinator = StandInCoordinator(*sessions)
        self.settings = StandInSettings(**settings)
        self.state.wall_offset = WALL - NOW
        self.now = NOW
        self.state.show(self.coordinator.active)

    def show(self, made: ManagedSession) -> None:
        """Display a session."""
        self.coordinator.active = made
        self.state.show(made)

    @property
    def as_coordinator(self) -> "Coordinator":
        """The stand-in under the type that the view asks for."""
        return cast("Coordinator", self.coordinator)

    def scene(self) -> Scene:
        """Return the picture as it is now."""
        return compose(self.state, self.as_coordinator, cast("Settings", self.settings), self.now)

    def screen(self) -> list[str]:
        """Return the picture as lines of text."""
        return screen_text(self.scene())


def screen_text(scene: Scene) -> list[str]:
    """Draw a scene as a terminal would: layers in order, rows cut at their rectangle; return lines without blanks
    at their ends, clusters expanded and the second cells of wide characters left out."""
    grid = [[" "] * scene.columns for _ in range(scene.lines)]
    for layer in scene.layers:
        box = layer.rectangle
        for number in range(box.lines):
            text = layer.rows[number].text if number < len(layer.rows) else ""
            cells = [layer.clusters.get(cell, cell) for cell in text[: box.columns].ljust(box.columns)]
            grid[box.line + number][box.column : box.column + box.columns] = cells
    return ["".join(line).replace("\0", "").rstrip() for line in grid]
