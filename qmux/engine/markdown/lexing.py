"""Lexing: the rules of a lexer of Pygments, run from wherever a line before has left off.

Pygments tries the regular expressions of a state one by one: two dozen for each token, each a step of Python. A state
that is looked at often gets its rules joined into one expression, which tells by an empty group at the end of each
which of them has matched: the same tokens in half the time. Joining takes up to 30 ms, so that short texts are better
off without. Whoever runs the rules holds the emulation gate, or is alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import starmap
from typing import Any, NamedTuple

from pygments.lexer import RegexLexer
from pygments.token import Token, _TokenType

# Looks at a state before its rules are joined: about when the price is earned.
_OFTEN = 2000
_AT_START = "root"

# What would mean something else within another expression: numbers and names of groups, flags for all of it.
_NOT_JOINED = re.compile(r"\\[1-9]|\(\?P[=<]|\(\?\(|\(\?[aiLmsux]+\)")
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}

Stack = Sequence[str]
Match = Callable[[str, int], "re.Match[str] | None"]


class _Rule(NamedTuple):
    """One of Pygments' rules: an expression, the kind of the token or what makes tokens of it, what state is next."""

    match: Match
    action: Any
    change: Any


class _Step(NamedTuple):
    """An expression to try, and the rule that it stands for, or several by the number of the group that ends them."""

    match: Match
    rule: _Rule | None
    joined: dict[int | None, _Rule]


# A token: where it starts, its kind and text, and the states in which its rule began, None further on in what a rule
# has found. (No NamedTuple: making those would be a fifth of the price.)
Piece = tuple[int, _TokenType, str, Stack | None]


class Grammar:
    """The rules of one lexer."""

    def __init__(self, lexer: RegexLexer) -> None:
        self._lexer = lexer
        self._looks: Counter[str] = Counter()
        self._steps: dict[str, list[_Step]] = {}
        self._joined: set[str] = set()

    def tokens(self, text: str, stack: Stack) -> Iterator[Piece]:
        """Yield the tokens of `text`, as RegexLexer.get_tokens_unprocessed() would beginning in `stack`."""
        at, steps = 0, self._steps_of(stack[-1])
        while at < len(text):
            for step in steps:
                if (match := step.match(text, at)) is not None:
                    break
            else:
                stack = (_AT_START,) if text[at] == "\n" else stack
                yield at, Token.Error, text[at], stack
                at, steps = at + 1, self._steps_of(stack[-1])
                continue
            rule = step.rule or step.joined[match.lastindex]
            action, change = rule.action, rule.change
            if type(action) is _TokenType:
                yield at, action, match[0], stack
            elif action is not None:
                yield from _parts(action(self._lexer, rule.match(text, at)), at, stack)
            at = match.end()
            if change is not None:
                stack = _changed(stack, change)
            steps = self._steps_of(stack[-1])

    def _steps_of(self, state: str) -> list[_Step]:
        """Return what to try in a state; taken for a look at it."""
        if state in self._joined:
            return self._steps[state]
        self._looks[state] += 1
        if self._looks[state] == _OFTEN:
            self._joined.add(state)
            self._steps[state] = _joined(self._rules(state))
        elif state not in self._steps:
            self._steps[state] = [_Step(rule.match, rule, {}) for rule in self._rules(state)]
        return self._steps[state]

    def _rules(self, state: str) -> Iterator[_Rule]:
        return starmap(_Rule, self._lexer._tokens[state])


def _parts(tokens: Iterable[tuple[int, _TokenType, str]], at: int, stack: Stack) -> Iterator[Piece]:
    """Yield the tokens of what one rule has matched; only at the first could one begin again."""
    for start, kind, text in tokens:
        yield start, kind, text, stack if start == at else None


def _changed(stack: Stack, change: Any) -> Stack:
    """Return the states after a rule's change: how many to leave, or what to enter and leave one by one."""
    if isinstance(change, int):
        return stack[:1] if -change >= len(stack) else stack[:change]
    for state in (change,) if isinstance(change, str) else change:
        if state == "#pop":
            stack = stack[:-1] if len(stack) > 1 else stack
        else:
            stack = (*stack, stack[-1] if state == "#push" else state)
    return stack


def _joined(rules: Iterable[_Rule]) -> list[_Step]:
    """Return steps for rules, as few as can be."""
    steps: list[_Step] = []
    run: list[_Rule] = []
    for rule in rules:
        pattern = _pattern(rule)
        if _NOT_JOINED.search(pattern.pattern) or pattern.flags & re.VERBOSE:
            steps += [*_as_one(run), _Step(rule.match, rule, {})]
            run = []
        else:
            run.append(rule)
    return steps + _as_one(run)


def _as_one(rules: Sequence[_Rule]) -> list[_Step]:
    if not rules:
        return []
    joined: dict[int | None, _Rule] = {}
    parts, groups = [], 0
    for rule in rules:
        pattern = _pattern(rule)
        on = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
        parts.append(f"(?{on}:{pattern.pattern})()")
        groups += pattern.groups + 1
        joined[groups] = rule
    return [_Step(re.compile("|".join(parts)).match, None, joined)]


def _pattern(rule: _Rule) -> "re.Pattern[str]":
    """Return the expression that a rule's method belongs to."""
    pattern: re.Pattern[str] = getattr(rule.match, "__self__")  # noqa: B009 - which mypy does not know of
    return pattern
