"""Requester: one request after another to a session's model, each with a slot, retried where that helps.

Owns the session's connection, the slot that it holds, and what the server says of its models. Leaves wire formats and
what may be retried to providers/, the order of the waiting to the limiter, and what a reply means to its callers.
Runs in its session's worker thread, but for release(), which the main thread calls.
"""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qmux import log
from qmux.cancel import CancelToken
from qmux.engine.limiter import ApiRateLimiter, Slot
from qmux.engine.models import window_of
from qmux.engine.reports import Reports
from qmux.errors import Cancelled, RetryableError, UserError
from qmux.model.message import StreamEvent
from qmux.providers.base import ModelInfo, Provider, Request
from qmux.providers.retry import with_retries


class Connection(NamedTuple):
    """A provider ready for requests, and the model to ask."""

    provider: Provider
    model: str


class Requester:
    """Sends the requests of one worker.

    Arguments:
        connect: makes the connection when it is first needed; blocks, and raises UserError or RetryableError.
        notice: shows a sentence in the session's pane.
    """

    def __init__(
        self,
        connect: Callable[[CancelToken], Connection],
        limiter: ApiRateLimiter,
        reports: Reports,
        notice: Callable[[str], None],
    ) -> None:
        self._connect = connect
        self._limiter = limiter
        self._reports = reports
        self._notice = notice
        self._connection: Connection | None = None
        self._slot: Slot | None = None
        self._doing = ""
        self._models: list[ModelInfo] = []
        self.window: int | None = None  # the model's context in tokens, if its server has said

    def connected(self, cancel: CancelToken) -> Connection:
        """Return the connection, made now if there is none yet; raises as `connect` does."""
        if self._connection is None:
            self._connection = self._connect(cancel)
            self._tell(self._connection)
        return self._connection

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Ask the server which models it has; raises as Provider.models() does."""
        connection = self.connected(cancel)
        self._models = connection.provider.models(cancel)
        self._reports.listed(tuple(model.name for model in self._models))
        self._size(connection.model)
        return self._models

    def look_around(self, cancel: CancelToken) -> None:
        """Learn what the server says of its models; one that says nothing in time is not asked again."""
        try:
            self.models(cancel)
        except (UserError, RetryableError, Cancelled) as error:
            log.info(f"no list of models: {error}")
            self._reports.sized(None)

    def use(self, model: str, cancel: CancelToken) -> None:
        """Ask `model` from the next request on."""
        self._connection = self.connected(cancel)._replace(model=model)
        self._tell(self._connection)
        self._size(model)

    def stream(
        self, build: Callable[[str], Request], cancel: CancelToken, doing: str = "thinking"
    ) -> Iterator[StreamEvent]:
        """Send what `build` makes for the model, again where that helps, and yield the reply as it comes.

        Arguments:
            doing: what the status line says of it while the request is under way.

        Raises:
            Cancelled, UserError, RetryableError: as Provider.stream() does, the last one after all attempts.
        """

        self._doing = doing

        def pause(seconds: float, error: RetryableError) -> None:
            self._pause(seconds, error, cancel)

        for event in with_retries(lambda: self._attempt(build, cancel), cancel, pause):
            cancel.check()
            yield event

    def wait_no_longer(self) -> None:
        """Let the next request begin even if a rate limit holds the account back: the user has decided so."""
        if self._connection is not None:
            self._limiter.let_go(self._connection.provider.identity)

    def release(self) -> None:
        """Give back the slot that an abandoned worker still holds."""
        if self._slot is not None:
            self._slot.release()

    def close(self) -> None:
        """Close the provider's connections."""
        if self._connection is not None:
            self._connection.provider.close()

    def _attempt(self, build: Callable[[str], Request], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Try once, holding an API slot; a rate limit is told to all sessions of the account."""
        connection = self.connected(cancel)
        request = build(connection.model)
        identity = connection.provider.identity
        self._slot = self._limiter.acquire(identity, cancel, self._moved)
        with self._slot:
            try:
                yield from connection.provider.stream(request, cancel)
            except RetryableError as error:
                if error.rate_limited and error.retry_after:
                    self._limiter.hold(identity, error.retry_after)
                raise

    def _tell(self, connection: Connection) -> None:
        self._reports.connected(connection.provider.name, connection.model)

    def _size(self, model: str) -> None:
        self.window = window_of(self._models, model)
        self._reports.sized(self.window)

    def _moved(self, place: int, seconds: float) -> None:
        if place == 0:
            self._reports.working(self._doing)
        elif seconds > 0:
            self._reports.waiting("rate limited, next try in", time.monotonic() + seconds)
        else:
            self._reports.working(f"queued ({place})")

    def _pause(self, seconds: float, error: RetryableError, cancel: CancelToken) -> None:
        """Wait until the next try; for a rate limit, all sessions of the account do, in the limiter's queue."""
        self._notice(f"{error} Trying again in {seconds:.1f} s.")
        if error.rate_limited:
            self._limiter.hold(self.connected(cancel).provider.identity, seconds)
            return
        self._reports.waiting("trying again in", time.monotonic() + seconds)
        cancel.wait(seconds)
