"""When a request is sent again, and how long that waits."""

from collections.abc import Iterator
from email.utils import formatdate

import pytest

from qmux.cancel import CancelToken
from qmux.errors import Cancelled, QmuxError, RetryableError, UserError
from qmux.model.message import StreamEnd, StreamEvent, TextDelta, ToolCall, Usage
from qmux.providers.retry import ATTEMPTS, delay_after, retry_after, with_retries

END = StreamEnd("end_turn")
BUSY = RetryableError("busy", 0.25)


class Attempts:
    """A scripted provider: each attempt yields its events and raises its error, if it has one."""

    def __init__(self, *script: StreamEvent | QmuxError | list[StreamEvent | QmuxError]) -> None:
        self.script = [item if isinstance(item, list) else [item] for item in script]
        self.made = 0

    def __call__(self) -> Iterator[StreamEvent]:
        items = self.script[self.made]
        self.made += 1
        for item in items:
            if isinstance(item, QmuxError):
                raise item
            yield item


def run(attempts: Attempts, cancel: CancelToken | None = None) -> tuple[list[StreamEvent], list[float], str]:
    """Return the events, the waits that were asked for, and the error's name."""
    events: list[StreamEvent] = []
    waits: list[float] = []
    try:
        for event in with_retries(attempts, cancel or CancelToken(), lambda wait, error: waits.append(wait)):
            events.append(event)
    except QmuxError as error:
        return events, waits, type(error).__name__
    return events, waits, ""


TEXT = TextDelta("a")
TABLE = {
    "works at once": (Attempts([TEXT, END]), [TEXT, END], 0, ""),
    "works the second time": (Attempts(BUSY, [TEXT, END]), [TEXT, END], 1, ""),
    "works the last time": (Attempts(*[BUSY] * (ATTEMPTS - 1), END), [END], ATTEMPTS - 1, ""),
    "never works": (Attempts(*[BUSY] * ATTEMPTS), [], ATTEMPTS - 1, "RetryableError"),
    "not after text": (Attempts([TEXT, BUSY]), [TEXT], 0, "RetryableError"),
    "not after a tool call": (
        Attempts([ToolCall("1", "t", {}), BUSY]),
        [ToolCall("1", "t", {})],
        0,
        "RetryableError",
    ),
    "token counts are nothing that is shown": (Attempts([Usage(1, 1), BUSY], END), [Usage(1, 1), END], 1, ""),
    "what the user must mend": (Attempts(UserError("key")), [], 0, "UserError"),
    "a wait that is too long": (Attempts(RetryableError("busy", 61.0)), [], 0, "RetryableError"),
}


@pytest.mark.parametrize(("attempts", "events", "waits", "error"), TABLE.values(), ids=TABLE)
def test_retries(attempts: Attempts, events: list[StreamEvent], waits: int, error: str) -> None:
    assert run(attempts) == (events, [0.25] * waits, error)


def test_a_wait_ends_with_cancel() -> None:
    cancel = CancelToken()
    stream = with_retries(Attempts(RetryableError("busy", 60.0)), cancel, lambda wait, error: cancel.cancel())
    with pytest.raises(Cancelled):
        next(stream)


@pytest.mark.parametrize(("seconds", "pause"), [(601.0, "11 minutes"), (1e20, "more than a day")])
def test_a_wait_that_is_too_long_is_told(seconds: float, pause: str) -> None:
    attempts = Attempts(RetryableError("Too much.", seconds))
    with pytest.raises(RetryableError, match=rf"^Too much\. It asks for a pause of {pause}\.$") as caught:
        list(with_retries(attempts, CancelToken(), lambda wait, error: None))
    assert caught.value.retry_after == seconds


def test_closing_the_stream_closes_the_attempt() -> None:
    closed = []

    def attempt() -> Iterator[StreamEvent]:
        try:
            yield TEXT
        finally:
            closed.append(True)

    stream = with_retries(attempt, CancelToken(), lambda wait, error: None)
    next(stream)
    del stream
    assert closed


@pytest.mark.parametrize(
    ("failures", "asked", "shortest", "longest"),
    [
        (1, None, 0.25, 0.5),
        (2, None, 0.5, 1.0),
        (3, None, 1.0, 2.0),
        (4, None, 2.0, 4.0),
        (1, 7.0, 7.0, 7.0),
        (4, 60.0, 60.0, 60.0),
        (1, 0.0, 0.25, 0.5),
        (1, 60.1, None, None),
        (5, None, None, None),
        (5, 1.0, None, None),
    ],
)
def test_delays(failures: int, asked: float | None, shortest: float | None, longest: float | None) -> None:
    assert delay_after(failures, asked, lambda: 0.0) == shortest
    assert delay_after(failures, asked, lambda: 1.0) == longest


NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1e999"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": formatdate(NOW + 90, usegmt=True)}, 90.0),
        ({"retry-after": formatdate(NOW - 90, usegmt=True)}, 0.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 -0000"}, 30.0),
        ({"retry-after": f"Wed, 21 Oct {'9' * 20} 07:28:00 GMT"}, None),
        ({"retry-after": "Fri, 99 Foo 2027 08:00:30 GMT"}, None),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after-ms": "?", "retry-after": "3"}, 3.0),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds
