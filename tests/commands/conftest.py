"""A program without threads for the commands: a coordinator that records, the real view, a clock that stands."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import pytest

from qmux.commands.bindings import DEFAULTS
from qmux.commands.context import Context
from qmux.commands.run import run_line
from qmux.commands.table import COMMANDS
from qmux.engine.archive import Found
from qmux.engine.attention import Waiting, Walk, awake, waiting
from qmux.engine.coordinator import Coordinator
from qmux.engine.registry import Registry
from qmux.engine.session import ManagedSession
from qmux.engine.usage import Usage
from qmux.errors import UserError
from qmux.model.naming import check_group
from qmux.model.rope import Rope
from qmux.model.session import Reason, SessionStatus, SessionType
from qmux.settings.config import Settings, defaults
from qmux.storage.record import ConversationRecord
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.tools.file_claims import Claimed
from qmux.view.copy_mode import CopyMode
from qmux.view.state import ViewState

NOW = 1_700_000_000.0
CLIPBOARD = 1_000  # characters that the clipboard takes


class RecordingConversations:
    """Keeps the calls in those of its coordinator."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator
        self.patterns: tuple[str, ...] = ("AGENTS.md",)

    def compact(self, session: ManagedSession, wish: str) -> None:
        self._coordinator.calls.append(("compact", session.name, wish))

    def run_command(self, session: ManagedSession, command: str) -> None:
        self._coordinator.calls.append(("shell", session.name, command))

    def list_models(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("list models", session.name))

    def choose_model(self, session: ManagedSession, typed: str) -> None:
        self._coordinator.calls.append(("choose model", session.name, typed))

    def use_model(self, session: ManagedSession, model: str) -> None:
        self._coordinator.calls.append(("use model", session.name, model))

    def usage(self, session: ManagedSession) -> Usage:
        return Usage(50, 100, {"replies": 40}, 1_000, 20, 0.0, 0.0)

    def context(self, session: ManagedSession) -> tuple[str, ...]:
        return self.patterns

    def set_context(self, session: ManagedSession, patterns: Sequence[str]) -> None:
        self.patterns = tuple(patterns)

    def show_context(self, session: ManagedSession, line: str, expanded: bool) -> None:
        self._coordinator.calls.append((line, session.name, expanded))

    def check_clear(self, session: ManagedSession) -> None:
        if session.working:
            raise UserError("It is at work.")

    def clear(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("clear", session.name))


class RecordingLibrary:
    """Keeps the calls in those of its coordinator, and what was exported in `written`."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator
        self.written: dict[str, str] = {}

    def export(self, session: ManagedSession, format: str, path: str, done: Callable[[str], None]) -> None:
        def write() -> None:
            self.written[path] = f"{format} of {session.name}"
            done(path)

        self._coordinator.posted.append(write)

    def fork(self, session: ManagedSession, name: str) -> ManagedSession:
        self._coordinator.calls.append(("fork", session.name, name))
        return self._coordinator.create(name=name)

    def load(self, path: str, host: ManagedSession, done: Callable[[ManagedSession], None]) -> None:
        self._coordinator.calls.append(("load", path, host.name))
        self._coordinator.posted.append(lambda: done(self._coordinator.create(name="loaded")))

    def is_empty(self, session: ManagedSession) -> bool:
        return not session.turn

    def forget(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("forget", session.name))

    def search(self, words: Sequence[str], limit: int, done: Callable[[list[Found]], None]) -> None:
        self._coordinator.calls.append(("search", *words))
        self._coordinator.posted.append(lambda: done([]))


class RecordingClosed:
    """Gives back what its coordinator closed, and keeps the calls in those of its coordinator."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator
        self.newest: tuple[ConversationRecord, ...] = ()

    def undo(self, name: str, done: Callable[[ManagedSession | None], None]) -> None:
        self._coordinator.calls.append(("undo close", name))
        closed = self._coordinator.closed_sessions
        self._coordinator.posted.append(lambda: done(closed.pop() if closed else None))


class RecordingTurns:
    """Keeps the calls in those of its coordinator."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator

    def kill(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("kill", session.name))

    def submit(self, session: ManagedSession, text: str) -> None:
        self._coordinator.calls.append(("submit", session.name, text))

    def take_back(self, session: ManagedSession, number: int = 0) -> str:
        self._coordinator.calls.append(("take back", session.name, number))
        return session.queued.pop(number - 1)

    def send_held(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("send held", session.name))

    def cancel(self, session: ManagedSession) -> bool:
        self._coordinator.calls.append(("cancel", session.name))
        return session.working

    def refuse(self, session: ManagedSession) -> bool:
        self._coordinator.calls.append(("refuse", session.name))
        return session.question is not None

    def retry(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("retry", session.name))
        if session.status is not SessionStatus.FAILED:
            raise UserError("Nothing failed.")

    def pause(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("pause", session.name))

    def resume(self, session: ManagedSession) -> None:
        self._coordinator.calls.append(("resume", session.name))


class RecordingNames:
    """Gives the names that were asked for, and keeps the calls in those of its coordinator."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator

    def rename(self, session: ManagedSession, name: str) -> None:
        self._coordinator.calls.append(("rename", session.name, name))
        session.name = name

    def set_group(self, session: ManagedSession, group: str) -> None:
        session.group = check_group(group, 20) if group else ""


class RecordingDrafts:
    """Keeps the calls in those of its coordinator."""

    def __init__(self, coordinator: "RecordingCoordinator") -> None:
        self._coordinator = coordinator

    def keep_dropped(self, session: ManagedSession, text: Rope) -> None:
        self._coordinator.calls.append(("dropped", session.name, text))


class RecordingCoordinator:
    """Does what the commands can see of a Coordinator to a real registry, and keeps the calls in `calls`.

    test_stand_in.py compares its signatures with the real one's.
    """

    def __init__(self, limit: int = 10) -> None:
        self.registry = Registry()
        self.limit = limit
        self.active: ManagedSession | None = None
        self.last: ManagedSession | None = None
        self.walk = Walk()
        self.closed_sessions: list[ManagedSession] = []
        self.calls: list[tuple[object, ...]] = []
        self.records: list[ConversationRecord] = []
        self.claims: list[Claimed] = []
        self.conversations = RecordingConversations(self)
        self.library = RecordingLibrary(self)
        self.closed = RecordingClosed(self)
        self.turns = RecordingTurns(self)
        self.drafts = RecordingDrafts(self)
        self.names = RecordingNames(self)
        self.posted: list[Callable[[], None]] = []

    @property
    def sessions(self) -> list[ManagedSession]:
        return self.registry.sessions

    @property
    def at_limit(self) -> bool:
        return len(self.registry) >= self.limit

    def find(self, text: str) -> ManagedSession:
        return self.registry.find(text)

    def waiting(self) -> list[Waiting]:
        return waiting(self.sessions, self.active)

    def awake(self) -> list[Waiting]:
        return awake(self.waiting(), NOW)

    def snooze(self, session: ManagedSession, seconds: float) -> None:
        session.snoozed_until = NOW + seconds if seconds else 0.0

    def mute(self, session: ManagedSession, muted: bool) -> None:
        session.muted = muted

    def oldest_inactive(self) -> ManagedSession | None:
        idle = [session for session in self.sessions if session is not self.active and not session.working]
        return min(idle, key=lambda session: session.last_active, default=None)

    def file_claims(self) -> list[Claimed]:
        return self.claims

    def history(self, done: Callable[[list[ConversationRecord]], None]) -> None:
        self.posted.append(lambda: done(self.records))

    def create(
        self,
        type: SessionType | None = None,
        name: str = "",
        working_directory: str = "",
        model: str = "",
        group: str = "",
        instructions: str = "",
    ) -> ManagedSession:
        self.calls.append(("create", type, name, working_directory, model))
        number = self.registry.free_number()
        kind = type or SessionType.DEVELOPMENT
        session = ManagedSession(
            f"id-{number}", number, name or f"dev-{number}", kind, working_directory or "/"
        )
        session.model, session.group, session.instructions = model, group, instructions
        session.last_active = NOW
        self.registry.add(session)
        return session

    def switch(self, session: ManagedSession) -> None:
        self.calls.append(("switch", session.name))
        if session is not self.active:
            self.active, self.last = session, self.active

    def switch_next(self) -> None:
        assert self.active is not None
        self.switch(self.registry.beside(self.active, 1))

    def switch_previous(self) -> None:
        assert self.active is not None
        self.switch(self.registry.beside(self.active, -1))

    def switch_last(self) -> None:
        if self.last is None:
            raise UserError("There is no last session.")
        self.switch(self.last)

    def next_waiting(self) -> ManagedSession | None:
        session = self.walk.step(self.awake())
        if session is not None:
            self.switch(session)
        return session

    def close(self, session: ManagedSession) -> None:
        self.calls.append(("close", session.name))
        self.closed_sessions.append(session)
        self.registry.remove(session)
        if session is self.active:
            self.active = self.sessions[0] if self.sessions else self.create(SessionType.DEVELOPMENT)


