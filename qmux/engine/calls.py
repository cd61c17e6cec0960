"""CallRunner: the tool calls of one reply, in order, each answered.

Owns a call's way: arguments, rules, the user's word where the rules want it, the run with its live output, the
result. That a call starts is stored before it does, so that after a crash nobody has to guess whether it has. Leaves
rules to tools/permission.py, asking to consent.py, the work to each tool, the requests around it to turn.py. Runs in
its session's thread, which alone is blocked by a tool.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.engine.asking import ALLOW, REFUSE
from qmux.engine.consent import Consent, Record
from qmux.engine.live_output import LiveOutput
from qmux.engine.reports import Reports
from qmux.engine.toolbox import SessionTools
from qmux.errors import Cancelled
from qmux.model.event import EventKind
from qmux.model.message import ToolCall
from qmux.providers.table import KEY_VARIABLES
from qmux.tools.base import Access, AccessKind, Preview, Tool, ToolContext, ToolMistakeError, ToolOutcome
from qmux.tools.permission import Verdict
from qmux.tools.wording import brief

PROGRESS_SECONDS = 0.25  # between two reports of how far a tool is

_REFUSED = (
    "The user refused to let this call run. Do not try it again as it is: go on without it, or ask what to do"
    " instead."
)
_SAID_INSTEAD = "The user refused to let this call run, and said instead: "
_NOT_REACHED = "This call was not run: the user refused an earlier call of the same reply."
_MOVED = (
    "This call was not run: what it leads to has changed since the user was asked. Call again to ask again."
)
_FORBIDDEN = "This call is forbidden by a rule of the user: {}. Do not try it again."


class _Prepared(NamedTuple):
    """A call whose arguments make sense."""

    call: ToolCall
    tool: Tool
    accesses: tuple[Access, ...]
    preview: Preview


class _End(NamedTuple):
    """How a call ended: what the model is told, and for the pane how long it ran, if it did, or what to say instead.

    `words` is what the user said in place of allowing it.
    """

    text: str
    is_error: bool = True
    seconds: float | None = None
    shown: str | None = None
    words: str = ""


class _NotAllowedError(Exception):
    """A call ends here, because a rule or the user does not want it."""

    def __init__(self, end: _End) -> None:
        super().__init__(end.text)
        self.end = end


class CallRunner:
    """Runs the calls of one worker; `record` makes events of the turn under way."""

    def __init__(self, tools: SessionTools, consent: Consent, reports: Reports, record: Record) -> None:
        self._tools = tools
        self._consent = consent
        self._reports = reports
        self._record = record
        self._tool = ""  # the name of the one that runs
        self._files = tools.files(self._waits_for_file)

    def run(self, calls: Sequence[ToolCall], cancel: CancelToken) -> None:
        """Run `calls` and record a result for each.

        What the user says in place of allowing one ends them all, and becomes their next message, in the same
        request.

        Raises:
            Cancelled: through `cancel`; the call under way and those behind it have no result yet.
        """
        words = ""
        for call in calls:
            cancel.check()
            end = _End(_NOT_REACHED, shown="") if words else self._answer(call, cancel)
            self._record_end(call.id, end)
            words = words or end.words
        if words:
            self._record(EventKind.USER_INPUT, {"text": words})

    def record_outcome(self, call_id: str, outcome: ToolOutcome) -> None:
        """Record the result of a call that did not run here."""
        self._record_end(call_id, _End(*outcome))

    # -- a call's way ---------------------------------------------------------------------------------------

    def _answer(self, call: ToolCall, cancel: CancelToken) -> _End:
        try:
            prepared = self._prepare(call)
        except ToolMistakeError as mistake:
            return _End(str(mistake))
        if not prepared.accesses:
            return _End(*self._execute(prepared, cancel))
        try:
            rule = self._permit(prepared, cancel)
        except _NotAllowedError as no:
            return no.end
        return self._run(prepared, rule, cancel) if rule else self._run_allowed(prepared, cancel)

    def _permit(self, prepared: _Prepared, cancel: CancelToken) -> str:
        """Return the rule that allows what is prepared, "" where the user does; raise _NotAllowedError."""
        name, accesses = prepared.tool.name, prepared.accesses
        rule = self._check(name, accesses)
        if rule:
            self._tools.log.decided(name, accesses, Verdict.ALLOW.value, rule)
            return rule
        answer = self._consent.permission(prepared.call.id, name, prepared.preview, accesses, cancel)
        self._tools.log.decided(name, accesses, "allow" if answer == ALLOW else "deny")
        if answer != ALLOW:
            raise _NotAllowedError(_refused(answer))
        return ""

    def _check(self, name: str, accesses: tuple[Access, ...]) -> str:
        """Return the rule that allows this, "" where the user has to; raise _NotAllowedError if one denies it."""
        decision = self._tools.permissions.decide(name, accesses)
        if decision.verdict is Verdict.DENY:
            self._tools.log.decided(name, accesses, decision.verdict.value, decision.rule)
            shown = f"Forbidden by the rule {decision.rule}"
            raise _NotAllowedError(_End(_FORBIDDEN.format(decision.rule), shown=shown))
        return decision.rule if decision.verdict is Verdict.ALLOW else ""

    def _prepare(self, call: ToolCall) -> _Prepared:
        tool = self._tools.table.get(call.name)
        if tool is None:
            known = ", ".join(self._tools.table)
            raise ToolMistakeError(f"There is no tool {call.name}. The tools are: {known}.")
        if call.problem:
            raise ToolMistakeError(f"The arguments could not be read: {call.problem}")
        place = self._tools.place
        accesses = tool.accesses(call.arguments, place)
        preview = tool.preview(call.arguments, place)
        return _Prepared(call, tool, accesses, preview._replace(purpose=brief(preview.purpose)))

    def _run_allowed(self, prepared: _Prepared, cancel: CancelToken) -> _End:
        """Run what the user has allowed, if it still is that: while they read, a link may have been turned."""
        try:
            now = self._prepare(prepared.call)
        except ToolMistakeError as mistake:
            return _End(str(mistake))
        if now.accesses != prepared.accesses:
            return _End(_MOVED, shown=_MOVED)
        return self._run(prepared, "", cancel)

    def _run(self, prepared: _Prepared, rule: str, cancel: CancelToken) -> _End:
        """Run a call that may run; `rule` says why nobody was asked, "" where the user was."""
        call = prepared.call
        start = {"id": call.id, "tool": prepared.tool.name, **prepared.preview._asdict(), "rule": rule}
        self._record(EventKind.TOOL_START, start)
        began = time.monotonic()
        try:
            outcome = self._execute(prepared, cancel)
        except Cancelled:
            self._tools.log.stopped(prepared.tool.name, prepared.accesses)
            raise
        except _NotAllowedError as no:
            self._tools.log.stopped(prepared.tool.name, prepared.accesses)
            return no.end
        seconds = time.monotonic() - began
        self._tools.log.ran(prepared.tool.name, prepared.accesses, outcome.is_error)
        return _End(*self._with_changes(prepared, outcome), seconds=seconds)

    def _with_changes(self, prepared: _Prepared, outcome: ToolOutcome) -> ToolOutcome:
        """Say in the outcome of a command, and in the pane, which files of other sessions it changed."""
        ran = any(access.kind is AccessKind.RUN for access in prepared.accesses)
        changes = self._tools.after_command() if ran else ""
        if not changes:
            return outcome
        self._record(EventKind.NOTICE, {"text": changes})
        return outcome._replace(text=f"{outcome.text}\n{changes}")

    def _execute(self, prepared: _Prepared, cancel: CancelToken) -> ToolOutcome:
        call = prepared.call
        self._tool = prepared.tool.name
        self._reports.working(self._tool)
        output = LiveOutput(
            self._tool, lambda text: self._record(EventKind.TOOL_OUTPUT, {"id": call.id, "text": text})
        )
        try:
            return prepared.tool.run(call.arguments, self._context(prepared, output, cancel))
        except ToolMistakeError as mistake:
            return ToolOutcome(str(mistake), is_error=True)
        finally:
            output.close()

    def _context(self, prepared: _Prepared, output: LiveOutput, cancel: CancelToken) -> ToolContext:
        def permit(accesses: tuple[Access, ...], preview: Preview) -> None:
            self._permit(prepared._replace(accesses=accesses, preview=preview), cancel)
            self._reports.working(self._tool)

        def check(accesses: tuple[Access, ...]) -> None:
            self._check(prepared.tool.name, accesses)

        return ToolContext(
            place=self._tools.place,
            cancel=cancel,
            ask=lambda question: self._consent.question(prepared.call.id, question, cancel),
            permit=permit,
            check=check,
            show=output.show,
            progress=_Progress(self._reports),
            timeout=self._tools.timeout,
            files=self._files,
            secret_variables=KEY_VARIABLES,
            withheld=self._tools.permissions.withheld(),
        )

    def _waits_for_file(self, told: str) -> None:
        self._reports.working(told or self._tool)

    def _record_end(self, call_id: str, end: _End) -> None:
        payload: dict[str, object] = {"id": call_id, "text": end.text, "is_error": end.is_error}
        if end.seconds is not None:
            payload["seconds"] = round(end.seconds, 3)
        if end.shown is not None:
            payload["shown"] = end.shown
        self._record(EventKind.TOOL_RESULT, payload)


class _Progress:
    """Reports how far a tool is, PROGRESS_SECONDS apart at the least."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._told = 0.0

    def __call__(self, done: float, total: float | None) -> None:
        now = time.monotonic()
        if total and now - self._told >= PROGRESS_SECONDS:
            self._told = now
            self._reports.progressed(min(1.0, max(0.0, done / total)))


def _refused(answer: str) -> _End:
    if answer == REFUSE:
        return _End(_REFUSED, shown="Refused")
    return _End(f"{_SAID_INSTEAD}{answer}", shown="Refused", words=answer)
