"""Blocks: lines of markdown in, lines for a pane out, each as soon as it is final.

A paragraph is final at its end, a line of code at once, a table when its columns are decided, list items one after
the other. Line ends within a paragraph are kept: models mean them. Paragraphs are one line of the pane for each of
theirs, which the pane breaks between words and reflows; in items and quotes they are broken here, behind margins that
the pane knows nothing of. Owns blocks and what stands before their lines; leaves what
is inside them to inline.py, code.py and table.py. A document belongs to one thread at a time.
"""

import re
from collections.abc import Callable
from copy import copy
from typing import NamedTuple

from qmux.engine.markdown.code import Highlighter, language_of
from qmux.engine.markdown.containers import RULE, Container, follow, opened
from qmux.engine.markdown.inline import spans
from qmux.engine.markdown.style import DIM, HEADINGS, Span, split_lines, terminal_text
from qmux.engine.markdown.table import Table, is_table
from qmux.engine.markdown.wrapping import wrapped
from qmux.terminal.breaking import NO_BREAK
from qmux.terminal.width import cell_width

# A paragraph beyond either bound is parted: what is not final is rendered again and again.
PARAGRAPH_LINES = 32
PARAGRAPH_CHARACTERS = 2000

_LEAST_ROOM = 10  # cells beside the margins of items and quotes; lines in less go on below the margins

_END = "\r\n"
_FENCE = re.compile(r" *(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6}) +(?P<text>\S.*?)(?: +#+)? *")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>={3,})|-{3,}) *")
_INDENTED = re.compile(r" {4}")
_BAR = "───"
_SGR = re.compile("\x1b\\[[0-9;]*m")


class _Code(NamedTuple):
    """An open code block: the fence that it began with, how far that was indented, and what colors its lines."""

    fence: str
    indent: int
    highlighter: Highlighter

    def ends_with(self, line: str) -> bool:
        line = line.strip()
        return line.startswith(self.fence) and not line.strip(self.fence[0])

    def content(self, line: str) -> str:
        """Return a line without the fence's indent, as far as it has it."""
        return line[min(self.indent, len(line) - len(line.lstrip(" "))) :]

    def fork(self) -> "_Code":
        return self._replace(highlighter=self.highlighter.fork())


class _Paragraph(list[str]):
    """The lines of an open paragraph."""

    def fork(self) -> "_Paragraph":
        return _Paragraph(self)

    @property
    def is_long(self) -> bool:
        return len(self) > PARAGRAPH_LINES or sum(map(len, self)) > PARAGRAPH_CHARACTERS


