"""Markdown: what it costs to render a reply as it streams, by its length and by what it is made of.

A reply comes in pieces of 200 characters, its open end is drawn after every fifth, and all goes into a pane.
"Growth" is the time for one reply of 1 MB beside that for ten of 100 KB: at 1 it does not matter how long a reply is.
"""

import time
from collections.abc import Iterator

from qmux.engine.markdown.reply import MarkdownReply
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from tests.bench.figures import Figure, judged, median

SIZE = 1_000_000
SHORT = 100_000
PIECE = 200
PIECES_A_FRAME = 5
ROUNDS = 3
GROWTH = 1.25

_PROSE = "A sentence with **strong** words, some `code`, [a link](https://example.com/page) and nothing else in it. "
_ITEMS = "".join(f"- item {number} says *something* about `it`\n" for number in range(8))
_CODE = (
    'def function(argument: int) -> str:\n    """Return it."""\n    return f"{argument + 1}"  # a comment\n\n'
)
_HEAD = "| a | b | c |\n|---|---|--:|\n"
_ROW = "| a cell | another `cell` with more words | 12345 |\n"

# Name -> how a reply begins, and what it repeats.
REPLIES = {
    "a mixed reply": ("", f"## Heading\n\n{_PROSE * 3}\n\n{_ITEMS}\n```py\n{_CODE * 2}```\n\n{_HEAD}{_ROW * 6}\n"),
    "one line": ("", _PROSE),
    "one paragraph": ("", f"{_PROSE}\n"),
    "one code block": ("```python\n", _CODE),
    "one table": (_HEAD, _ROW),
}  # fmt: skip


def measure() -> Iterator[Figure]:
    """Yield a row for each kind of reply."""
    for name, (begin, part) in REPLIES.items():
        source = [begin + part * (size // len(part)) for size in (SIZE, SHORT)]
        rounds = [(seconds(source[0]), SIZE // SHORT * seconds(source[1])) for _ in range(ROUNDS)]
        growth = median([long / short for long, short in rounds])
        speed = SIZE / 1e6 / median([long for long, _ in rounds])
        value = f"growth {growth:.2f} x; {speed:.2f} MB/s"
        yield judged(f"markdown: {name}", value, f"<= {GROWTH:g} x", growth <= GROWTH)


def seconds(text: str) -> float:
    """Return how long it takes to show `text` as a reply that streams."""
    gate = Gate()
    pane = Pane(100, 40, 10_000, gate, lambda: None, wrap_words=True)
    reply = MarkdownReply(lambda: pane.columns, gate.hold)
    begun = time.perf_counter()
    for number, start in enumerate(range(0, len(text), PIECE)):
        final = reply.feed(text[start : start + PIECE])
        if final or number % PIECES_A_FRAME == 0:
            pane.feed_above(final, reply.tail())
    pane.feed(reply.finish())
    return time.perf_counter() - begun
