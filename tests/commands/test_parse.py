"""Lines become arguments, and mistakes in them become sentences that help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.commands.command import Argument, Arguments, Command, Kind, Scope, find
from qmux.commands.parse import Reader, parse, parse_words, quote, split
from qmux.commands.table import COMMANDS
from qmux.errors import BugError, UserError
from qmux.model.session import SessionType


def command(name: str) -> Command:
    found = find(COMMANDS, name, Scope.SLASH, Scope.KEY, Scope.SHELL)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("  ", []),
        ("a b", ["a", "b"]),
        (" a\tb\nc ", ["a", "b", "c"]),
        ("'a b' c", ["a b", "c"]),
        ('"a b"c d', ["a bc", "d"]),
        (r"a\ b", ["a b"]),
        (r"it\'s", ["it's"]),
        (r"'a\'", ["a\\"]),
        (r'"a\"b"', ['a"b']),
        (r"C:\Users\x", [r"C:\Users\x"]),
        ("a\\", ["a\\"]),
        (r"a\\b", [r"a\b"]),
        ("''", [""]),
        ("über 名前", ["über", "名前"]),
    ],
)
def test_split(line: str, words: list[str]) -> None:
    assert [word.text for word in split(line)] == words
    assert all(word.closed for word in split(line))


def test_an_open_quote_is_marked_and_reaches_to_the_end() -> None:
    last = split("a 'b c")[-1]
    assert (last.text, last.start, last.end, last.closed) == ("b c", 2, 6, False)


@given(st.lists(st.text(min_size=1)))
def test_quoted_words_come_back(words: list[str]) -> None:
    usable = [
        word for word in words if not any(character.isspace() and character != " " for character in word)
    ]
    assert [word.text for word in split(" ".join(map(quote, usable)))] == usable


@given(st.text())
def test_any_line_splits_into_words_at_rising_places(line: str) -> None:
    places = [place for word in split(line) for place in (word.start, word.end)]
    assert places == sorted(places) and (not places or places[-1] <= len(line))


NEW = ("type", "name", "directory", "model")


@pytest.mark.parametrize(
    ("name", "line", "given"),
    [
        ("new", "", {}),
        ("new", "debug", {"type": SessionType.DEBUG}),
        ("new", "REVIEW", {"type": SessionType.CODE_REVIEW}),
        ("new", "fix-login", {"name": "fix-login"}),
        ("new", "debug fix-login", {"type": SessionType.DEBUG, "name": "fix-login"}),
        ("new", "debug debug", {"type": SessionType.DEBUG, "name": "debug"}),
        ("new", "--cwd /tmp x", {"directory": "/tmp", "name": "x"}),
        ("new", "x --cwd='/a b' --model m", {"directory": "/a b", "name": "x", "model": "m"}),
        ("new", "--cwd --model", {"directory": "--model"}),
        ("switch", "3", {"session": "3"}),
        ("switch", "-- -x", {"session": "-x"}),
        ("switch", "notes.md", {"session": "notes.md"}),
        ("sessions", "--waiting --all", {"waiting": True, "all": True}),
        ("export", "", {}),
        ("export", "beta", {"session": "beta"}),
        ("export", "out/", {"path": "out/"}),
        ("export", "notes.md", {"path": "notes.md"}),
        ("export", "~", {"path": "~"}),
        ("export", "beta --format JSON plain", {"session": "beta", "format": "json", "path": "plain"}),
        ("command-prompt", "rename 'x", {"beginning": "rename 'x"}),
        ("qmux", "", {}),
        ("qmux", "--new", {"new": ""}),
        ("qmux", "--new x", {"new": "x"}),
        ("qmux", "--new --config f", {"new": "", "config": "f"}),
        ("qmux", "--new=x --switch=y", {"new": "x", "switch": "y"}),
        ("qmux", "-h", {"help": True}),
        ("qmux", "-V", {"version": True}),
    ],
)
def test_what_was_given(name: str, line: str, given: dict[str, object]) -> None:
    row = command(name)
    arguments = parse(row, line)
    found = {argument.name for argument in row.arguments if arguments.given(argument.name)}
    found -= {"beginning"} - given.keys()
    assert found == given.keys()
    for key, value in given.items():
        assert _value(arguments, key, value) == value


def _value(arguments: Arguments, key: str, like: object) -> object:
    if isinstance(like, SessionType):
        return arguments.session_type(key)
    return arguments.flag(key) if isinstance(like, bool) else arguments.text(key)


@pytest.mark.parametrize(
    ("name", "line", "error"),
    [
        ("switch", "", "/switch: NAME is missing. Usage: /switch NAME"),
        ("switch", "a b", '/switch: "b" is one word too many. Usage: /switch NAME'),
        ("switch", "''", "/switch: NAME is empty. Usage: /switch NAME"),
        ("rename", "'x", "/rename: a quote is opened and not closed. Usage: /rename NEW"),
        (
            "sessions",
            "--wating",
            "/sessions: there is no option --wating. Did you mean --waiting? Usage: /sessions [--all]"
            " [--waiting] [--group GROUP]",
        ),
        (
            "sessions",
            "--all=1",
            "/sessions: --all takes no value. Usage: /sessions [--all] [--waiting] [--group GROUP]",
        ),
        (
            "new",
            "x y",
            '/new: "y" is one word too many. Usage: /new [TYPE] [NAME] [--cwd DIR] [--model MODEL]'
            " [--group GROUP] [--template NAME]",
        ),
        (
            "new",
            "--cwd",
            "/new: DIR is missing after --cwd. Usage: /new [TYPE] [NAME] [--cwd DIR] [--model MODEL]"
            " [--group GROUP] [--template NAME]",
        ),
        (
            "export",
            "--format pdf",
            '/export: --format cannot be "pdf". It is one of md, json, txt.'
            " Usage: /export [NAME] [--format md|json|txt] [PATH]",
        ),
        ("retry", "now", '/retry: "now" is one word too many. Usage: /retry'),
    ],
)
def test_mistakes_say_what_to_type(name: str, line: str, error: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(command(name), line)
    assert str(caught.value) == error


COUNT = Command(
    "count", Scope.KEY, "Count", None, (Argument("times", Kind.NUMBER, "how often", optional=True),)
)
KIND = Command("kind", Scope.KEY, "Choose", None, (Argument("type", Kind.TYPE, "which"),))


@pytest.mark.parametrize("word", ["0", "-", "x", "1.5", "²", "12345678901"])
def test_a_number_is_whole_and_positive(word: str) -> None:
    with pytest.raises(UserError, match="whole number, 1 or more"):
        parse_words(COUNT, [word])


def test_numbers_are_read() -> None:
    assert parse(COUNT, "12").number("times") == 12
    assert parse(COUNT, "").number("times") == 1


def test_a_misspelled_type_is_recognized() -> None:
    with pytest.raises(UserError, match=r"one of debug, planning, dev, review\. Did you mean planning\?"):
        parse(KIND, "planing")


def test_reading_an_argument_as_another_kind_is_a_bug() -> None:
    with pytest.raises(BugError):
        parse(COUNT, "12").text("times")


@given(st.sampled_from(COMMANDS), st.text())
def test_any_line_is_read_or_refused_with_the_usage(row: Command, line: str) -> None:
    try:
        parse(row, line)
    except UserError as error:
        assert row.usage in str(error)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["type", "name"]),
        (["debug"], ["name"]),
        (["x"], []),
        (["--cwd"], ["directory"]),
        (["--cwd", "/", "debug"], ["name"]),
    ],
)
def test_the_reader_tells_what_may_come_next(words: list[str], expected: list[str]) -> None:
    reader = Reader(command("new"))
    for word in words:
        reader.feed(word)
    assert [argument.name for argument in reader.expected()] == expected
