"""Sentences that name keys take the name from the bindings in force."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import qmux
from qmux.commands.bindings import BINDINGS, CONTEXTS, PREFIX, Bindings
from qmux.commands.command import Command, Scope, find
from qmux.commands.describe import describe, key_sections, overview
from qmux.commands.table import COMMANDS
from qmux.engine.asking import PermissionRequest
from qmux.errors import UserError
from qmux.model.session import Reason
from qmux.settings.config import Settings
from tests.commands.conftest import Program

_DEFAULT_KEYS = re.compile(
    r"\b(Ctrl|Alt|Shift)[-+]|\b[CMS]-(\w\b|\W)"
    r"|\b(Escape|Enter|PageUp|PageDown|Space|BSpace|Tab)\b|\b[Pp]ress(ing)?\b(?! \{)"
)
_WAY = re.compile(r"\{(/?[a-z-]+)\}")
# Those that name keys to say how keys are spelled, or that make the names.
_SPELLINGS = {
    "app.py": ["Ctrl-", "Alt-", "C-", "M-"],
    "commands/rebinding.py": ["Space"],
    "commands/handlers/help.py": ["C- is Ctrl, M- is Alt, S- is Shift"],
}
_HOMES_OF_KEYS = {
    "commands/bindings.py",
    "model/key_names.py",
    "model/input.py",
    "tui/key_tables.py",
    "tui/sequences.py",
}
_HOMES_OF_KEYS |= {"tui/loop.py", "tui/decode.py"}  # Key("WheelUp"), Key("Escape"): what comes in


def rebound() -> Bindings:
    """Return a table in which each command has a key that no default has, named after it."""
    return Bindings(row._replace(key=key_of(row.command.split()[0])) for row in BINDINGS)


def key_of(command: str) -> str:
    return f"key-of-{command}"


@pytest.fixture
def program(settings: Settings) -> Program:
    """A program with other keys, and alpha (displayed) and beta, which asks whether it may run something."""
    made = Program(settings)
    made.context = made.context._replace(bindings=rebound())
    made.open("alpha")
    beta = made.open("beta")
    beta.reason, beta.question = Reason.PERMISSION, PermissionRequest("execute_bash", "I will", True)
    return made


def texts(path: Path) -> list[str]:
    """Return the texts in a module's code, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    homes = (ast.Module, ast.ClassDef, ast.FunctionDef)
    first = [node.body[0] for node in ast.walk(tree) if isinstance(node, homes) and node.body]
    documents = {id(node.value) for node in first if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


def test_no_text_of_the_program_names_a_key_itself() -> None:
    root = Path(qmux.__file__).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        if name not in _HOMES_OF_KEYS:
            spelled = _SPELLINGS.get(name, [])
            found += [
                (name, text) for text in texts(path) if _DEFAULT_KEYS.search(text) and text not in spelled
            ]
    assert not found


@pytest.mark.parametrize("text", [row.help for row in COMMANDS if "{" in row.help])
def test_each_way_that_a_text_names_is_a_command(text: str) -> None:
    for way in _WAY.findall(text):
        command = find(COMMANDS, way.removeprefix("/"), Scope.SLASH, Scope.KEY)
        assert command is not None and command.title == way


@pytest.mark.parametrize("command", [row for row in COMMANDS if "{" in row.help], ids=lambda row: row.name)
def test_the_help_of_a_command_names_the_keys_in_force(command: Command) -> None:
    text = describe(command, rebound())
    for way in _WAY.findall(command.help):
        assert way.removeprefix("/") in text and key_of(way.removeprefix("/")) in text
    assert not _DEFAULT_KEYS.search(text)


def test_the_list_of_commands_names_the_key_of_the_keys() -> None:
    assert f"{key_of('prefix')} {key_of('keys')} lists the keys." in overview(COMMANDS, rebound())
    without = Bindings(row for row in BINDINGS if row.command != "keys")
    assert "one, /keys lists the keys." in overview(COMMANDS, without)


def test_headings_name_the_keys_that_come_first() -> None:
    headings = [heading for heading, _ in key_sections(COMMANDS, rebound())]
    assert headings[0] == f"{CONTEXTS[PREFIX]}, {key_of('prefix')}"
    assert any(heading.endswith(f", {key_of('extend')}") for heading in headings)


def test_the_hint_of_copy_mode(program: Program) -> None:
    program.give_pane("some text")
    program.run("copy-mode")
    keys = {"copy-select": "selects", "copy-selection": "copies", "copy-search-forward": "searches"}
    expected = [f"{key_of(command)} {effect}" for command, effect in keys.items()]
    assert program.view.copying.hint == ", ".join([*expected, f"{key_of('copy-leave')} leaves"])


def test_the_hints_of_the_list_of_sessions(program: Program) -> None:
    program.run("choose-session")
    chooser = program.view.chooser
    assert chooser is not None
    for command in ("chooser-show", "chooser-peek", "chooser-close", "chooser-leave"):
        assert key_of(command) in chooser.list_hint
    for command in ("peek-answer", "peek-up", "peek-next", "peek-leave"):
        assert key_of(command) in chooser.peek_hint
    assert not _DEFAULT_KEYS.search(chooser.list_hint + chooser.peek_hint)


@pytest.mark.parametrize("line", ["keys", "messages"])
def test_the_hint_of_a_popup(program: Program, line: str) -> None:
    program.run(line)
    assert program.view.popup is not None
    assert program.view.popup.picture(80, 5)[0].text.rstrip().endswith(f"{key_of('popup-close')} closes")


def test_a_question_names_the_keys_that_answer_it(program: Program) -> None:
    program.run("close")
    assert program.view.confirmation is not None
    assert program.view.confirmation.keys == (key_of("confirm-yes"), key_of("confirm-no"))


def _typed_ahead(program: Program) -> None:
    program.view.prompt.set("y")
    program.context.displayed().question = program.coordinator.find("beta").question
    program.run("submit")


def _peeked_command(program: Program) -> None:
    program.run("choose-session")
    program.run("chooser-peek")
    assert program.view.chooser is not None
    program.view.chooser.answer.insert("/close")
    program.run("peek-answer")


def _never_searched(program: Program) -> None:
    program.give_pane("some text")
    program.run("copy-mode")
    program.run("copy-search-next")


Act = Callable[[Program], object]


@pytest.mark.parametrize(
    ("act", "ways"),
    [
        (_typed_ahead, ["kill-to-start", "yank"]),
        (_peeked_command, ["peek-leave", "chooser-show"]),
        (_never_searched, ["copy-search-forward", "copy-search-backward"]),
        (lambda program: program.run("popup-up"), ["keys"]),
        (lambda program: program.run("chooser-up"), ["choose-session"]),
        (lambda program: program.run("paste-buffer"), ["copy-mode"]),
        (lambda program: (program.give_pane("x"), program.run("copy-up")), ["copy-mode"]),
        (lambda program: program.run("send-prefix"), ["prefix", "keys"]),
    ],
)
def test_a_refusal_names_the_keys_in_force(program: Program, act: Act, ways: list[str]) -> None:
    with pytest.raises(UserError) as refusal:
        act(program)
    for way in ways:
        assert key_of(way) in str(refusal.value)
    assert not _DEFAULT_KEYS.search(str(refusal.value))
