"""A process as heavy as a qmux with many sessions: `python -m tests.bench.panes FILE PANES COLUMNS LINES HISTORY`.

Each of PANES panes shows FILE. The process imports what qmux does, says when the panes are full, waits for a line,
fills an output buffer for each pane, says so, and waits for the end of its input.
"""

import sys
from pathlib import Path

# Imported for their weight: the program as it is after its first frame.
import qmux.app
import qmux.commands.table
import qmux.engine.connections
import qmux.engine.coordinator
import qmux.engine.workshop
import qmux.http
import qmux.storage.store
import qmux.tools.table
import qmux.tui.curses_terminal
import qmux.tui.loop  # noqa: F401
from qmux.engine.output import OutputBuffer
from qmux.model.event import Event, EventKind
from qmux.settings.config import defaults
from qmux.terminal.gate import Gate
from qmux.terminal.pane import BURST, Pane

EVENT_CHARACTERS = 1000


def main(path: str, count: str, *sizes: str) -> None:
    """Fill panes, then output buffers, at the word of the parent process."""
    columns, lines, history_lines = map(int, sizes)
    gate = Gate()
    panes = [Pane(columns, lines, history_lines, gate, lambda: None) for _ in range(int(count))]
    for pane in panes:
        _show(pane, path)
    print("panes are full", flush=True)
    sys.stdin.readline()
    limit = defaults("").integer("sessions.output_buffer_size_mb") * 1_000_000
    buffers = [_full(str(number), limit, path) for number in range(len(panes))]
    print(f"{len(buffers)} buffers are full", flush=True)
    sys.stdin.read()


def _show(pane: Pane, path: str) -> None:
    with open(path, "rb") as file:
        while data := file.read(BURST):
            pane.feed_bytes(data)


def _full(conversation_id: str, limit: int, path: str) -> OutputBuffer:
    """Return a buffer that has dropped something already."""
    buffer = OutputBuffer(conversation_id, limit)
    text = Path(path).read_text()
    sequence = 0
    while not buffer.dropped:
        sequence += 1
        start = sequence * EVENT_CHARACTERS % len(text)
        piece = {"text": text[start : start + EVENT_CHARACTERS]}
        buffer.add(Event(conversation_id, sequence, 1, EventKind.TEXT, piece, 0.0))
    return buffer


if __name__ == "__main__":
    main(*sys.argv[1:])
