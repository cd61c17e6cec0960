"""From a command's line to its arguments.

Owns words and quotes, and a reader that takes a command's words one at a time; complete.py asks the same reader
what may come next. Every mistake is a UserError that says what is wrong and how the command is written. A session
or a file that does not exist is the handler's mistake to find, not one of the line.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from qmux.commands.command import Argument, Arguments, Command, Kind, Scope, Value, label
from qmux.errors import UserError
from qmux.model.session import TYPE_LOOKS, type_from_word
from qmux.model.suggest import did_you_mean

_QUOTES = ("'", '"')
_RESTS = (Kind.TEXT, Kind.RULE)
_ESCAPABLE = (*_QUOTES, "\\", " ")  # a backslash before anything else is itself, so that C:\path can be typed

PATH_ENDINGS = (".md", ".json", ".txt")


class Word(NamedTuple):
    """One word of a line without its quotes; it stands at `start:end`; `closed` is false if a quote is open."""

    text: str
    start: int
    end: int
    closed: bool = True


def split(line: str) -> list[Word]:
    """Return the words of `line`: blanks part them, quotes of either kind and a backslash keep blanks in them."""
    words: list[Word] = []
    position = 0
    while position < len(line):
        if line[position].isspace():
            position += 1
            continue
        words.append(_word(line, position))
        position = words[-1].end
    return words


def _word(line: str, start: int) -> Word:
    """Read the word that begins at `start`."""
    text: list[str] = []
    quote = ""
    position = start
    while position < len(line):
        character = line[position]
        if character == "\\" and quote != "'" and line.startswith(_ESCAPABLE, position + 1):
            text.append(line[position + 1])
            position += 1
        elif character == quote:
            quote = ""
        elif not quote and character in _QUOTES:
            quote = character
        elif not quote and character.isspace():
            break
        else:
            text.append(character)
        position += 1
    return Word("".join(text), start, position, not quote)


def quote(text: str) -> str:
    """Write `text` so that split() reads it as one word."""
    return "".join("\\" + character if character in _ESCAPABLE else character for character in text)


def parse(command: Command, line: str) -> Arguments:
    """Read `line`, what was typed after the command's name."""
    if command.arguments and command.arguments[-1].kind in _RESTS:
        return _parse_with_rest(command, line)
    words = split(line)
    if words and not words[-1].closed:
        raise mistake(command, "a quote is opened and not closed")
    return parse_words(command, (word.text for word in words))


def _parse_with_rest(command: Command, line: str) -> Arguments:
    """Read a line whose end is taken as it stands: quotes there are not ours."""
    reader = Reader(command)
    words = split(line)
    before = len(command.arguments) - 1
    for word in words[:before]:
        reader.feed(word.text)
    if not before:
        reader.feed_rest(line)
    elif len(words) > before:
        reader.feed_rest(line[words[before].start :].rstrip())
    return reader.finish()


def parse_words(command: Command, words: Iterable[str]) -> Arguments:
    """Read the words that follow the command's name."""
    reader = Reader(command)
    for word in words:
        reader.feed(word)
    return reader.finish()


