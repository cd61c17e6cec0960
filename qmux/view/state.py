"""ViewState: what the screen shows besides the sessions themselves.

Owns the size, the prompt with the draft of the session shown, messages, warnings, modes, and what compose() remembers
from one picture to the next. Mutable, main thread only; the loop and the commands change it. It has no clock: times
are given, in monotonic seconds; with `wall_offset` added they are seconds since 1970, in which sessions say since
when they wait.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from qmux.engine.asking import PermissionRequest
from qmux.model.rope import Rope
from qmux.view.chooser import Chooser
from qmux.view.copying import Copying
from qmux.view.found_list import FoundList, Jump
from qmux.view.guard import TypedAheadGuard
from qmux.view.layout import layout, pane_size
from qmux.view.menu import Menu
from qmux.view.pane_view import HistoryReader, Viewport, viewport
from qmux.view.popup import Popup
from qmux.view.prompt import LineEditor
from qmux.view.prompt_view import PromptView
from qmux.view.recall import Recall

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.terminal.rows import PaneFrame

MESSAGE_SECONDS = 5.0
_MESSAGES = 100  # that can be shown again


class Confirmation(NamedTuple):
    """A question to the user that takes the prompt's place; `yes` and `no` are called by the key that answers.

    `keys` are those two keys, as they are shown.
    """

    text: str
    yes: Callable[[], None]
    no: Callable[[], None]
    keys: tuple[str, str] = ("y", "N")


class Message(NamedTuple):
    """One line for the user, gone at `until`."""

    text: str
    until: float


class Moving(NamedTuple):
    """What of the picture made at `time` changes by time alone.

    `since` is when those sessions began to wait whose ages it shows, `snoozed` when those are due that it leaves out
    until then (both in seconds since 1970); `spinner` says that the activity of the displayed session is in it.
    """

    time: float
    since: tuple[float, ...] = ()
    snoozed: tuple[float, ...] = ()
    spinner: bool = False


class ViewState:
    """Everything about the screen that is not a session's own.

    `session` is the one whose draft is in the prompt; `prefix` says that the prefix key was pressed; `warnings`
    maps what is amiss to a short text; `restoring` says that sessions are still being loaded, so that Enter is
    held; `menu` is what Tab offers above the prompt; `popup` lies over the pane; `copying` knows the panes in copy
    mode; `recall` is the search in the history that has the prompt's place, None while there is none; `extended` says
    that C-x was pressed; `guard` whether what is typed was typed in answer to the question on the screen. `chooser`
    is the list of sessions over the pane, if that is open, `found` the list of what a search found, `found_before`
    the last one of those, and `jump` where one of its places is still to be gone to. `messages` are those that were
    shown in the status line, the newest first, each with its time in seconds since 1970; `messages_key` shows them,
    "" while that is not known. `urgent` says that the next picture is not to be put off. `focused` is None until the
    terminal has said whether it
    has the focus.
    """

    def __init__(self, columns: int = 80, lines: int = 24) -> None:
        self.columns = columns
        self.lines = lines
        self.prompt = LineEditor()
        self.session: ManagedSession | None = None
        self.prefix = False
        self.extended = False
        self.recall: Recall | None = None
        self.confirmation: Confirmation | None = None
        self.warnings: dict[str, str] = {}
        self.restoring = False
        self.urgent = False
        self.focused: bool | None = None
        self.menu: Menu | None = None
        self.popup: Popup | None = None
        self.copying = Copying()
        self.chooser: Chooser | None = None
        self.found: FoundList | None = None
        self.found_before: FoundList | None = None
        self.jump: Jump | None = None
        self.guard = TypedAheadGuard()
        self.messages: deque[tuple[float, str]] = deque(maxlen=_MESSAGES)
        self.messages_key = ""
        self.wall_offset = 0.0
        # what compose() remembers
        self.prompt_view = PromptView()
        self.history = HistoryReader()
        self.moving = Moving(0.0)
        self.ticked: tuple[tuple[str, float, int] | None, str] = (
            None,
            "",
        )  # activity and tick, what is shown of it
        self._message = Message("", 0.0)
        self._anchors: dict[str, tuple[int, int]] = {}
        self._scroll_limit: int | None = None  # of the session shown, in its last picture

    def resize(self, columns: int, lines: int) -> None:
        """Take the terminal's new size, at least 1x1; the panes get theirs after that."""
        if columns != self.columns:
            self.copying.width_changes()
        self.columns, self.lines = max(1, columns), max(1, lines)

    def pane_size(self) -> tuple[int, int]:
        """Return the columns and lines that every pane should have."""
        return pane_size(self.columns, self.lines)

    def pane_lines(self) -> int:
        """Return how many lines show the pane while the prompt has one row, at least 1."""
        return max(1, layout(self.columns, self.lines, 1).pane.lines)

    # Drafts

    def show(self, session: "ManagedSession | None") -> None:
        """Give the prompt to `session`: what stands in it goes back to the session it belongs to."""
        if session is self.session:
            return
        if self.session is not None:
            self.session.draft, self.session.draft_cursor = self.prompt.text, self.prompt.cursor
        elif session is not None and self.prompt.text:  # typed before there was any session
            session.draft += self.prompt.text
            session.draft_cursor = len(session.draft)
        self.session = session
        self._scroll_limit = None
        self.menu = None
        self.recall = None
        self.history = HistoryReader()
        if session is None:
            self.prompt.load_history([])
            self.prompt.load("", 0)
            return
        self.prompt.load_history(session.history)
        self.prompt.load(session.draft, session.draft_cursor)

    @property
    def editor(self) -> LineEditor:
        """What typed text goes into: the prompt, the pattern of a search, or a line of the chooser."""
        if self.chooser is not None:
            return self.chooser.editor
        mode = self.copying.mode(self.session)
        return self.copying.search if mode is not None and mode.asking else self.prompt

    def insert(self, text: str | Rope) -> None:
        """Insert typed or pasted text where it goes: the prompt, or the pattern of a search."""
        where = self.editor if self.recall is None else self.recall
        where.insert(text)

    def take_recalled(self) -> None:
        """End the search in the history with what it found in the prompt, the cursor at the match."""
        recall, self.recall = self.recall, None
        if recall is not None and recall.match:
            self.prompt.set(recall.match, recall.place)

    def asked(self) -> "PermissionRequest | None":
        """Return the permission question that is answered by what is typed, None where that goes elsewhere."""
        if self.confirmation or self.recall or self.popup or self.found:
            return None
        session = self.session if self.chooser is None else self.chooser.peeked
        if session is None or (self.chooser is None and self.copying.mode(session) is not None):
            return None
        return session.question if isinstance(session.question, PermissionRequest) else None

    # Messages

    def message(self, text: str, now: float) -> None:
        """Show `text` in the status line for MESSAGE_SECONDS or until the next message; "" shows none."""
        self._message = Message(text, now + MESSAGE_SECONDS)
        if text:
            self.messages.appendleft((now + self.wall_offset, text))

    def message_at(self, now: float) -> Message | None:
        """Return the message to show at `now`."""
        return self._message if self._message.text and now < self._message.until else None

    # Scrolling

    def scroll_up(self, rows: int) -> None:
        """Look `rows` further back in the session shown, at most to the oldest row of its last picture."""
        if self.session is not None:
            scroll = self.session.scroll + rows
            self.session.scroll = scroll if self._scroll_limit is None else min(scroll, self._scroll_limit)

    def scroll_down(self, rows: int) -> None:
        """Look `rows` further on in the session shown, at most to the newest row."""
        if self.session is not None:
            self.session.scroll = max(0, self.session.scroll - rows)

    def scroll_bottom(self) -> None:
        """Look at the newest rows of the session shown."""
        if self.session is not None:
            self.session.scroll = 0

    def viewport(self, session: "ManagedSession", frame: "PaneFrame", lines: int) -> Viewport:
        """Return what is seen of the session's pane in `lines` lines, and bring its `scroll` up to date.

        `scroll` counts from the bottom, so it grows with every row that came there since the last look, the rule
        included: what is looked at stays where it is. After a resize the rows are others, and it is only kept
        within bounds. While the session is being loaded its pane is not whole, and `scroll` is left as it was
        saved. In copy mode the mode says which row is at the top.
        """
        mode = self.copying.mode(session)
        if mode is not None and session.pane is not None:
            view = self.copying.viewport(mode, session.pane, frame, lines)
            session.scroll, self._scroll_limit = view.scroll, view.limit
            self._anchors.pop(session.id, None)
            return view
        view = viewport(frame, session.scroll, lines)
        if not session.loaded:
            return view
        bottom = view.limit + frame.scrolled - frame.history  # counted since the pane began
        looked_at, columns = self._anchors.pop(session.id, (bottom, frame.columns))
        if session.scroll and columns == frame.columns:
            view = viewport(frame, session.scroll + bottom - looked_at, lines)
        session.scroll = view.scroll
        self._scroll_limit = view.limit
        if view.scroll:
            self._anchors[session.id] = bottom, frame.columns
        return view
