"""Shell commands as permission rules see them: which are simple, which only read, what a pattern says of one.

Owns a cautious reading of shell syntax: a command counts as simple only if it is one program with its arguments,
without anything that the shell would expand to other words, run besides, or redirect. Whatever is in doubt is not
simple, and somebody has to be asked. Leaves running to the tool. Pure; any thread.
"""

import os
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import NamedTuple

from qmux.tools.patterns import CASE_COUNTS, WILDCARD, Match, escape
from qmux.tools.side_doors import side_doors

BLANKS = " \t\n"  # what a shell drops around a command
_LONGEST = 20_000  # characters; longer commands are not looked into

# One program with arguments: blanks, '...', "..." without expansions, \x, and what means nothing to a shell.
_SIMPLE = re.compile(
    r"(?:[ \t]"
    r"|'[^'\x00-\x08\x0a-\x1f\x7f]*'"
    r'|"[^"$`\\\x00-\x08\x0a-\x1f\x7f]*"'
    r"|\\[^\x00-\x1f\x7f]"
    r"|(?<=[^ \t])#"  # elsewhere it begins a comment
    r"|[^\s#;&|<>()$`{}\\'\"\x00-\x1f\x7f])+"
)

# The commands that Amazon Q CLI calls read-only.
READ_ONLY = frozenset("ls cat echo pwd which head tail find grep dir type".split())
_WITHIN_WORDS = re.compile(
    "[!=/]"
)  # a command may begin behind these: `xargs /bin/rm x`, `git -c alias.y='!rm x'`
_FIND_ACTS = ("-exec", "-ok", "-delete", "-fprint", "-fls")

# What runs something else, or destroys: trusting it with any arguments is trusting everything.
_NO_PREFIX = frozenset(
    "rm rmdir mv dd chmod chown kill killall sudo doas su env nohup time timeout nice xargs exec eval source command"
    " builtin bash sh zsh fish dash ksh python python3 perl ruby node php lua awk sed find ssh scp rsync curl wget nc"
    " watch script tee ln mount crontab at systemctl".split()
)
# Programs whose third word says what they do, by their first two.
_THREE_WORDS = frozenset(
    [
        *((program, "run") for program in ("npm", "pnpm", "yarn", "bun", "uv", "poetry", "cargo", "hatch")),
        *((program, "-m") for program in ("python", "python3")),
        ("docker", "compose"),
    ]
)
_SUBCOMMAND = re.compile(r"[a-z][a-z0-9:_-]*")

_GLUED = re.compile(r"[./~].*", re.DOTALL)

_SEPARATORS = re.compile(r"[;&|\n()`<>]+")
_BACKTICKS = re.compile("`([^`]*)`")
_SHELLS = frozenset("sh bash zsh dash ksh ash mksh fish busybox source .".split())
_QUOTING = str.maketrans("", "", "'\"\\")
_ASSIGNMENT = re.compile(r"\w+\+?=")
# Words before a command that are not the command.
_BEFORE_COMMANDS = frozenset(
    "sudo doas env nohup time nice exec command builtin eval xargs if then elif else while until do ! { }".split()
)
_EXPANDED = re.compile(r"[$*?\[{~]")


def simple_words(command: str) -> list[str] | None:
    """Return the words of a simple command, without quotes; None if it is none, or if that is in doubt."""
    if len(command) > _LONGEST or not _SIMPLE.fullmatch(command):
        return None
    return shlex.split(command) or None


def is_read_only(command: str) -> bool:
    """Return whether `command` surely changes nothing: commands of READ_ONLY, joined by " | " at most."""
    return all(_reads(simple_words(part)) for part in command.strip(BLANKS).split(" | "))


class Argument(NamedTuple):
    """A word that may name a file, up to its first wildcard; `deep` says that what is below it may be read too."""

    path: str
    deep: bool


def read_arguments(command: str) -> list[Argument]:
    """Return what a read-only command may read, as it is written: "~" and what is relative are not resolved."""
    parts = [simple_words(part) or [] for part in command.strip(BLANKS).split(" | ")]
    return [argument for words in parts for argument in _arguments(words)]


def command_covers(pattern: str, command: str) -> bool:
    """Return whether `pattern` surely covers `command`: equals it, or matches all of a simple command.

    `*` stands for anything but what opens a side door (side_doors.py); " *" at the end for nothing as well, so that
    "git status *" covers "git status".
    """
    command = command.strip(BLANKS)
    if escape(command) == pattern:
        return True
    return _covers_simple(pattern, command) and side_doors(simple_words(command) or [""]) <= _spelled(pattern)


def command_touches(pattern: str, command: str) -> Match:
    """Return whether a part of `command` is what `pattern` is about: MAYBE if that depends on the shell.

    Every part of a compound command counts. What stands where an argument could (`xargs rm x`, `sh -c 'rm x'`,
    `echo rm x`), and a program named by an expansion, are MAYBE. No reading of a command can be complete: a script
    that is written and then run is not seen.
    """
    if len(command) > _LONGEST:
        return Match.MAYBE
    if escape(command.strip(BLANKS)) == pattern or _covers_simple(pattern, command.strip(BLANKS)):
        return Match.YES
    if not CASE_COUNTS:  # there RM runs rm
        pattern, command = pattern.casefold(), command.casefold()
    # Quotes hide nothing in a command that is not simple: there may be another shell inside.
    parts = [command] if simple_words(command) else _SEPARATORS.split(_unfolded(command))
    found = {_part_touches(pattern, part) for part in parts}
    return max(found, key=[Match.NO, Match.MAYBE, Match.YES].index)


