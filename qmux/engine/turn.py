"""Turn: one message of the user, answered: request, streamed reply, tool calls, results, until the model is done.

Owns the loop and what each of its ends looks like in the transcript. Leaves requests, their slots and retries to
requester.py, and statuses to the coordinator, which hears of everything through Reports. Runs in its
session's worker thread, which alone is blocked by a slot, a reply, a tool or a question.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux import log
from qmux.cancel import CancelToken
from qmux.engine.answers import AnswerBox
from qmux.engine.attachments import attachments
from qmux.engine.calls import CallRunner
from qmux.engine.compaction import Compactor, Limits, totals
from qmux.engine.consent import Consent
from qmux.engine.context import ContextFiles
from qmux.engine.limiter import ApiRateLimiter
from qmux.engine.reports import Reports, TurnEnd
from qmux.engine.requester import Connection, Requester
from qmux.engine.toolbox import SessionTools
from qmux.engine.transcript import Transcript
from qmux.errors import BugError, Cancelled, ContextOverflowError, QmuxError, UserError
from qmux.model.event import EventKind
from qmux.model.message import Reasoning, StreamEnd, StreamEvent, TextDelta, ToolCall, Usage
from qmux.providers.base import Request
from qmux.tools.base import outcome_of_answer

MAX_ROUNDS = 50  # requests in one turn; a model that still calls tools then is going in circles

SYSTEM_PROMPT = (
    "You are an assistant in qmux, a terminal multiplexer for chat sessions. The user reads your words in a"
    " terminal, where simple markdown is rendered. Be precise and brief. Use the ask_user tool when you cannot go on"
    " without an answer."
)


class TurnSettings(NamedTuple):
    """What a turn needs of its session and the settings; `instructions` are told to the model besides the usual."""

    limits: Limits
    tools: SessionTools
    instructions: str = ""


class TurnRunner:
    """Runs the turns of one worker. One runner belongs to one generation of its transcript."""

    def __init__(
        self,
        transcript: Transcript,
        generation: int,
        connect: Callable[[CancelToken], Connection],
        limiter: ApiRateLimiter,
        settings: TurnSettings,
        reports: Reports,
    ) -> None:
        self.answers = AnswerBox()
        self.transcript = transcript
        self._generation = generation
        self._settings = settings
        self.reports = reports
        self.requester = Requester(connect, limiter, reports, self.notice)
        self.compactor = Compactor(transcript, self.requester, settings.limits, self.record)
        self.context = ContextFiles(settings.tools.place.working_directory)
        self._turn = 0
        self._usages: list[Usage] = []  # of each request of this turn
        consent = Consent(settings.tools, self.answers, reports, self.record)
        self._calls = CallRunner(settings.tools, consent, reports, self.record)
        self._said = False  # whether the last reply had any text

    # -- jobs of the worker ---------------------------------------------------------------------------------

    def prepare(self, cancel: CancelToken) -> None:
        """Find the provider before it is needed, so that the status line can name it."""
        try:
            self.requester.connected(cancel)
        except Cancelled:
            return
        except QmuxError as error:
            log.warning(f"no provider yet: {error}")

    def start(self, turn: int, text: str, cancel: CancelToken) -> None:
        """Take the user's message and answer it."""
        self._run(turn, cancel, lambda: self._take_message(text))

    def retry(self, turn: int, cancel: CancelToken) -> None:
        """Answer the last message again after a failure; tools that ran are not run again.

        The user may know better than the server when a rate limit is over.
        """
        self.requester.wait_no_longer()
        self._run(turn, cancel, lambda: self.record(EventKind.RETRY, {}))

    def resume(self, turn: int, answer: str, cancel: CancelToken) -> None:
        """Go on with a turn whose question was asked before qmux was started again."""
        self._run(turn, cancel, lambda: self._answer_open_question(answer, cancel))

    def chore(self, turn: int, work: Callable[[CancelToken], None], cancel: CancelToken) -> None:
        """Do something that is no turn: whatever ends it, the conversation is not the worse for it."""
        self._turn = turn
        try:
            work(cancel)
        except Cancelled:
            self.notice("Stopped.")
        except BugError:
            raise
        except QmuxError as error:
            self.notice(str(error))
        self.reports.ended(TurnEnd(turn, "chore", "", 0))

    def release(self) -> None:
        """Give back what an abandoned worker still holds; the main thread calls this."""
        self.requester.release()

    def close(self) -> None:
        """Close the provider's connections; in the worker's thread."""
        self.requester.close()

    # -- a turn ---------------------------------------------------------------------------------------------

    def _run(self, turn: int, cancel: CancelToken, begin: Callable[[], None]) -> None:
        self._turn = turn
        self._usages = []
        try:
            begin()
            self._read_context(cancel)
            self._settings.tools.prepare(cancel, self.reports.working)
            self._rounds(cancel)
        except Cancelled:
            self._give_up("stopped by the user")
        except BugError:
            raise
        except QmuxError as error:
            self.record(EventKind.ERROR, {"text": str(error), **totals(self._usages)})
            self.reports.ended(TurnEnd(self._turn, "failed", str(error), 0))

    def _take_message(self, text: str) -> None:
        attached = [one._asdict() for one in attachments(text, self._settings.tools.place.working_directory)]
        self.record(EventKind.USER_INPUT, {"text": text, **({"attached": attached} if attached else {})})
        self.reports.taken(self._turn)

    def _read_context(self, cancel: CancelToken) -> None:
        """Read the context files, once for a turn; what is new of them is told."""
        patterns = self.transcript.conversation.context
        for notice in self.context.read(patterns, self.compactor.window, cancel.check).notices:
            self.notice(notice)

    def _give_up(self, why: str) -> None:
        """Answer the calls that nobody runs any more, and end the turn."""
        results = [(EventKind.TOOL_RESULT, result) for result in self.transcript.conversation.given_up(why)]
        end = (EventKind.INTERRUPTED, {"text": why, **totals(self._usages)})
        self.transcript.record_all(self._generation, self._turn, [*results, end])
        self.reports.ended(TurnEnd(self._turn, "interrupted", why, 0))

    def _rounds(self, cancel: CancelToken) -> None:
        for _ in range(MAX_ROUNDS):
            cancel.check()
            stop = self._reply(cancel)
            if stop == "pause_turn" and self._said:
                continue  # the provider asks for its own words back, to go on from them
            if not self.transcript.conversation.open_calls():
                self._finish(stop)
                return
            self._calls.run(self.transcript.conversation.open_calls(), cancel)
        raise UserError(f"The model still called tools after {MAX_ROUNDS} requests in one turn.")

    def _finish(self, stop: str) -> None:
        if stop in _CUT_SHORT:
            self.notice(_CUT_SHORT[stop])
        elif not self._said:
            self.notice("The model answered with nothing.")
        last = next((usage for usage in reversed(self._usages) if any(usage)), Usage(0, 0))
        self.record(EventKind.TURN_FINISHED, {"stop_reason": stop, **last._asdict(), **totals(self._usages)})
        self.reports.ended(TurnEnd(self._turn, "finished", "", sum(last)))

    # -- one request ----------------------------------------------------------------------------------------

    def _reply(self, cancel: CancelToken) -> str:
        """Get the model's reply, to a summary of the conversation if all of it is too much; return why it stopped."""
        if self.compactor.due:
            self.compactor.compact("", cancel)
        try:
            return self._request(cancel)
        except ContextOverflowError:
            if self._said or not self.compactor.automatic:
                raise
            self.compactor.check()
            self.compactor.compact("", cancel)
        return self._request(cancel)

    def _request(self, cancel: CancelToken) -> str:
        """Send the conversation, record the reply as it streams, and return why it stopped."""
        stop = ""
        self._said = False
        self._usages.append(Usage(0, 0))
        held: list[ToolCall | Reasoning] = []
        for event in self.requester.stream(self._build, cancel):
            stop = self._take(event, held) or stop
        self._record_all(held)
        self._measure()
        return stop

    def _measure(self) -> None:
        """Tell how much of the model's context is used, if the server has counted it."""
        tokens = sum(self._usages[-1])
        if tokens:
            self.transcript.conversation.measure(tokens)
            self.reports.used(tokens)

    def _build(self, model: str) -> Request:
        return Request(
            model,
            self._system,
            self.transcript.conversation.messages(),
            tuple(tool.spec for tool in self._settings.tools.table.values()),
            self._settings.limits.max_tokens,
        )

    def _take(self, event: StreamEvent, held: list[ToolCall | Reasoning]) -> str:
        if isinstance(event, TextDelta):
            self._said = True
            if not any(isinstance(part, ToolCall) for part in held):
                self._record_all(held)
            self.record(EventKind.TEXT, {"text": event.text})
        elif isinstance(event, ToolCall | Reasoning):
            held.append(event)
        elif isinstance(event, Usage):
            self._usages[-1] = event
        elif isinstance(event, StreamEnd):
            return event.stop_reason
        return ""

    def _record_all(self, held: list[ToolCall | Reasoning]) -> None:
        """Record calls and reasoning in their order; calls only at the end of a reply, for one cut short has none."""
        if held:
            parts = [(_PART_KINDS[type(part)], part._asdict()) for part in held]
            self.transcript.record_all(self._generation, self._turn, parts)
            held.clear()

    def _answer_open_question(self, answer: str, cancel: CancelToken) -> None:
        """Record an answer whose asker is gone, as the result that its tool would have given.

        The calls behind it in the same reply had not begun; they are run now.
        """
        asked = self.transcript.conversation.question
        if asked is None:
            raise UserError("The question is no longer open. Type a new message.")
        self.record(EventKind.ANSWER, {"id": asked.call_id, "text": answer})
        self._calls.record_outcome(asked.call_id, outcome_of_answer(answer))
        self._calls.run(self.transcript.conversation.open_calls(), cancel)

    @property
    def _system(self) -> str:
        place = f"The working directory is {self._settings.tools.place.working_directory}."
        parts = (f"{SYSTEM_PROMPT} {place}", self._settings.instructions, self.context.text)
        return "\n\n".join(filter(None, parts))

    @property
    def fixed_characters(self) -> int:
        """How much of each request tells the model of its place and its tools."""
        tools = (len(str(tool.spec)) for tool in self._settings.tools.table.values())
        return len(SYSTEM_PROMPT) + len(self._settings.instructions) + sum(tools)

    def notice(self, text: str) -> None:
        """Show a sentence in the pane; in the worker's thread."""
        self.record(EventKind.NOTICE, {"text": text})

    def record(self, kind: EventKind, payload: Mapping[str, object]) -> None:
        """Let something happen in the present turn; in the worker's thread."""
        self.transcript.record(self._generation, self._turn, kind, payload)


_PART_KINDS: Mapping[type, EventKind] = {ToolCall: EventKind.TOOL_CALL, Reasoning: EventKind.REASONING}

_CUT_SHORT = {
    "max_tokens": "The reply was cut at api.max_tokens; say “go on” or raise the setting.",
    "model_context_window_exceeded": "The reply was cut: the model's context is full.",
    "refusal": "The model refused to answer.",
}
