"""Server: which model server a client talks to, and its refusals as sentences for the user.

Owns reading error bodies of every known shape, telling what may pass by itself from what the user must
mend, and the advice. Leaves sending to exchange.py. A key is never part of a message.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from qmux.errors import ContextOverflowError, QmuxError, RetryableError, UserError
from qmux.providers.json_fields import (
    JsonObject,
    integer_field,
    object_field,
    objects_field,
    parse_object,
    text_field,
)

_LONGEST_MESSAGE = 400  # characters of a server's own words
# Characters of a key; what stands for one at a local server ("x", "none") is a word like others.
_SHORTEST_SECRET = 8


class Server(NamedTuple):
    """A model server and the account on it.

    Arguments:
        name: the row of table.py; label: how messages call it.
        key: "" where none is needed; key_source: where the user sets it, for advice.
        context_window: how many tokens the user says that the models read, 0 if they do not say.
    """

    name: str
    label: str
    base_url: str
    key: str
    key_source: str
    context_window: int = 0

    @property
    def identity(self) -> str:
        """What rate limits belong to: the server and a digest of the key."""
        digest = hashlib.sha256(f"{self.base_url}\n{self.key}".encode()).hexdigest()
        return f"{self.name}:{digest[:12]}"

    @property
    def address(self) -> str:
        """The base URL as messages may show it: without the name and the password that it may have."""
        scheme, separator, rest = self.base_url.partition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"

    def bearer(self) -> Mapping[str, str]:
        """Return the header that carries the key, as most servers want it; none without a key."""
        return {"authorization": f"Bearer {self.key}"} if self.key else {}

    def __repr__(self) -> str:
        return f"Server({self.name!r}, {self.address!r})"


class ErrorReport(NamedTuple):
    """What an error body says; `kind` and `code` are words of the protocol, `code` may be a number in digits."""

    message: str = ""
    kind: str = ""
    code: str = ""
    parameter: str = ""
    request_id: str = ""


class RejectedError(UserError):
    """The server refuses this very request; `status` and `report` say why."""

    def __init__(self, message: str, status: int, report: ErrorReport) -> None:
        super().__init__(message)
        self.status = status
        self.report = report


# The words of both protocols' errors, as the HTTP status that they stand for: an error inside a stream has
# no other, and some servers send a milder status than they mean.
_STATUS_OF_WORD = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "billing_error": 402,
    "insufficient_quota": 402,
    "credit_balance_exhausted": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "request_too_large": 413,
    "context_length_exceeded": 413,
    "exceed_context_size_error": 413,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "slow_down": 429,
    "api_error": 500,
    "server_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
# Meant whatever the status is: quota errors come with 429, which would be retried, and overflow with 400.
_STRONG_WORDS = {
    "insufficient_quota",
    "credit_balance_exhausted",
    "context_length_exceeded",
    "exceed_context_size_error",
}
_HTTP_ERROR = re.compile(r"[45]\d\d")
# Words of messages, the last resort: several servers have no code for an overflow.
_OVERFLOW_MESSAGE = re.compile(
    r"prompt (is )?too long"  # Anthropic, Ollama
    r"|exceeds? (the )?(available )?context"  # Anthropic with max_tokens, OpenAI, llama.cpp
    r"|input is too long"  # Bedrock
    r"|maximum (context|model|prompt) length"  # vLLM, SGLang, OpenRouter, xAI
    r"|greater than the context length"  # LM Studio
    r"|input token count.*exceeds the maximum"  # Gemini
    r"|reduce the length of the messages",  # Groq
    re.IGNORECASE,
)

_WHAT_HAPPENED = {
    400: "refused the request",
    401: "refused the key",
    402: "says that the account has no credit left",
    403: "does not allow this",
    404: "does not know the model or the address",
    413: "finds the conversation too long",
    429: "gets more requests from this key than it allows",
    503: "is not available",
    529: "is overloaded",
}


def read_report(fields: JsonObject, headers: Mapping[str, str] | None = None) -> ErrorReport:
    """Return what the body of an error says, in any of the shapes that servers use.

    They are {"error": {...}}, {"error": "text"}, {"detail": "text"}, {"detail": [{"loc": ..., "msg": ...}]} as
    FastAPI writes what a field lacks, and {"object": "error", "message": ...}.
    """
    error = object_field(fields, "error") or fields
    message = text_field(error, "message") or text_field(fields, "error") or _detail(fields)
    number = integer_field(error, "code")
    headers = headers or {}
    return ErrorReport(
        message,
        text_field(error, "type"),
        text_field(error, "code") if number is None else str(number),
        text_field(error, "param"),
        text_field(fields, "request_id") or headers.get("request-id") or headers.get("x-request-id") or "",
    )


def _detail(fields: JsonObject) -> str:
    problems = objects_field(fields, "detail")
    said = (f"{_place(problem)}{text_field(problem, 'msg')}" for problem in problems)
    return text_field(fields, "detail") or "; ".join(filter(None, said))


def _place(problem: JsonObject) -> str:
    steps = problem.get("loc")
    return f"{'.'.join(map(str, steps))}: " if isinstance(steps, list) and steps else ""


def read_report_body(body: bytes, headers: Mapping[str, str]) -> ErrorReport:
    """Return what the bytes of an error's body say; only JSON is quoted, for a web page says nothing."""
    try:
        return read_report(parse_object(body), headers)
    except ValueError:
        return read_report({}, headers)