class Document:
    """A reply so far.

    Arguments:
        columns: returns the width of the pane in cells; asked when a table begins.
    """

    def __init__(self, columns: Callable[[], int]) -> None:
        self.laid_out = False  # whether something depends on the pane's width
        self._columns = columns
        self._containers: tuple[Container, ...] = ()
        self._marked = 0  # of the containers, outermost first, whose mark is out
        self._leaf: _Code | _Paragraph | Table | None = None
        self._began = False  # whether a line is out, which is ended before the next
        self._gap = False  # whether a blank line is due before the next
        self._out: list[str] = []

    def fork(self) -> "Document":
        """Return a document that goes on in the same way, whatever becomes of this one."""
        other = copy(self)
        other._leaf = None if self._leaf is None else self._leaf.fork()
        other._out = []
        return other

    @property
    def in_code(self) -> bool:
        """Whether a code block is open."""
        return isinstance(self._leaf, _Code)

    def line(self, text: str) -> str:
        """Take one more line, without its end; return what is final now."""
        if not self.in_code:
            text = text.expandtabs(4)
        self._take(text)
        return self._taken()

    def go_on(self, text: str) -> str:
        """Take the next piece of a line that is too long to be waited for."""
        if self.in_code:
            return _unbroken(text)
        self._end_leaf()
        return self._taken() + terminal_text(spans(text))

    def end(self) -> str:
        """End what is open but the last line; return it."""
        self._cut(0)
        return self._taken()

    def end_line(self) -> str:
        """End the last line, if there is one; what comes then begins as if there had been none."""
        began, self._began = self._began, False
        return _END if began else ""

    # -- a line's place -------------------------------------------------------------------------------------

    def _take(self, line: str) -> None:
        count, rest = follow(self._containers, line, self.in_code)
        if count == len(self._containers) and self._goes_into_leaf(rest):
            return
        if not rest.strip():
            self._blank(count)
            return
        lazy = isinstance(self._leaf, _Paragraph)
        before = self._containers[count] if count < len(self._containers) else None
        may_interrupt = lazy and before is None
        found, rest = opened(rest, self._containers[:count], before, may_interrupt)
        if isinstance(self._leaf, _Paragraph) and not found and _is_text(rest):
            self._add_text(self._leaf, rest)
            return
        self._cut(count)
        self._containers += tuple(found)
        self._begin(rest)

    def _blank(self, count: int) -> None:
        self._end_leaf()
        self._cut(count)
        self._gap = self._began

    def _cut(self, count: int) -> None:
        """End the open block, and all containers but the first `count`."""
        self._end_leaf()
        if count < len(self._containers):
            if self._marked < len(self._containers):
                self._put("")  # an item with nothing in it
            self._containers = self._containers[:count]
            self._marked = min(self._marked, count)

    # -- blocks ---------------------------------------------------------------------------------------------

    def _begin(self, line: str) -> None:
        """Begin a block with its first line."""
        if fence := _FENCE.fullmatch(line):
            self._begin_code(fence, len(line) - len(line.lstrip(" ")))
        elif heading := _HEADING.fullmatch(line):
            self._heading(heading["text"], len(heading["marks"]))
        elif RULE.fullmatch(line):
            self._put(terminal_text([Span(_BAR * 3, DIM)]))
        elif _INDENTED.match(line):
            self._put(line)
        elif line.strip():
            self._leaf = _Paragraph([line.strip()])

    def _goes_into_leaf(self, line: str) -> bool:
        """Take `line` as a further one of the open block, if it is one that text alone does not make it."""
        leaf = self._leaf
        if isinstance(leaf, _Code):
            self._code_line(leaf, line)
            return True
        if isinstance(leaf, Table) and "|" in line and not opened(line, self._containers, None, True)[0]:
            self._put(*leaf.add(line))
            return True
        return isinstance(leaf, _Paragraph) and self._makes_more_of(leaf, line)

    def _begin_code(self, fence: re.Match[str], indent: int) -> None:
        language = language_of(fence["info"])
        self._put(terminal_text([Span(f"{_BAR} {language}".rstrip(), DIM)]))
        self._leaf = _Code(fence["fence"], indent, Highlighter(language))

    def _code_line(self, code: _Code, line: str) -> None:
        if code.ends_with(line):
            self._leaf = None
            self._put(terminal_text([Span(_BAR, DIM)]))
        else:
            self._put(_unbroken(terminal_text(code.highlighter.line(code.content(line)))))

    def _heading(self, text: str, level: int) -> None:
        self._put(terminal_text(spans(text, HEADINGS[level - 1])))

    def _makes_more_of(self, paragraph: _Paragraph, line: str) -> bool:
        """Return whether `line` shows that the paragraph is a heading, or its last line a table's header."""
        underline = _UNDERLINE.fullmatch(line)
        if underline and len(paragraph) == 1:
            self._leaf = None
            self._heading(paragraph[0], 1 if underline["first"] else 2)
            return True
        if is_table(paragraph[-1], line):
            header = paragraph.pop()
            self._end_leaf()
            self.laid_out = True
            self._leaf = Table(header, line, self._columns() - self._margin_width())
            return True
        return False

    def _add_text(self, paragraph: _Paragraph, line: str) -> None:
        paragraph.append(line.strip())
        if paragraph.is_long:
            last = paragraph.pop()
            self._end_leaf()
            self._leaf = _Paragraph([last])

    def _end_leaf(self) -> None:
        leaf, self._leaf = self._leaf, None
        if isinstance(leaf, Table):
            self._put(*leaf.end())
        elif isinstance(leaf, _Paragraph) and leaf:
            lines = split_lines(spans("\n".join(leaf)))
            self._put(*map(terminal_text, self._between_margins(lines) if self._containers else lines))

    def _between_margins(self, lines: list[list[Span]]) -> list[list[Span]]:
        """Return lines broken for the room beside the margins, if there is enough to read in."""
        self.laid_out = True
        room = self._columns() - self._margin_width()
        return [piece for line in lines for piece in wrapped(line, room)] if room >= _LEAST_ROOM else lines

    # -- lines out ------------------------------------------------------------------------------------------

    def _put(self, *lines: str) -> None:
        """Let lines out, each behind the marks or margins of its containers."""
        for line in lines:
            if self._began:
                self._out.append(_END)
            if self._gap:
                self._out.append(f"{self._margins(self._marked).rstrip(' ')}{_END}")
            marks = "".join(container.mark for container in self._containers[self._marked :])
            text = f"{self._margins(self._marked)}{marks}{line}"
            self._out.append(text if line else text.rstrip(" "))
            self._marked = len(self._containers)
            self._began, self._gap = True, False

    def _margins(self, count: int) -> str:
        return "".join(container.margin for container in self._containers[:count])

    def _margin_width(self) -> int:
        return cell_width(_SGR.sub("", self._margins(len(self._containers))))

    def _taken(self) -> str:
        out, self._out = self._out, []
        return "".join(out)


def _unbroken(code: str) -> str:
    """Return a line of code that the pane breaks at its margin only: its blanks are such as end no row."""
    return code.replace(" ", NO_BREAK)


def _is_text(line: str) -> bool:
    """Return whether `line` can go on with a paragraph."""
    return not any(block.fullmatch(line) for block in (_FENCE, _HEADING, RULE))
