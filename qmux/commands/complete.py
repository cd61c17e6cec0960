"""Tab: what may stand where the cursor is.

Owns the candidates of each kind of argument. The reader of parse.py says which argument the word under the cursor
is, so that a command's row is all that completion needs to know of it. File names are untrusted: those that hold
anything but printable characters are left out. Positions count code points.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, takewhile
from typing import NamedTuple

from qmux.commands.command import Argument, Command, Kind, Scope, find
from qmux.commands.context import Context
from qmux.commands.listing import age, word_of_type
from qmux.commands.parse import Reader, Word, quote, split
from qmux.errors import UserError
from qmux.model.rope import Sliced
from qmux.model.session import TYPE_LOOKS

_FILES_READ = 5_000  # of one directory: listing that many takes about 10 ms
_SHOWN = 200
_LONGEST_PATH = 4_096  # characters: no system opens a longer one

_ATTACHED = re.compile(r"(?<!\S)@((?:\\ |\S)*)\Z")  # the last word, if it begins with @


class Candidate(NamedTuple):
    """A word that may stand at the cursor; `final` says that a blank may follow (a directory's name goes on).

    `help` explains it in a few words, where the word itself does not.
    """

    text: str
    final: bool = True
    help: str = ""


class Completion(NamedTuple):
    """What may replace the text between `start` and the cursor, whose unquoted form is `word`."""

    start: int
    word: str
    candidates: tuple[Candidate, ...]

    @property
    def replacement(self) -> str:
        """What Tab puts in: the only candidate, else what all of them begin with, else "" for no change."""
        if len(self.candidates) == 1:
            only = self.candidates[0]
            return quote(only.text) + ending(only)
        common = _common_prefix([candidate.text for candidate in self.candidates])
        return quote(common) if len(common) > len(self.word) else ""


def ending(candidate: Candidate) -> str:
    """Return what follows `candidate` once it is certain."""
    return " " if candidate.final else ""


def _common_prefix(texts: list[str]) -> str:
    """Return what all texts begin with: what the first and the last in order have in common."""
    first, last = min(texts, default=""), max(texts, default="")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(character for character, _ in same)


def complete(text: Sliced, cursor: int, context: Context) -> Completion:
    """Return what may stand at `cursor` in the prompt's `text`; in a message, files for a word that begins with @."""
    if text[: min(1, cursor)] != "/":
        return _attachment(text[max(0, cursor - _LONGEST_PATH) : cursor], cursor, context)
    before = text[:cursor]
    words = split(before)
    word = words.pop() if words[-1].end == cursor else Word("", cursor, cursor)
    if not words:
        return Completion(0, word.text, _command_names(word.text, context))
    command = find(context.commands, words[0].text[1:], Scope.SLASH)
    if command is None:
        return Completion(word.start, word.text, ())
    candidates = _argument_candidates(command, [earlier.text for earlier in words[1:]], word.text, context)
    return Completion(word.start, word.text, candidates)


def _attachment(before: str, cursor: int, context: Context) -> Completion:
    """Return what the file may be called that the last word of a message attaches, `before` being its end."""
    found = _ATTACHED.search(before)
    if found is None:
        return Completion(cursor, "", ())
    word = found[1].replace("\\ ", " ")
    rows = islice(_paths(word, context, lambda entry: True), _SHOWN)
    return Completion(cursor - len(found[1]), word, tuple(rows))


def _command_names(word: str, context: Context) -> tuple[Candidate, ...]:
    rows = [command for command in context.commands if command.scope is Scope.SLASH]
    known = [(f"/{name}", row.summary) for row in rows for name in (row.name, *row.aliases)]
    return tuple(Candidate(name, help=help) for name, help in sorted(known) if name.startswith(word))


def _argument_candidates(
    command: Command, earlier: Iterable[str], word: str, context: Context
) -> tuple[Candidate, ...]:
    reader = Reader(command)
    try:
        for text in earlier:
            reader.feed(text)
    except UserError:  # Enter will say what is wrong with the words before
        return ()
    if word.startswith("-"):
        options = [Candidate(option.options[0], help=option.help) for option in reader.expected_options()]
        return tuple(option for option in options if option.text.startswith(word))
    found = (row for argument in reader.expected() for row in _candidates(argument, word, context))
    return tuple(dict.fromkeys(islice(found, _SHOWN)))


def _candidates(argument: Argument, word: str, context: Context) -> Iterator[Candidate]:
    """Yield what may stand for one argument and begins with `word`, case ignored where names are compared so."""
    if argument.kind in (Kind.PATH, Kind.PATHS):
        return _paths(word, context, lambda entry: True)
    if argument.kind is Kind.DIRECTORY:
        return _paths(word, context, lambda entry: entry.is_dir())
    source = _SOURCES.get(argument.kind)
    found = source(argument, context) if source is not None else ()
    wanted = word.casefold()
    return (row for row in found if row.text.casefold().startswith(wanted))


def _paths(word: str, context: Context, wanted: "Callable[[os.DirEntry[str]], bool]") -> Iterator[Candidate]:
    """Yield the files below the displayed session's directory (or an absolute one) that `word` begins."""
    folder, prefix = os.path.split(word)
    try:
        with os.scandir(context.absolute(folder)) as entries:
            found = [entry for entry in islice(entries, _FILES_READ) if _matches(entry.name, prefix)]
            rows = [(entry.name, entry.is_dir()) for entry in found if wanted(entry)]
    except OSError:  # no such directory, or one that may not be read: nothing to offer
        return
    for name, is_directory in sorted(rows):
        yield Candidate(os.path.join(folder, name) + ("/" if is_directory else ""), not is_directory)


def _matches(name: str, prefix: str) -> bool:
    """Hidden files are offered only when asked for, names with control characters never."""
    return name.startswith(prefix) and name.isprintable() and (bool(prefix) or not name.startswith("."))


def _sessions(argument: Argument, context: Context) -> Iterable[Candidate]:
    """The sessions but the displayed one, each with its number, its type and what it does."""
    others = [
        session for session in context.coordinator.sessions if session is not context.coordinator.active
    ]
    return [
        Candidate(
            session.name,
            help=f"{session.number}  {TYPE_LOOKS[session.type].word}  {session.status.name.lower()}",
        )
        for session in others
    ]


def _closed(argument: Argument, context: Context) -> Iterable[Candidate]:
    """The closed sessions, the last one first, each with its type and how long ago it was closed."""
    now = context.wall_clock()
    for record in context.coordinator.closed.newest:
        if record.session_name.isprintable():
            yield Candidate(
                record.session_name,
                help=f"{word_of_type(record.session_type)}  {age(now - record.last_active)}",
            )


def _groups(argument: Argument, context: Context) -> Iterable[Candidate]:
    groups = [session.group for session in context.coordinator.sessions if session.group]
    return [Candidate(group, help=_members(groups.count(group))) for group in sorted(set(groups))]


def _members(count: int) -> str:
    return "1 session" if count == 1 else f"{count} sessions"


def _templates(argument: Argument, context: Context) -> Iterable[Candidate]:
    known = context.settings.templates
    return [Candidate(name, help=known[name].system or known[name].message) for name in sorted(known)]


def _types(argument: Argument, context: Context) -> Iterable[Candidate]:
    return [Candidate(look.word) for look in TYPE_LOOKS.values()]


def _models(argument: Argument, context: Context) -> Iterable[Candidate]:
    """The models that the sessions use, and those that their servers have listed so far."""
    sessions = context.coordinator.sessions
    models = {model for session in sessions for model in (session.model, *session.models) if model}
    users = {model: [session.name for session in sessions if session.model == model] for model in models}
    return [Candidate(model, help=_used_by(users[model])) for model in sorted(models)]


def _used_by(names: list[str]) -> str:
    return f"used by {', '.join(names)}" if names else ""


def _choices(argument: Argument, context: Context) -> Iterable[Candidate]:
    return [Candidate(choice) for choice in argument.choices]


def _commands(argument: Argument, context: Context) -> Iterable[Candidate]:
    rows = [command for command in context.commands if command.scope is Scope.SLASH]
    known = [(name, row.summary) for row in rows for name in (row.name, *row.aliases)]
    return [Candidate(name, help=help) for name, help in sorted(known)]


def _servers(argument: Argument, context: Context) -> Iterable[Candidate]:
    """The servers that have named tools: the others' names stand in files."""
    tools = context.coordinator.trust.tool_names(context.displayed())
    servers = dict.fromkeys(name[1:].partition("/")[0] for name in tools if name.startswith("@"))
    return [Candidate(name) for name in servers]


def _tools(argument: Argument, context: Context) -> Iterable[Candidate]:
    return [Candidate(name) for name in context.coordinator.trust.tool_names(context.displayed())]


_SOURCES: dict[Kind, Callable[[Argument, Context], Iterable[Candidate]]] = {
    Kind.SESSION: _sessions,
    Kind.CLOSED: _closed,
    Kind.TYPE: _types,
    Kind.GROUP: _groups,
    Kind.TEMPLATE: _templates,
    Kind.MODEL: _models,
    Kind.CHOICE: _choices,
    Kind.COMMAND: _commands,
    Kind.RULE: _tools,
    Kind.SERVER: _servers,
}
