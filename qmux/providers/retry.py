"""Retries: how often and how long to wait before a request is sent again.

Owns the policy: five attempts, exponential backoff with jitter, the server's own Retry-After where it is
bearable. Never once something of the reply was shown: the user decides then. Leaves sending to the
providers and cooldowns that all sessions share to engine/limiter.py. Runs in the session's thread; times
are in seconds.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from qmux.cancel import CancelToken
from qmux.errors import RetryableError
from qmux.model.message import Reasoning, StreamEvent, TextDelta, ToolCall, Usage

ATTEMPTS = 5
LONGEST_BACKOFF = 30.0
LONGEST_RETRY_AFTER = 60.0  # a server that asks for more gets no silent wait: the user is told
_MINUTES_OF_A_DAY = 24 * 60


def with_retries(
    attempt: Callable[[], Iterator[StreamEvent]],
    cancel: CancelToken,
    pause: Callable[[float, RetryableError], None],
) -> Iterator[StreamEvent]:
    """Yield what `attempt` yields, calling it anew after a RetryableError that came before any text or tool
    call.

    Arguments:
        pause: called before each new try with how many seconds to wait and why; returns when that is over or
            `cancel` was called.

    Raises:
        RetryableError: the last one, when attempts are used up, the server wants too long a wait, or part of
            the reply was yielded already.
        Cancelled: through `cancel`, also while waiting.
    """
    for failures in range(1, ATTEMPTS + 1):
        shown = False
        try:
            for event in _thought_before_spoken(attempt()):
                shown = shown or isinstance(event, TextDelta | ToolCall)
                yield event
            return
        except RetryableError as error:
            delay = delay_after(failures, error.retry_after)
            if delay is None and (error.retry_after or 0) > LONGEST_RETRY_AFTER:
                raise _with_the_wait(error) from error
            if shown or delay is None:
                raise
            pause(delay, error)
        cancel.check()


def _with_the_wait(error: RetryableError) -> RetryableError:
    """Return `error` with the time that the server asks to wait, for the user."""
    minutes = math.ceil((error.retry_after or 0) / 60)
    pause = f"{minutes} minutes" if minutes <= _MINUTES_OF_A_DAY else "more than a day"
    said = f"{error} It asks for a pause of {pause}."
    return RetryableError(said, error.retry_after, rate_limited=error.rate_limited)


def _thought_before_spoken(events: Iterator[StreamEvent]) -> Iterator[StreamEvent]:
    """Yield `events`, reasoning only with what it led to: of an attempt that fails before, nothing is kept."""
    held: list[StreamEvent] = []
    for event in events:
        if isinstance(event, Reasoning):
            held.append(event)
            continue
        if not isinstance(event, Usage):
            yield from held
            held.clear()
        yield event


def delay_after(
    failures: int, retry_after: float | None, jitter: Callable[[], float] = random.random
) -> float | None:
    """Return how long to wait after that many failures in a row, or None to give up.

    Arguments:
        retry_after: what the server asked for, if it did; one that says "at once" while it refuses is not obeyed.
        jitter: returns a number in [0, 1); it spreads sessions that failed together.
    """
    if failures >= ATTEMPTS:
        return None
    if retry_after:
        return retry_after if retry_after <= LONGEST_RETRY_AFTER else None
    return min(LONGEST_BACKOFF, 0.5 * 2.0 ** (failures - 1)) * (0.5 + jitter() / 2)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that a reply asks us to wait, or None if it does not say or is not understood.

    `retry-after-ms` wins over `retry-after`, which holds seconds or an HTTP date (RFC 9110, 10.2.3).

    Arguments:
        headers: names in lower case.
        now: seconds since 1970, for dates.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    return _until(value, now) if seconds is None else seconds


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None


def _until(date: str, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:  # "-0000", which RFC 5322 calls UTC of unknown origin
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
