"""The composition root: builds, wires and stops everything, in order.

Order of a start: settings, terminal, the empty frame with a prompt that takes keys; then, in a thread of its own so
that typing never stutters, what is slow to import (sqlite3, pyte, httpx) and the database; then the sessions.
Owns nothing else: what a part does is that part's business. Main thread, but for `_furnish`.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qmux import log, paths, threads
from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.table import COMMANDS
from qmux.engine.coordinator import Coordinator
from qmux.engine.mailbox import Mailbox
from qmux.engine.timers import Timers
from qmux.errors import UserError
from qmux.model.session import SessionType
from qmux.settings.config import Settings, defaults, load
from qmux.terminal.gate import Gate
from qmux.tui.loop import Loop
from qmux.tui.terminal import Terminal
from qmux.view.layout import pane_size
from qmux.view.state import ViewState

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.engine.workshop import Workshop
    from qmux.model.event import Event
    from qmux.storage.record import ConversationRecord
    from qmux.storage.store import Store

JOIN_SECONDS = 1.0  # how long workers may take to end
SAVE_SECONDS = 3.0  # how long the database may take after that: 5 s in all, with what is left for the terminal
DAY = 86_400

WELCOME = (
    "Welcome to qmux: many chat sessions in one terminal.\n"
    "Type a message and press Enter. Ctrl-N makes another session; who waits for you is named in the corner.\n"
    "Ctrl-B ? lists the keys, /help the commands, /quit leaves and keeps everything."
)


class App:
    """One running qmux. `arguments` is the parsed command line, `environ` is read for keys and servers."""

    def __init__(self, arguments: Arguments, environ: Mapping[str, str] = os.environ) -> None:
        path = arguments.text("config") or paths.config_file()
        self.settings = _settings(path, required=arguments.given("config"))
        self._arguments = arguments
        self._environ = environ
        self.exit_code: int | None = None
        self._failure = ""
        self._startup_notices: list[str] = []
        self._gate = Gate()
        self._store: Store | None = None
        self._close_log: Callable[[], None] = lambda: None
        self._owner = f"{os.getpid()}-{os.urandom(6).hex()}"

    def run(self, terminal: Terminal) -> int:
        """Run in `terminal` until the user leaves; return the exit code."""
        try:
            self.start(terminal)
            while self.exit_code is None:
                self.loop.turn()
            return self.exit_code
        finally:
            self.stop()

    @property
    def running(self) -> bool:
        """Whether nobody has asked to leave yet."""
        return self.exit_code is None

    def start(self, terminal: Terminal) -> None:
        """Show the empty frame and begin to bring back the sessions; raises UserError for a useless terminal."""
        self.terminal = terminal
        terminal.start()
        columns, lines = terminal.size()
        self.view = ViewState(columns, lines)
        self.view.restoring = True
        mailbox = Mailbox(terminal.wake)
        self.coordinator = Coordinator(
            self.settings, mailbox, Timers(time.monotonic), *pane_size(columns, lines)
        )
        self.loop = Loop(
            terminal, self.view, self.coordinator, self._context(), self._signaled, lambda: self._signaled("HUP")
        )
        self.loop.key_pressed = self._gate.key_pressed
        self.loop.draw()
        threads.start("start-up", self._furnish, self._start_failed)

    def stop(self) -> None:
        """Save everything, end all threads and give the terminal back, within 5 seconds."""
        try:
            if self._store is not None:
                self.coordinator.shutdown(JOIN_SECONDS)
                if not self._store.close(SAVE_SECONDS):
                    log.warning("the database did not save everything in time")
        finally:
            self.terminal.restore()
            log.info("stopped")
            log.detach()
            self._close_log()
            if self._failure:
                print(f"qmux: {self._failure}", file=sys.stderr)

    # -- the slow part of a start, in its own thread --------------------------------------------------------

    def _furnish(self) -> None:
        from qmux.engine.connections import Connections
        from qmux.engine.workshop import Workshop
        from qmux.log_file import open_log
        from qmux.storage.database import MEMORY
        from qmux.storage.store import Store
        from qmux.tools.table import TOOLS

        try:
            log_file = open_log(paths.log_file(), self.settings.text("log.level"))
        except UserError as error:
            self._startup_notices.append(str(error))
        else:
            self._close_log = log_file.close
            log.attach(log_file)
        log.info("started")
        kept = self.settings.flag("sessions.persist_sessions")
        store = Store(paths.database_file() if kept else MEMORY, self._owner, self._storage_state)
        store.start()
        connections = Connections(self.settings, self._environ)
        workshop = Workshop(
            store, self._owner, self._gate, self.settings, connections.connect, connections.problem, TOOLS
        )
        records, problem = _restore(store, self.settings.integer("sessions.max_active_sessions"))
        self.coordinator.mailbox.post(lambda: self._open(workshop, records, problem))

    def _start_failed(self, error: BaseException) -> None:
        self._failure = f"qmux could not start: {error}. The log {paths.log_file()} has the details."
        self.coordinator.mailbox.post(lambda: self._leave(1))

    def _storage_state(self, problem: str) -> None:
        def tell() -> None:
            if problem:
                self.view.warnings["storage"] = f"unsaved: {problem}"
            else:
                self.view.warnings.pop("storage", None)

        self.coordinator.mailbox.post(tell)

    # -- the rest of it, on the main thread -----------------------------------------------------------------

    def _open(self, workshop: "Workshop", records: "list[ConversationRecord]", problem: str) -> None:
        """Bring the sessions back, make one if there is none, and show what the command line asks for."""
        self._store = workshop.store
        self.coordinator.open(workshop)
        restored = self.coordinator.restore(records)
        shown = self._first(restored)
        self.coordinator.switch(shown)
        welcome = [] if records else [WELCOME]
        notices = [*welcome, *([problem] if problem else []), *self._startup_notices, *self.settings.warnings]
        if shown.loaded and notices:
            self.coordinator.notice(shown, "\n".join(notices))
        days = self.settings.integer("sessions.cleanup_after_days")
        if days:
            self._store.cleanup(time.time() - days * DAY)

    def _first(self, restored: "list[ManagedSession]") -> "ManagedSession":
        """Return the session to show first: the one asked for, else the latest, else a new one."""
        try:
            if self._arguments.given("new"):
                return self.coordinator.create(SessionType.DEVELOPMENT, self._arguments.text("new"))
            if self._arguments.given("switch"):
                return self.coordinator.find(self._arguments.text("switch"))
        except UserError as error:
            self.view.message(str(error), time.monotonic())
        return restored[0] if restored else self.coordinator.create(SessionType.DEVELOPMENT)

    # -- what commands and signals do to the program --------------------------------------------------------

    def _context(self) -> Context:
        return Context(
            coordinator=self.coordinator,
            view=self.view,
            settings=self.settings,
            commands=COMMANDS,
            say=lambda text: self.view.message(text, time.monotonic()),
            print=self._print,
            quit=lambda: self._leave(0),
            redraw=self.terminal.redraw,
            suspend=self.terminal.suspend,
            bell=self.terminal.bell,
            wall_clock=time.time,
            transcript=_transcript,
            write_file=_write_file,
        )

    def _print(self, command: str, text: str) -> None:
        session = self.coordinator.active
        if session is not None:
            self.coordinator.print(session, command, text)

    def _leave(self, exit_code: int) -> None:
        self.exit_code = exit_code

    def _signaled(self, name: str) -> None:
        if name in ("TERM", "HUP", "INT"):
            self._leave(128 + signal.Signals[f"SIG{name}"])
        elif name == "TSTP":
            self.terminal.suspend()
        elif name == "CONT":
            self.terminal.redraw()


def _settings(path: str, required: bool) -> Settings:
    """Read the settings file; tomllib is imported only if there is one. A file named by --config must exist."""
    if required and not os.path.exists(path):
        raise UserError(f"{path} does not exist. --config takes a settings file.")
    if not os.path.exists(path):
        return defaults(path)
    from qmux.settings import toml

    return load(path, toml.parse)


def _restore(store: "Store", limit: int) -> "tuple[list[ConversationRecord], str]":
    """Return the sessions to bring back, and why there are none if the database cannot be used."""
    try:
        return store.restore(limit).result(SAVE_SECONDS), ""
    except UserError as error:
        return [], f"{error} This session is not saved."


def _transcript(format: str, session: "ManagedSession", events: "Sequence[Event]") -> str:
    from qmux.engine import export, recovery

    return export.FORMATS[format](recovery.to_record(session, ""), list(events))


def _write_file(path: str, text: str) -> str:
    """Write `text` to `path`, whole or not at all, readable by its owner alone; return the path."""
    unfinished = f"{path}.{os.getpid()}.tmp"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        os.replace(unfinished, path)
    except OSError as exc:
        raise UserError(f"{path} could not be written: {exc.strerror}. Choose another path.") from exc
    return path
