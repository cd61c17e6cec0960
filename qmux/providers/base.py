"""What every provider is to the engine: a request in, a stream of events out.

Owns the Request and the Provider protocol. Leaves wire formats to one module per protocol, retries to
retry.py, and the choice of a provider to table.py.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from qmux.cancel import CancelToken
from qmux.model.message import Message, Part, Reasoning, StreamEvent, ToolSpec


class Request(NamedTuple):
    """One request to a model; `max_tokens` bounds the reply."""

    model: str
    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...]
    max_tokens: int

    def with_reasoning_of(self, provider: str) -> tuple[Message, ...]:
        """Return the messages with the reasoning that `provider` gave for this very model, and no other."""
        return tuple(
            Message(message.role, tuple(part for part in message.parts if self._is_read_by(provider, part)))
            for message in self.messages
        )

    def _is_read_by(self, provider: str, part: Part) -> bool:
        return not isinstance(part, Reasoning) or (part.provider, part.model) == (provider, self.model)


class ModelInfo(NamedTuple):
    """A model that a server lists; `context_window` is in tokens, None where the server does not say."""

    name: str
    context_window: int | None


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

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the models that the server lists; raises as stream() does."""
        ...

    def close(self) -> None:
        """Close the connections; the provider is not used after that."""
        ...
