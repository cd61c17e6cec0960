"""Loop: one wait, what came in, what is due, one draw. Everything that changes state happens in turn().

Owns the order of a turn, which context a key is looked up in, and when to draw. Leaves the terminal to its protocol,
commands to their table, pictures to the view. It knows no signals by meaning: their names go to `signaled`. Main
thread only; times are monotonic seconds.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from qmux import log
from qmux.commands.bindings import (
    CHOOSER,
    CONFIRM,
    COPY,
    EXTENDED,
    FOUND,
    GLOBAL,
    MENU,
    PEEK,
    POPUP,
    PREFIX,
    PROMPT,
    RECALL,
    SEARCH,
    TYPING,
    Binding,
)
from qmux.commands.context import Context
from qmux.commands.handlers import completing, finding
from qmux.commands.run import run_line
from qmux.engine.coordinator import Coordinator
from qmux.errors import RetryableError, UserError
from qmux.model.input import Focus, Input, Key, Mouse, Paste
from qmux.tui.terminal import Terminal, Wait
from qmux.view.compose import compose, next_change
from qmux.view.scene import Scene
from qmux.view.state import ViewState

if TYPE_CHECKING:
    from qmux.engine.session import ManagedSession
    from qmux.model.session import SessionStatus

_WHEEL = {"wheel-up": Key("WheelUp"), "wheel-down": Key("WheelDown")}  # what can be bound of the mouse
FRAME_SECONDS = 1 / 60  # output alone is drawn no more often; keys, who waits and a new status are at once
_NEED_NO_SESSION = ("cancel", "redraw", "suspend")  # what direct keys may do before there is any session
_SEARCHES = ("recall-older", "recall-newer")


class Loop:
    """See the module's docstring.

    Arguments:
        signaled: given the name of each signal that arrived.
        hung_up: called when the terminal is gone.
        key_pressed: told of each turn with input, for the emulation gate.
    """

    def __init__(
        self,
        terminal: Terminal,
        view: ViewState,
        coordinator: Coordinator,
        context: Context,
        signaled: Callable[[str], None],
        hung_up: Callable[[], None],
        key_pressed: Callable[[], None],
    ) -> None:
        self._terminal = terminal
        self._view = view
        self._coordinator = coordinator
        self._context = context
        self._signaled = signaled
        self._hung_up = hung_up
        self._key_pressed = key_pressed
        self._held: list[Input] = []
        self._shown: ManagedSession | None = None
        self._scene: Scene | None = None
        self._drawn_at = 0.0
        self._drawn_status: SessionStatus | None = None
        self._dirty = True

    def turn(self, timeout: float | None = None) -> None:
        """Wait until something happens, at most `timeout` seconds, and handle it."""
        wait = self._terminal.wait(self._patience(timeout))
        if wait.inputs:
            self._key_pressed()
        self._take(wait)
        for call in self._coordinator.mailbox.drain():
            self._guard(call)
        self._run_timers()
        self._dirty |= wait.woken or self._due()
        self._settle()
        at_once = wait.inputs or wait.resized or self._view.urgent or self._status() is not self._drawn_status
        if self._dirty and (at_once or self._frame_wait() <= 0):
            self.draw()
        self._coordinator.flush()  # last: it wakes the storage thread, which would take its time from the draw

    def draw(self) -> None:
        """Show the present state."""
        now = self._clock()
        self._view.wall_offset = self._context.wall_clock() - now
        self._scene = compose(self._view, self._coordinator, self._context.settings, now)
        self._terminal.draw(self._scene)
        self._view.guard.painted(self._view.asked(), self._clock())  # after it, however slow the line is
        self._drawn_at = now
        self._drawn_status = self._status()
        self._dirty = self._view.urgent = False

    def resize(self) -> None:
        """Take over the terminal's size."""
        columns, lines = self._terminal.size()
        self._view.resize(columns, lines)
        pane = self._view.pane_size()
        self._coordinator.resize(*pane)
        self._dirty = True

    # -- waiting --------------------------------------------------------------------------------------------

    def _clock(self) -> float:
        return self._coordinator.timers.clock()

    def _status(self) -> "SessionStatus | None":
        return None if self._coordinator.active is None else self._coordinator.active.status

    def _frame_wait(self) -> float:
        return self._drawn_at + FRAME_SECONDS - self._clock()

    def _next_change(self) -> float | None:
        return next_change(self._view, self._coordinator, self._clock())

    def _due(self) -> bool:
        change = self._next_change()
        return change is not None and change <= self._clock()

    def _patience(self, timeout: float | None) -> float | None:
        """Return how long to wait: until a timer, the next change by time alone, or a frame that was put off."""
        limits = [] if timeout is None else [timeout]
        if self._dirty:
            limits.append(self._frame_wait())
        timer = self._coordinator.timers.next_deadline()
        if timer is not None:
            limits.append(timer - self._clock())
        change = self._next_change()
        if change is not None:
            limits.append(change - self._clock())
        return max(0.0, min(limits)) if limits else None

    # -- handling -------------------------------------------------------------------------------------------

    def _take(self, wait: Wait) -> None:
        for name in wait.signals:
            self._signaled(name)
        if wait.resized:
            self.resize()
        for event in wait.inputs:
            self._dirty = True
            self._view.guard.key_comes(not self._view.editor.text, self._clock())
            self._handle(event)
        if wait.closed:
            self._hung_up()

    def _handle(self, event: Input) -> None:
        """Do what one input asks for; what comes next belongs to the session that is displayed by then."""
        self._guard(lambda: self._input(event))
        self._guard(lambda: completing.follow(self._context))
        self._follow()

    def _input(self, event: Input) -> None:
        """Handle one input; from one on that needs sessions, all but Ctrl-C is held until they are restored."""
        if isinstance(event, Focus):
            self._view.focused = event.gained
            return
        if isinstance(event, Mouse) and event.kind in _WHEEL:
            event = _WHEEL[event.kind]
        name = event.name if isinstance(event, Key) else ""
        if self._held and self._direct(name) == "cancel":
            self._held.clear()
        elif self._held or self._is_early(name):
            self._held.append(event)
        elif isinstance(event, Key):
            self._key(event)
        elif isinstance(event, Mouse):
            self._mouse(event)
        elif isinstance(event, Paste):  # also under an open question: it waits in the prompt
            self._view.insert(event.text)

    def _mouse(self, mouse: Mouse) -> None:
        """Run what the last picture has where the first button is pressed; an open question takes only an answer.

        A click outside the popup closes it.
        """
        if self._scene is None or mouse.kind != "press" or mouse.button != 1:
            return
        layer = self._scene.layer_at(mouse.column, mouse.line)
        if layer is None or (self._view.confirmation is not None and layer.name != "prompt"):
            return
        self._view.prefix = self._view.extended = False
        if layer.name != "popup":
            self._view.popup = None
        command = layer.command_at(mouse.column, mouse.line)
        if command:
            if layer.name != "found":
                self._view.found = None
            run_line(command, self._context)

    def _is_early(self, name: str) -> bool:
        """Return whether the key `name` has to wait: one that sends or that goes back to messages that are not read
        yet, for the conversation, direct keys for any session."""
        if self._direct(name) not in ("", *_NEED_NO_SESSION) and self._coordinator.active is None:
            return True
        return self._view.restoring and self._needs_conversation(name)

    def _needs_conversation(self, name: str) -> bool:
        """Return whether the key `name` sends, begins copy mode, or asks for messages that are not read yet."""
        context = self._key_context()
        if context == PREFIX:
            return self._bound(PREFIX, name).startswith("copy-mode")
        if context not in (PROMPT, MENU):
            return False
        prompt, command = self._view.prompt, self._bound(context, name)
        if command == "cursor-up":
            return prompt.on_first_line and prompt.at_oldest
        return command in ("submit", "menu-take", *_SEARCHES) or (
            command == "history-previous" and prompt.at_oldest
        )

    def _direct(self, name: str) -> str:
        """Return the command line of the direct key `name`, "" if it is none."""
        return self._bound(GLOBAL, name)

    def _bound(self, context: str, name: str) -> str:
        binding = self._context.bindings.lookup(context, name)
        return "" if binding is None else binding.command

    def _key(self, key: Key) -> None:
        context = self._key_context()
        table = self._context.bindings
        if context == RECALL and not key.text and table.lookup(context, key.name) is None:
            context = self._end_recall(key.name)
        self._view.prefix = self._view.extended = False
        binding = table.lookup(context, key.name)
        if binding is not None:
            self._run(binding)
        elif key.text and context in TYPING:
            self._view.insert(key.text)
        elif context == PREFIX:
            raise UserError(
                f"{table.prefix} {key.name} is not bound. {table.way_to('/keys')} lists the keys."
            )
        elif context == EXTENDED:
            before = table.way_to("extend")
            raise UserError(f"{before} {key.name} is not bound. {table.way_to('/keys')} lists the keys.")
        elif context == POPUP:
            raise UserError(f"{key.name} does nothing here. {table.way_to('popup-close')} closes the list.")

    def _run(self, binding: Binding) -> None:
        """Run what a key is bound to; what is not about the popup closes it, so that its effect is seen.

        So does a key after the prefix key with the list of sessions, or of places.
        """
        if binding.context != POPUP and binding.command != "prefix":
            self._view.popup = None
        if binding.context == PREFIX and binding.command != "send-prefix":
            self._view.chooser = self._view.found = None
        run_line(binding.command, self._context)

    def _key_context(self) -> str:
        if self._view.confirmation is not None:
            return CONFIRM
        if self._view.prefix:
            return PREFIX
        if self._view.popup is not None:
            return POPUP
        if self._view.chooser is not None:
            return CHOOSER if self._view.chooser.peeked is None else PEEK
        if self._view.found is not None:
            return FOUND
        if self._view.extended:
            return EXTENDED
        if self._view.recall is not None:
            return RECALL
        mode = self._view.copying.mode(self._view.session)
        if mode is None:
            return PROMPT if self._view.menu is None else MENU
        return SEARCH if mode.asking else COPY

    def _end_recall(self, name: str) -> str:
        """End the search in the history, as a key does that is none of its own: the direct keys leave what stood in
        the prompt, the editor's go on with what was found."""
        if not self._direct(name):
            self._view.take_recalled()
        self._view.recall = None
        return PROMPT

    def _run_timers(self) -> None:
        deadline = self._coordinator.timers.next_deadline()
        if deadline is not None and deadline <= self._clock():
            self._guard(self._coordinator.timers.run_due)

    def _settle(self) -> None:
        """Bring prompt and displayed session together after whatever happened."""
        self._follow()
        self._guard(lambda: finding.arrive(self._context))
        if self._held and not self._view.restoring:
            held, self._held = self._held, []
            for event in held:
                self._handle(event)

    def _follow(self) -> None:
        """Give the prompt the draft of the displayed session, and that session what is typed now."""
        active = self._coordinator.active
        self._view.restoring = active is None or active.loading
        if active is not self._shown:
            self._view.show(active)
            self._shown = active
            self._dirty = True
        if active is not None:
            self._coordinator.drafts.keep(active, self._view.prompt.text, self._view.prompt.cursor)
        self._follow_chooser()

    def _follow_chooser(self) -> None:
        """Watch what the chooser shows, and give the session that is peeked at what is typed there."""
        chooser = self._view.chooser
        self._coordinator.watch(None if chooser is None else chooser.selected(self._coordinator))
        if chooser is not None and chooser.peeked is not None:
            self._coordinator.read(chooser.peeked)
            self._coordinator.drafts.keep(chooser.peeked, chooser.answer.text, chooser.answer.cursor)

    def _guard(self, call: Callable[[], object]) -> None:
        """Make a call; a mistake of the user is told, one of ours is told and logged, and neither ends qmux."""
        try:
            call()
        except (UserError, RetryableError) as error:
            self._view.message(str(error), self._clock())
        except Exception as error:  # noqa: BLE001 - ten conversations must not die of one bug
            log.exception("the main loop failed", error)
            self._view.message(f"qmux made a mistake ({error}). The log has the details.", self._clock())
        self._dirty = True