def sensible_prefix(command: str) -> str:
    """Return what a user may want to allow with any further arguments ("git status"), "" if there is nothing."""
    words = simple_words(command)
    if words is None or len(words) < 2 or _EXPANDED.search(words[0]) or "=" in words[0] or side_doors(words):
        return ""
    if tuple(words[:2]) in _THREE_WORDS:
        return shlex.join(words[:3]) if len(words) > 2 and not words[2].startswith("-") else ""
    if words[0].rpartition("/")[2] in _NO_PREFIX:
        return ""
    if words[0] in READ_ONLY:
        return words[0]
    return shlex.join(words[:2]) if _SUBCOMMAND.fullmatch(words[1]) else ""


def _spelled(pattern: str) -> Counter[str]:
    """Return the words of a pattern, without values behind "=", and how often they stand there."""
    return Counter(word.partition("=")[0] for word in pattern.split())


def _covers_simple(pattern: str, command: str) -> bool:
    words = simple_words(command)
    return words is not None and any(_matches(pattern, text) for text in (command, shlex.join(words)))


def _arguments(words: Sequence[str]) -> Iterator[Argument]:
    deep = words[:1] == ["grep"] and any(map(_goes_down, words))
    if deep:
        yield Argument(os.curdir, True)
    for word in words[1:]:
        yield _argument(word, deep)
        glued = _GLUED.search(word) if word.startswith("-") else None  # an option and its path
        if glued:
            yield _argument(glued[0], deep)


def _argument(word: str, deep: bool) -> Argument:
    wildcard = WILDCARD.search(word)
    return (
        Argument(word, deep)
        if wildcard is None
        else Argument(os.path.dirname(word[: wildcard.start()]), True)
    )


def _goes_down(word: str) -> bool:
    """Return whether an option of grep may have it search what is below a directory."""
    return word.startswith("-") and any(letter in word for letter in "rRd")


def _reads(words: Sequence[str] | None) -> bool:
    if words is None or words[0] not in READ_ONLY:
        return False
    if words[0] == "find":
        return not any(word.startswith(_FIND_ACTS) for word in words)
    return words[0] != "grep" or not any(_is_perl(word) for word in words)


def _is_perl(word: str) -> bool:
    """Return whether an option of grep asks for Perl's expressions, which can run for ever."""
    return word.startswith("--p") or (word.startswith("-") and not word.startswith("--") and "P" in word)


@lru_cache(maxsize=1000)
def _expressions(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Return the expressions of which one must match all of a command."""
    patterns = [pattern, pattern[:-2]] if pattern.endswith(" *") else [pattern]
    return tuple(re.compile(translate(each)) for each in patterns)


def _matches(pattern: str, text: str, start: int = 0) -> bool:
    return any(expression.match(text, start) for expression in _expressions(pattern))


def _part_touches(pattern: str, part: str) -> Match:
    """Judge a part between separators, without its quotes: `r'm' x` is `rm x`."""
    text = " ".join(part.translate(_QUOTING).split())
    starts = [0, *(found.end() for found in re.finditer(" ", text))] if text else []
    first = next((start for start in starts if not _precedes(text, start)), None)
    if first is None:
        return Match.NO
    if _matches(pattern, text, first) or _matches(pattern, _without_directory(text[first:])):
        return Match.YES
    program, _, rest = text[first:].partition(" ")
    if _EXPANDED.search(program) or _is_given_commands(program, rest):
        return Match.MAYBE
    # A pattern that begins with "*" has just been tried on all of these.
    later = () if pattern.startswith("*") else [*starts, *(end.end() for end in _WITHIN_WORDS.finditer(text))]
    return Match.MAYBE if any(_matches(pattern, text, start) for start in later) else Match.NO


def _unfolded(command: str) -> str:
    """Return `command` without its folded lines, and with `x` as $(x): both can be amid a word."""
    return _BACKTICKS.sub(r"$(\1)", command.replace("\\\n", ""))


def _is_given_commands(program: str, arguments: str) -> bool:
    """Return whether a shell is given commands that cannot be read here: by its input, or by an expansion."""
    if program.rpartition("/")[2] not in _SHELLS:
        return False
    options_alone = all(word.startswith(("-", "+")) for word in arguments.split())
    return options_alone or "$" in arguments


def _precedes(text: str, start: int) -> bool:
    """Return whether the word at `start` stands before a command."""
    word = (
        text[start:].partition(" ")[0]
        if len(text) - start < 200
        else text[start : start + 200].partition(" ")[0]
    )
    return word in _BEFORE_COMMANDS or _ASSIGNMENT.match(word) is not None


def _without_directory(command: str) -> str:
    """Return "rm x" for "/bin/rm x"."""
    program, blank, rest = command.partition(" ")
    return program.rpartition("/")[2] + blank + rest
