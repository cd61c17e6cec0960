"""Containers: the list items and quotes that a line of markdown stands in.

Owns how lines begin: whether they go on with the open containers and which new ones they open, as CommonMark has it,
but with more patience: a nested item may be indented by two columns whatever its parent's marker is. Pure functions;
indents are in columns.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qmux.engine.markdown.style import DIM, Span, terminal_text

QUOTE_MARK = terminal_text([Span("│", DIM)]) + " "

RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")  # which looks like an item, but is none
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>[-+*]|(?P<number>\d{1,9})(?P<end>[.)]))(?P<blank> +|$)")
_TASK = re.compile(r"\[(?P<mark>[ xX])\](?: +|$)")
_BULLETS = "•◦▪"
_BOXES = {" ": "☐ ", "x": "☑ ", "X": "☑ "}
_NESTED = 2  # columns that a nested item is indented at least, beyond its parent's marker


class Container(NamedTuple):
    """A list item, or a quote where `indent` is 0.

    `indent` is where the item's text begins and `column` where its marker stands, both counted from where its
    parent's text begins; `mark` stands before its first line, `margin` before all others. Of an ordered list, `end`
    is what follows its numbers, `first` the number that the list begins with and `number` the item's own.
    """

    mark: str
    margin: str
    indent: int = 0
    column: int = 0
    end: str = ""
    first: int = 0
    number: int = 0


def follow(containers: Sequence[Container], line: str, in_code: bool) -> tuple[int, str]:
    """Return how many of `containers` go on in `line`, and the line behind them.

    A line within a code block (`in_code`) belongs to its item however little it is indented: models forget it.
    """
    rest = line
    for count, container in enumerate(containers):
        after = _after(container, rest, in_code)
        if after is None:
            return count, rest
        rest = after
    return len(containers), rest


def _after(container: Container, line: str, in_code: bool) -> str | None:
    if not container.indent:
        quote = _QUOTE.match(line)
        return line[quote.end() :] if quote else None
    indent = len(line) - len(line.lstrip(" "))
    if indent >= container.indent or not line.strip():
        return line[container.indent :]
    if in_code or (indent >= container.column + _NESTED and _ITEM.match(line)):
        return line[indent:]
    return None


def opened(
    line: str, parents: Sequence[Container], before: Container | None, lazy: bool
) -> tuple[list[Container], str]:
    """Return the containers that `line` opens within `parents`, and the line behind their marks.

    Arguments:
        before: the item whose place a new one would take, if there is one.
        lazy: whether the line may as well go on with a paragraph: then no number but 1 begins a list.
    """
    found: list[Container] = []
    while not RULE.fullmatch(line):
        container, rest = _one(line, [*parents, *found], before, lazy)
        if container is None:
            break
        found.append(container)
        line, before, lazy = rest, None, False
    return found, line


def _one(
    line: str, parents: Sequence[Container], before: Container | None, lazy: bool
) -> tuple[Container | None, str]:
    if quote := _QUOTE.match(line):
        return Container(QUOTE_MARK, QUOTE_MARK), line[quote.end() :]
    item = _ITEM.match(line)
    in_item = bool(parents) and parents[-1].indent > 0
    if item is None or (len(item["indent"]) > 3 and not in_item):
        return None, line
    rest = line[item.end() :]
    if lazy and (not rest or item["number"] not in (None, "1")):
        return None, line
    return _item(item, rest, parents, before)


def _item(
    found: re.Match[str], rest: str, parents: Sequence[Container], before: Container | None
) -> tuple[Container, str]:
    blank = len(found["blank"])
    if blank > 4 or not rest:
        rest, blank = " " * (blank - 1) + rest if rest else "", 1
    column = len(found["indent"])
    indent = column + len(found["marker"]) + blank
    if found["number"]:
        first = number = int(found["number"])
        if before is not None and before.end == found["end"] and number == before.first:
            number = before.number + 1  # a list whose numbers are all the same counts all the same
            first = before.first
        mark = f"{number}{found['end']} "
        return Container(mark, " " * len(mark), indent, column, found["end"], first, number), rest
    mark = _BULLETS[sum(not parent.end and parent.indent > 0 for parent in parents) % len(_BULLETS)] + " "
    if task := _TASK.match(rest):
        mark, rest = _BOXES[task["mark"]], rest[task.end() :]
    return Container(mark, "  ", indent, column), rest
