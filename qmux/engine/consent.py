"""Consent: how the user is asked whether a tool call may run, and what comes of the answer.

Owns the two questions: whether it may run, and after a "t", what to trust from now on. Each is stored before it is
shown, and so is what was answered. Leaves what typed words decide to asking.py. Runs in its session's thread, which
alone is blocked.
"""

from collections.abc import Callable, Mapping, Sequence

from qmux.cancel import CancelToken
from qmux.engine.answers import AnswerBox
from qmux.engine.asking import ALLOW, REFUSE, TRUST, PermissionRequest
from qmux.engine.reports import Reports
from qmux.engine.session_rules import own_rules
from qmux.engine.toolbox import SessionTools
from qmux.model.event import EventKind
from qmux.tools.base import Access, Preview, Question
from qmux.tools.permission import Rule, rule_text
from qmux.tools.wording import command_shown, one_line

_LONGEST_OFFER = 300  # characters: what is behind them has just been shown in full

Record = Callable[[EventKind, Mapping[str, object]], None]


class Consent:
    """Asks for one worker; `record` makes events of the turn under way."""

    def __init__(self, tools: SessionTools, answers: AnswerBox, reports: Reports, record: Record) -> None:
        self._permissions = tools.permissions
        self._log = tools.log
        self._answers = answers
        self._reports = reports
        self._record = record

    def question(self, call_id: str, question: Question, cancel: CancelToken) -> str:
        """Ask what a tool wants to know; return the answer, "" where the user declined; raises Cancelled."""
        payload = {"id": call_id, "question": question.text, "choices": list(question.choices)}
        answer = self._ask(EventKind.QUESTION, payload, question, cancel)
        self._record(EventKind.ANSWER, {"id": call_id, "text": answer})
        return answer

    def permission(
        self, call_id: str, tool: str, preview: Preview, accesses: Sequence[Access], cancel: CancelToken
    ) -> str:
        """Ask whether a call may run; return ALLOW, REFUSE, or what the user said instead; raises Cancelled."""
        offers = self._permissions.offers(tool, accesses)
        request = PermissionRequest(tool, preview.line, bool(offers))
        payload = {"id": call_id, "tool": tool, **preview._asdict(), "keys": request.keys}
        answer = self._ask(EventKind.PERMISSION, payload, request, cancel)
        self._answered(call_id, answer)
        return self._offer(call_id, request, offers, cancel) if answer == TRUST else answer

    def _offer(
        self, call_id: str, request: PermissionRequest, offers: Sequence[Rule], cancel: CancelToken
    ) -> str:
        """Ask what to trust; a number adds that rule and allows the call."""
        texts = tuple(_offered(rule_text(rule)) for rule in offers)
        request = request._replace(offers=texts)
        payload = {"id": call_id, "choices": list(texts), "keys": request.keys}
        answer = self._ask(EventKind.OFFERS, payload, request, cancel)
        self._answered(call_id, answer)
        if not request.is_choice(answer):
            return answer
        chosen = offers[int(answer) - 1]
        self._permissions.add(chosen)
        self._log.trusted(chosen)
        self._record(EventKind.RULES, own_rules(self._permissions))
        return ALLOW

    def _ask(
        self,
        kind: EventKind,
        payload: Mapping[str, object],
        question: Question | PermissionRequest,
        cancel: CancelToken,
    ) -> str:
        self._answers.expect()
        self._record(kind, payload)
        self._reports.asked(question)
        return self._answers.take(cancel)

    def _answered(self, call_id: str, answer: str) -> None:
        """Record a decision; other words are the user's next message, and recorded as that."""
        if answer in (ALLOW, REFUSE, TRUST) or answer.isdecimal():
            self._record(EventKind.ANSWER, {"id": call_id, "text": answer})


def _offered(rule: str) -> str:
    """Return a rule as one of several to choose from: nothing in it passes for the next one, or hides."""
    text = one_line(command_shown(rule))
    left = len(text) - _LONGEST_OFFER
    return f"{text[:_LONGEST_OFFER]} ... ({left:,} more characters)" if left > 0 else text
