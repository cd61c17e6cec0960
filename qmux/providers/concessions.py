"""Concessions: options of a request that a server may refuse, given up one by one.

Servers that imitate a protocol lack some of it, and which, only a refusal tells. Owns what was given up, for the
life of a client. Leaves the options to the protocols. Used by one thread at a time.
"""

from collections.abc import Callable, Iterator, Mapping

from qmux.model.message import StreamEvent
from qmux.providers.server import RejectedError


class Concessions:
    """What one server does not take.

    Arguments:
        options: what a refusal with status 400 may name, and what is then sent instead; None leaves it out. Where
            a refusal names several, the first counts.
    """

    def __init__(self, options: Mapping[str, object]) -> None:
        self._options = options
        self._made: dict[str, object] = {}

    def made(self, option: str) -> bool:
        """Return whether `option` was given up."""
        return option in self._made

    def applied(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """Return `body` with what was given up replaced or left out."""
        merged = {**body, **self._made}
        return {name: value for name, value in merged.items() if value is not None}

    def stream(self, attempt: Callable[[], Iterator[StreamEvent]]) -> Iterator[StreamEvent]:
        """Yield what `attempt` yields, calling it anew after each refusal of an option; raises as it does."""
        while True:
            try:
                yield from attempt()
                return
            except RejectedError as rejection:
                if not self._make(rejection):
                    raise

    def _make(self, rejection: RejectedError) -> bool:
        """Give up the option that the server names; return whether there is one."""
        if rejection.status != 400:
            return False
        said = f"{rejection.report.parameter} {rejection.report.message}".lower()
        option = next((name for name in self._options if name in said and name not in self._made), None)
        if option is None:
            return False
        self._made[option] = self._options[option]
        return True