class Reader:
    """Takes a command's words one at a time and says what the next one may be."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._places = [argument for argument in command.arguments if not argument.options]
        self._values: dict[str, Value] = {}
        self._waiting: Argument | None = None  # the option whose value comes next
        self._options_over = False

    def feed(self, word: str) -> None:
        """Take the next word; raise UserError if nothing of the command fits it."""
        is_option = len(word) > 1 and word.startswith("-") and not self._options_over
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not (is_option and waiting.value_optional):
            self._give(waiting, word)
        elif not is_option:
            self._feed_place(word)
        elif word == "--":
            self._options_over = True
        else:
            self._feed_option(word)

    def feed_rest(self, text: str) -> None:
        """Take the rest of the line as the last argument."""
        self._values[self._places.pop().name] = text

    def expected(self) -> list[Argument]:
        """Return what the next word may be: the value of an option, or a place and what may be passed over."""
        if self._waiting is not None and not self._waiting.value_optional:
            return [self._waiting]
        required = next((index for index, place in enumerate(self._places) if not place.optional), None)
        places = self._places if required is None else self._places[: required + 1]
        return ([self._waiting] if self._waiting else []) + places

    def expected_options(self) -> list[Argument]:
        """Return the options that may come next."""
        if self._options_over or (self._waiting is not None and not self._waiting.value_optional):
            return []
        return [row for row in self._command.arguments if row.options and row.name not in self._values]

    def finish(self) -> Arguments:
        """Return what was given; raise UserError if something is missing."""
        if self._waiting is not None and not self._waiting.value_optional:
            raise mistake(
                self._command, f"{label(self._waiting)} is missing after {self._waiting.options[0]}"
            )
        missing = next((place for place in self._places if not place.optional), None)
        if missing is not None:
            raise mistake(self._command, f"{label(missing)} is missing")
        return Arguments(self._values)

    def _feed_option(self, word: str) -> None:
        spelling, has_value, value = word.partition("=")
        options = [argument for argument in self._command.arguments if argument.options]
        option = next((argument for argument in options if spelling in argument.options), None)
        if option is None:
            known = [known for argument in options for known in argument.options]
            raise mistake(self._command, f"there is no option {spelling}", did_you_mean(spelling, known))
        if option.kind is Kind.FLAG and has_value:
            raise mistake(self._command, f"{spelling} takes no value")
        if has_value:
            self._give(option, value)
        elif option.kind is Kind.FLAG:
            self._values[option.name] = True
        else:
            self._waiting = option
            if option.value_optional:
                self._values[option.name] = ""

    def _feed_place(self, word: str) -> None:
        """Give the word to the next place, passing over optional ones which it cannot be."""
        while len(self._places) > 1 and self._places[0].optional and not _may_be(self._places[0], word):
            self._places.pop(0)
        if not self._places:
            raise mistake(self._command, f'"{word[:40]}" is one word too many')
        if self._places[0].kind is Kind.PATHS:
            self._give_more(self._places[0], word)
        else:
            self._give(self._places.pop(0), word)

    def _give_more(self, argument: Argument, word: str) -> None:
        before = self._values.get(argument.name)
        self._give(argument, word)
        self._values[argument.name] = (*(before if isinstance(before, tuple) else ()), word)

    def _give(self, argument: Argument, word: str) -> None:
        what = argument.options[0] if argument.options else label(argument)
        if not word:
            raise mistake(self._command, f"{what} is empty")
        try:
            self._values[argument.name] = _READERS.get(argument.kind, _read_text)(argument, word)
        except ValueError as problem:
            raise mistake(self._command, f'{what} cannot be "{word[:40]}"', f" {problem}") from None


def mistake(command: Command, what: str, hint: str = "") -> UserError:
    """Return the error for a line that cannot be read: what is wrong, what was meant, how it is written."""
    text = f"{what}.{hint} Usage: {command.usage}"
    if command.scope is Scope.SHELL:  # cli.py puts the program's name before every message
        return UserError(text)
    return UserError(f"{command.title}: {text}")


def _may_be(argument: Argument, word: str) -> bool:
    """Return whether a word may stand for an optional argument that others follow."""
    if argument.kind is Kind.TYPE:
        return type_from_word(word) is not None
    if argument.kind is Kind.SESSION:
        return not looks_like_path(word)
    return True


def looks_like_path(word: str) -> bool:
    """Return whether a word is meant as a file where a session's name could stand as well."""
    return "/" in word or "\\" in word or word.startswith("~") or word.endswith(PATH_ENDINGS)


def _read_text(argument: Argument, word: str) -> Value:
    return word


def _read_type(argument: Argument, word: str) -> Value:
    kind = type_from_word(word)
    if kind is None:
        words = [look.word for look in TYPE_LOOKS.values()]
        raise ValueError(f"It is one of {', '.join(words)}.{did_you_mean(word, words)}")
    return kind


def _read_choice(argument: Argument, word: str) -> Value:
    if word.casefold() not in argument.choices:
        raise ValueError(f"It is one of {', '.join(argument.choices)}.")
    return word.casefold()


def _read_number(argument: Argument, word: str) -> Value:
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word) > 0):
        raise ValueError("It is a whole number, 1 or more.")
    return int(word)


_READERS: dict[Kind, Callable[[Argument, str], Value]] = {
    Kind.TYPE: _read_type,
    Kind.CHOICE: _read_choice,
    Kind.NUMBER: _read_number,
}
