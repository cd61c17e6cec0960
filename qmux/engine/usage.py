"""What of a model's context is used, by whom, and what a session has cost so far.

Owns the text of /usage. Pure. The shares are estimates from characters; the whole is what the server counted, where
it has. Counts are tokens.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Usage(NamedTuple):
    """A session's use of its model.

    `used` of `window` tokens are in the context; `shares` are the estimates of who put them there. `sent` and
    `received` are of all requests so far. Prices are of a million tokens, 0 where the user has set none.
    """

    used: int
    window: int
    shares: Mapping[str, int]
    sent: int
    received: int
    input_price: float
    output_price: float


def usage_text(usage: Usage) -> str:
    """Return the use of the context and the session's totals as lines."""
    rows = [("in all", usage.used), *((f"about, {name}", tokens) for name, tokens in usage.shares.items())]
    width = max(len(name) for name, _ in rows)
    lines = [f"  {name:<{width}}  {tokens:>9,}  {tokens / usage.window:>4.0%}" for name, tokens in rows]
    head = f"Context of {usage.window:,} tokens:"
    return "\n".join([head, *lines, "", _totals(usage), ""])


def _totals(usage: Usage) -> str:
    cost = (usage.sent * usage.input_price + usage.received * usage.output_price) / 1_000_000
    price = f", {cost:.2f} at your prices" if cost else ""
    return f"This session so far: {usage.sent:,} tokens sent, {usage.received:,} received{price}."
