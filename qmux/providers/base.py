"""What every provider is to the engine: a request in, a stream of events out.

Owns the Request and the Provider protocol. Leaves wire formats to one module per protocol, retries to
retry.py, and the choice of a provider to table.py.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from qmux.cancel import CancelToken
from qmux.model.message import Message, StreamEvent, ToolSpec


class Request(NamedTuple):
    """One request to a model; `max_tokens` bounds the reply."""

    model: str
    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    max_tokens: int


class Provider(Protocol):
    """A client of one model server, used by one session's thread at a time.

    `name` is its row in table.py. `identity` names the account that its rate limits belong to: the provider
    and a digest of the key, never the key itself.
    """

    name: str
    identity: str

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Send `request` once and yield the reply as it arrives, a StreamEnd last.

        Text that came in one network read is one TextDelta. Cancelling wakes a blocked read at once.

        Raises:
            Cancelled: through `cancel`.
            RetryableError: it may work later (unreachable, 429, 5xx, cut off).
            UserError: it will not work until the user changes something (key, model, billing, overflow).
        """
        ...

    def models(self, cancel: CancelToken) -> list[str]:
        """Return the names of the models that the server lists; raises as stream() does."""
        ...

    def close(self) -> None:
        """Close the connections; the provider is not used after that."""
        ...
