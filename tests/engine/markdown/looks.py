"""What a reply looks like in a pane, for tests to read."""

from collections.abc import Iterable
from contextlib import nullcontext

from qmux.engine.markdown.reply import MarkdownReply
from qmux.terminal.gate import Gate
from qmux.terminal.pane import Pane
from qmux.terminal.rows import Row, plain_text
from qmux.terminal.style import Style, style_of


def reply(columns: int = 60) -> MarkdownReply:
    """Return a reply to which nothing was said yet."""
    return MarkdownReply(lambda: columns, nullcontext)


def pane(columns: int = 60, lines: int = 50) -> Pane:
    """Return an empty pane for replies."""
    return Pane(columns, lines, 1000, Gate(), lambda: None, wrap_words=True)


def rendered(*chunks: str, columns: int = 60) -> str:
    """Return all the terminal text of a reply that came in `chunks`."""
    made = reply(columns)
    return "".join([*map(made.feed, chunks), made.finish()])


def rows_of(text: str, columns: int = 60) -> list[Row]:
    """Return the rows of a pane that was fed `text`, scrollback too, without the empty ones at the end."""
    shown = pane(columns)
    shown.feed(text)
    rows = [*shown.history_rows(0, shown.frame.history), *shown.frame.rows]
    while rows and not rows[-1].text.strip():
        rows.pop()
    return rows


def lines(*chunks: str, columns: int = 60) -> list[str]:
    """Return the lines that a pane shows of a reply that came in `chunks`."""
    return [plain_text(row, {}).rstrip() for row in rows_of(rendered(*chunks, columns=columns), columns)]


def styles(row: Row) -> Iterable[tuple[str, Style]]:
    """Yield each run of a row's text that is in one style, but the blanks between."""
    cells = row.style or "\0" * len(row.text)
    start = 0
    for end in range(1, len(row.text) + 1):
        if end == len(row.text) or cells[end] != cells[start]:
            if row.text[start:end].strip():
                yield row.text[start:end], style_of(cells[start])
            start = end


def style_in(source: str, word: str) -> Style:
    """Return the style that `word` has where `source` is rendered."""
    for row in rows_of(rendered(source)):
        for text, style in styles(row):
            if word in text:
                return style
    raise AssertionError(f"{word!r} is not shown in one style")