class Program:
    """The commands' surroundings, and what they did to them: `said` and `printed`, oldest first."""

    def __init__(self, settings: Settings) -> None:
        self.coordinator = RecordingCoordinator()
        self.view = ViewState(80, 24)
        self.said: list[str] = []
        self.printed: list[tuple[str, str]] = []
        self.done: list[str] = []
        self.copied: list[str] = []
        self.lent: list[list[str]] = []
        self.edit: Callable[[str], int] = lambda path: 0
        self.written: dict[str, str] = {}
        self.context = Context(
            coordinator=cast(Coordinator, self.coordinator),
            view=self.view,
            settings=settings,
            commands=COMMANDS,
            bindings=DEFAULTS,
            say=self.said.append,
            print=lambda command, text: self.printed.append((command, text)),
            quit=lambda: self.done.append("quit"),
            redraw=lambda: self.done.append("redraw"),
            suspend=lambda: self.done.append("suspend"),
            bell=lambda: self.done.append("bell"),
            lend=self._lend,
            copy=self._copy,
            wall_clock=lambda: NOW,
            write_file=self._write,
        )

    def open(
        self,
        name: str,
        status: SessionStatus = SessionStatus.WAITING,
        reason: Reason | None = None,
        minutes: int = 0,
        type: SessionType = SessionType.DEVELOPMENT,
        directory: str = "/",
    ) -> ManagedSession:
        """Add a session that last did something `minutes` ago; the first one, or an active one, is displayed."""
        number = self.coordinator.registry.free_number()
        session = ManagedSession(f"id-{number}", number, name, type, directory)
        session.status, session.reason = status, reason
        session.last_active = NOW - minutes * 60
        self.coordinator.registry.add(session)
        if self.coordinator.active is None or status is SessionStatus.ACTIVE:
            self.coordinator.active = session
            self.view.show(session)
        return session

    def give_pane(self, text: str) -> Pane:
        """Give the displayed session a pane that shows `text`."""
        session = self.context.displayed()
        columns, lines = self.view.pane_size()
        session.pane, session.loaded = Pane(columns, lines, 10_000, Gate(), lambda: None), True
        session.pane.feed(text.replace("\n", "\r\n"))
        return session.pane

    def copy_mode(self) -> CopyMode:
        """Return the displayed session's copy mode, begun now if it is not in it."""
        self.run("copy-mode")
        mode = self.view.copying.mode(self.context.displayed())
        assert mode is not None
        return mode

    def run(self, line: str) -> None:
        """Run a command line."""
        run_line(line, self.context)

    def post(self) -> None:
        """Let the database answer."""
        posted, self.coordinator.posted = self.coordinator.posted, []
        for call in posted:
            call()

    def _copy(self, text: str) -> bool:
        self.copied.append(text)
        return len(text) < CLIPBOARD

    def _lend(self, argv: list[str]) -> int:
        self.lent.append(list(argv))
        return self.edit(argv[-1])

    def _write(self, path: str, text: str) -> str:
        self.written[path] = text
        return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults."""
    return defaults(str(tmp_path / "none.toml"))


@pytest.fixture
def program(settings: Settings) -> Program:
    """A program without sessions."""
    return Program(settings)


@pytest.fixture
def three(program: Program) -> Program:
    """A program with alpha (displayed), beta and gamma."""
    program.open("alpha", SessionStatus.ACTIVE)
    program.open("beta")
    program.open("gamma")
    return program
