"""The composition root: builds, wires and stops everything, in order.

Order of a start: settings, terminal, the empty frame with a prompt that takes keys; then, in a thread of its own so
that typing never stutters, what is slow to import (sqlite3, pyte, httpx) and the database; then the sessions.
Owns nothing else: what a part does is that part's business. Main thread, but for `_furnish`.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from qmux import log, paths
from qmux.errors import QmuxError, SettingsError, UserError
from qmux.files import write_whole
from qmux.settings.config import Settings, defaults, load
from qmux.tui.terminal import Terminal
from qmux.view.compose import compose
from qmux.view.sessions import NOBODY
from qmux.view.state import ViewState

# What the first frame does not need is imported after it; the annotations alone need it here.
if TYPE_CHECKING:
    from qmux.commands.bindings import Bindings
    from qmux.commands.command import Command
    from qmux.commands.context import Context
    from qmux.engine.attention import Alerts
    from qmux.engine.coordinator import Coordinator
    from qmux.engine.session import ManagedSession
    from qmux.engine.workshop import MakeReply, Workshop
    from qmux.storage.record import ConversationRecord
    from qmux.storage.store import Store
    from qmux.terminal.gate import Gate
    from qmux.tools.mcp.servers import McpServers
    from qmux.tui.loop import Loop

JOIN_SECONDS = 1.0  # how long workers may take to end
# How long the database may take after that: 5 s in all, with what is left for the terminal.
SAVE_SECONDS = 3.0
DAY = 86_400
SIGNAL_EXIT = {"HUP": 129, "INT": 130, "TERM": 143}  # 128 + the signal's number, as shells have it

WELCOME = (
    "Welcome to qmux: many chat sessions in one terminal.\n"
    "Type a message and press {submit}. {new} makes another session; who waits for you is named in the corner.\n"
    "{keys} lists the keys, /help the commands, /quit leaves and keeps everything."
)


class Options(NamedTuple):
    """What the command line asks for: a settings file, a session to show, a new session (with that name or "")."""

    config: str = ""
    switch: str = ""
    new: str | None = None


class App:
    """One running qmux; `environ` is read for keys and servers, `notice` is shown in the first session."""

    terminal: Terminal
    view: ViewState
    coordinator: "Coordinator"
    loop: "Loop"

    def __init__(self, options: Options, environ: Mapping[str, str] = os.environ, notice: str = "") -> None:
        self.settings = _settings(options.config)
        self._options = options
        self._environ = environ
        self.exit_code: int | None = None
        self._failure = ""
        self._startup_notices = [notice] if notice else []
        self._store: Store | None = None
        self._close_log: Callable[[], None] = lambda: None
        self._kill_commands: Callable[[], None] = lambda: None
        self._servers: McpServers | None = None
        self._owner = f"{os.getpid()}-{os.urandom(6).hex()}"

    def run(self, terminal: Terminal) -> int:
        """Run in `terminal` until the user leaves; return the exit code."""
        try:
            self.start(terminal)
            while self.exit_code is None:
                self.loop.turn()
            return self.exit_code
        except UserError:
            raise
        except Exception as error:  # noqa: BLE001 - everything is saved, and a sentence says more than a traceback
            log.exception("qmux stopped", error)
            self._failure = (
                f"It made a mistake and had to stop ({type(error).__name__}: {error}). Everything is saved; start it "
                f"again. The log {paths.log_file()} has the details."
            )
            return 1
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
        self.view = ViewState(*terminal.size())
        self.view.restoring = True
        self.view.wall_offset = time.time() - time.monotonic()
        terminal.draw(compose(self.view, NOBODY, self.settings, time.monotonic()))
        self._wire()

    def _wire(self) -> None:
        """Put the parts of the main thread together, and let a thread bring the rest."""
        from qmux import threads
        from qmux.allocator import share_one_heap
        from qmux.engine.attention import Alerts
        from qmux.engine.coordinator import Coordinator
        from qmux.engine.mailbox import Mailbox
        from qmux.engine.timers import Timers
        from qmux.terminal.gate import Gate
        from qmux.tui.loop import Loop

        mailbox, timers, gate = Mailbox(self.terminal.wake), Timers(time.monotonic), Gate()
        alerts = Alerts(
            self.settings, lambda: self.view.focused, self.terminal.bell, self.terminal.notify, time.time
        )
        self.coordinator = Coordinator(
            self.settings,
            mailbox,
            timers,
            *self.view.pane_size(),
            began_waiting=lambda session: self._began_waiting(alerts, session),
        )
        self.loop = Loop(
            self.terminal,
            self.view,
            self.coordinator,
            self._context(),
            signaled=self._signaled,
            hung_up=lambda: self._signaled("HUP"),
            key_pressed=gate.key_pressed,
        )
        share_one_heap()  # before there is any other thread
        threads.start("start-up", lambda: self._furnish(gate), self._start_failed)

    def _began_waiting(self, alerts: "Alerts", session: "ManagedSession") -> None:
        """Name who waits without delay, and call the user."""
        self.view.urgent = True
        alerts.began(session)

    def stop(self) -> None:
        """Save everything, end all threads and give the terminal back, within 5 seconds."""
        try:
            if self._store is not None and self._servers is not None:
                self._servers.stop()  # they have time to end while everything else does
                self.coordinator.shutdown(JOIN_SECONDS)
                self._kill_commands()  # those that did not end when they were asked to
                if not self._store.close(SAVE_SECONDS):
                    log.warning("the database did not save everything in time")
                self._servers.join()
        finally:
            self.terminal.restore()
            log.info("stopped")
            log.detach()
            self._close_log()
            unlogged = f"The log could not be written: {log.failure()}." if log.failure() else ""
            for problem in filter(None, (self._failure, unlogged)):
                print(f"qmux: {problem}", file=sys.stderr)

    # -- the slow part of a start, in its own thread --------------------------------------------------------

    def _furnish(self, gate: "Gate") -> None:
        from qmux.engine.connections import Connections
        from qmux.engine.toolbox import Toolbox
        from qmux.engine.workshop import Workshop
        from qmux.log_file import open_log
        from qmux.storage.database import MEMORY
        from qmux.storage.store import Store
        from qmux.tools.audit import AuditLog
        from qmux.tools.file_access import FileAccessCoordinator
        from qmux.tools.mcp.approvals import Approvals
        from qmux.tools.mcp.config import USER_FILE
        from qmux.tools.mcp.servers import McpServers
        from qmux.tools.process import kill_all
        from qmux.tools.redact import Redactor
        from qmux.tools.table import TOOLS

        try:
            log_file = open_log(paths.log_file(), self.settings.text("log.level"))
        except UserError as error:
            self._startup_notices.append(str(error))
        else:
            self._close_log = log_file.close
            log.attach(log_file)
        log.info("started")
        self._kill_commands = kill_all
        connections = Connections(self.settings, self._environ)
        kept = self.settings.flag("sessions.persist_sessions")
        store = Store(paths.database_file() if kept else MEMORY, self._owner, self._storage_state, self._warn)
        store.start()
        user_files = (paths.mcp_file(), os.path.expanduser(USER_FILE))
        self._servers = McpServers(TOOLS, user_files, Approvals(paths.mcp_approvals_file()))
        toolbox = Toolbox(
            TOOLS,
            self.settings,
            paths.sessions_directory(),
            FileAccessCoordinator(float(self.settings.integer("tools.lock_timeout_seconds"))),
            AuditLog(paths.audit_file(), Redactor(_secrets(self.settings, self._environ)), self._warn).record,
            self._servers,
            (paths.config_directory(), paths.data_directory(), *user_files),
        )
        self._startup_notices += toolbox.warnings
        workshop = Workshop(
            store,
            self._owner,
            gate,
            self.settings,
            connections.connect,
            connections.problem,
            toolbox,
            self._replies(gate),
        )
        records, problem = _restore(store, self.settings.integer("sessions.max_active_sessions"))
        self.coordinator.mailbox.post(lambda: self._open(workshop, records, problem))

    def _warn(self, text: str) -> None:
        """Log and show a warning, from any thread."""
        log.warning(text)
        self.coordinator.mailbox.post(lambda: self.view.message(text, time.monotonic()))

    def _replies(self, gate: "Gate") -> "MakeReply":
        """Return what makes the replies of a pane: rendered if that is wanted and the extra is there."""
        from qmux.engine.reply import RawReply

        if self.settings.flag("ui.markdown"):
            try:
                from qmux.engine.markdown.reply import MarkdownReply
            except ImportError as error:
                log.info(f"replies are shown as they come: {error}")
            else:
                return lambda pane: MarkdownReply(lambda: pane.columns, gate.hold)
        return lambda pane: RawReply()

    def _start_failed(self, error: BaseException) -> None:
        mistake = isinstance(error, SettingsError)
        details = f"It could not start: {error}. The log {paths.log_file()} has the details."
        self._failure = str(error) if mistake else details
        self.coordinator.mailbox.post(lambda: self._leave(2 if mistake else 1))

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
        welcome = [] if records else [self._welcome()]
        notices = [*welcome, *([problem] if problem else []), *self._startup_notices, *self.settings.warnings]
        if shown.loaded and notices:
            self.coordinator.notes.notice(shown, "\n".join(notices))
        elif notices:  # its pane is still to be filled with what was said in it
            self.view.message(" ".join(notices), time.monotonic())
        days = self.settings.integer("sessions.cleanup_after_days")
        if days:
            self.coordinator.library.delete_old(time.time() - days * DAY)

    def _welcome(self) -> str:
        from qmux.commands.bindings import GLOBAL

        new = self._bindings.way_to("/new", GLOBAL)
        submit, keys = self._bindings.way_to("submit"), self._bindings.way_to("/keys")
        return WELCOME.format(submit=_spoken(submit), new=_spoken(new), keys=_spoken(keys))

    def _first(self, restored: "list[ManagedSession]") -> "ManagedSession":
        """Return the session to show first: the one asked for, else the latest, else a new one."""
        try:
            if self._options.new is not None:
                return self.coordinator.create(name=self._options.new)
            if self._options.switch:
                return self.coordinator.find(self._options.switch)
        except UserError as error:
            self.view.message(str(error), time.monotonic())
        return restored[0] if restored else self.coordinator.create()

    # -- what commands and signals do to the program --------------------------------------------------------

    def _context(self) -> "Context":
        from qmux.commands.context import Context
        from qmux.commands.table import COMMANDS

        self._bindings = self._bound(COMMANDS)
        self.view.messages_key = self._bindings.way_to("/messages")
        return Context(
            coordinator=self.coordinator,
            view=self.view,
            settings=self.settings,
            commands=COMMANDS,
            bindings=self._bindings,
            say=lambda text: self.view.message(text, time.monotonic()),
            print=self._print,
            quit=lambda: self._leave(0),
            redraw=self.terminal.redraw,
            suspend=self.terminal.suspend,
            bell=self.terminal.bell,
            lend=self.terminal.lend,
            copy=self.terminal.copy,
            wall_clock=time.time,
            write_file=write_whole,
        )

    def _bound(self, commands: "tuple[Command, ...]") -> "Bindings":
        """Return the keys in force; raises SettingsError for a [keys] that cannot be used."""
        from qmux.commands.bindings import DEFAULTS

        keys = self.settings.tables.get("keys")
        if not keys:
            return DEFAULTS
        from qmux.commands.rebinding import rebound

        return rebound(keys, commands, self.settings.path)

    def _print(self, command: str, text: str) -> None:
        session = self.coordinator.active
        if session is not None:
            self.view.copying.leave(session)
            self.coordinator.notes.print(session, command, text)

    def _leave(self, exit_code: int) -> None:
        self.exit_code = exit_code

    def _signaled(self, name: str) -> None:
        if name in SIGNAL_EXIT:
            self._leave(SIGNAL_EXIT[name])
        elif name == "TSTP":
            self.terminal.suspend()
        elif name == "CONT":
            self.terminal.redraw()


def _spoken(key: str) -> str:
    """Return a key as its caps have it: "Ctrl-B ?" for "C-b ?"."""
    words = (word.title() if word.startswith(("C-", "M-")) else word for word in key.split(" "))
    return " ".join(words).replace("C-", "Ctrl-").replace("M-", "Alt-")


def _settings(named: str) -> Settings:
    """Read the settings file, that of --config if one is named; tomllib is imported only if there is one."""
    path = named or paths.config_file()
    if not os.path.exists(path):
        if named:
            raise UserError(f"{path} does not exist. --config takes a settings file.")
        return defaults(path)
    from qmux.settings import toml

    return load(path, toml.parse)


def _secrets(settings: Settings, environ: Mapping[str, str]) -> list[str]:
    """Return the keys that qmux knows, so that no log has them."""
    from qmux.providers.table import KEY_VARIABLES

    return [settings.text("api.key"), *(environ.get(name, "") for name in sorted(KEY_VARIABLES))]


def _restore(store: "Store", limit: int) -> "tuple[list[ConversationRecord], str]":
    """Return the sessions to bring back, and why there are none if the database cannot be used."""
    try:
        return store.restore(limit).result(SAVE_SECONDS), ""
    except QmuxError as error:
        return [], f"The sessions of last time are not restored: {error}"