def failure(
    server: Server,
    status: int | None,
    report: ErrorReport,
    retry_after: float | None = None,
    verdict: str = "",
) -> QmuxError:
    """Return the error to raise.

    Arguments:
        status: of HTTP, or None for an error inside a reply that began well.
        verdict: the header x-should-retry: "true", "false", or "" where the server does not say.
    """
    meaning = _meaning(status, report)
    message = _sentence(server, meaning, f"HTTP {status}" if status else report.code or report.kind, report)
    if meaning == 413:
        return ContextOverflowError(message)
    passes = meaning in (408, 409, 429) or meaning >= 500
    if verdict == "true" or (passes and verdict != "false"):
        return RetryableError(message, retry_after, rate_limited=meaning == 429)
    return RejectedError(message, meaning, report)


def _meaning(status: int | None, report: ErrorReport) -> int:
    """Return the HTTP status that says best what happened."""
    meaning = _told_status(status, report)
    return 413 if meaning == 400 and _OVERFLOW_MESSAGE.search(report.message) else meaning


def _told_status(status: int | None, report: ErrorReport) -> int:
    """Return the status that the report's words stand for, where they count for more than that of HTTP."""
    words = [word for word in (report.code, report.kind) if word in _STATUS_OF_WORD]
    strong = next((word for word in words if status is None or word in _STRONG_WORDS), "")
    if strong:
        return _STATUS_OF_WORD[strong]
    if status is not None:
        return status
    return int(report.code) if _HTTP_ERROR.fullmatch(report.code) else 500


def _sentence(server: Server, meaning: int, status: str, report: ErrorReport) -> str:
    happened = _WHAT_HAPPENED.get(meaning, "failed" if meaning >= 500 else "gave an unexpected answer")
    request = f"request {_quoted(server, report.request_id)}" if report.request_id else ""
    details = ", ".join(filter(None, (_quoted(server, status), request)))
    said = f": {_quoted(server, report.message)}" if report.message else ""
    return (
        f"{server.label} {happened}{details and f' ({details})'}{said.rstrip('.')}.{_advice(server, meaning)}"
    )


def _advice(server: Server, meaning: int) -> str:
    if meaning in (401, 402, 403) and not server.key:
        return f" Set {server.key_source}."
    if meaning == 401:
        return f" Check {server.key_source}."
    if meaning in (402, 403):
        return f" Check the account that the key in {server.key_source} belongs to."
    if meaning == 404 or 300 <= meaning < 400:
        return f" Check the model's name and the base URL, {server.address}."
    if meaning == 413:
        return " Shorten it with /compact, or start a new session with /new."
    return ""


def _quoted(server: Server, text: str) -> str:
    """Return a server's words on one line, shortened, without controls and without the key."""
    if len(server.key) >= _SHORTEST_SECRET:
        text = text.replace(server.key, "***")
    line = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST_MESSAGE else line[:_LONGEST_MESSAGE] + "…"
