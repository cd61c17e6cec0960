"""A reply full of escape sequences: nothing of it reaches the terminal but cells, and only in the pane.

The pty's terminal holds every byte against ALLOWED, so that each test here also says: nothing else was sent.
"""

import pytest

from tests.fake_api import FakeApi, Form, Reply, Tool
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, ready, works
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import PROTOCOLS, asked, send

SEQUENCES = {
    "clear the screen": "\x1b[2J\x1b[3J\x1b[H\x1bc",
    "move the cursor": "\x1b[1;1H\x1b[99A\x1b[99;99f\x1b[99B\x1bM\x1bD",
    "scrolling region": "\x1b[1;2r\x1b[99S\x1b[99T",
    "title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\\x1b[21t",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07\x1b]52;c;?\x07",
    "link": "\x1b]8;;file:///etc/passwd\x1b\\ \x1b]8;;\x1b\\",
    "notification": "\x1b]9;owned\x07\x1b]777;notify;owned;owned\x07",
    "colors": "\x1b]4;1;rgb:00/00/00\x07\x1b]11;#000000\x07\x1b]104\x07",
    "device control": '\x1bPq#0;2;0;0;0~~\x1b\\\x1bP$q"p\x1b\\\x1bP+q544e\x1b\\',
    "other strings": "\x1b_Gi=1;owned\x1b\\\x1b^owned\x1b\\\x1bXowned\x1b\\\x1bktitle\x1b\\",
    "alternate screen": "\x1b[?1049h\x1b[?47h\x1b[?1047h",
    "modes": "\x1b[?25l\x1b[?1000h\x1b[?1003h\x1b[?2004l\x1b[?1l\x1b[?7l\x1b[4h\x1b[20h\x1b=\x1b[>1u\x1b[>4;2m",
    "questions": "\x1b[c\x1b[>c\x1b[6n\x1b[5n\x1b[?u\x1b[?1$p\x1bZ\x05",
    "character sets": "\x1b(0\x1b)0\x0e\x1bn\x1b%@",
    "tabs and lines": "\x1b[3g\x1bH\x1b#8\x1b#3\x1b#6",
    "eight bits": "\x9b2J\x9d0;title\x9c\x90q~\x9c\x84\x85\x8d\x9f",
    "bells and blanks": "\x07\x08\x08\x08\x0b\x0c\x00\x00\x7f\x1a\x18\r",
    "memory": "\x1b[99999999999b\x1b[99999999@\x1b[9999999999L\x1b[9999999999P",
}
FORMATS = "a\u202eb\u202dc\u2066d\u2067e\u2068f\u2069g\u200eh\u200fi\u200bj\u2060k\ufeffl\u00adm"
JOINERS = "n\u200co\u200dp"  # stock pyte draws nothing that comes after them


def ask(program: Program, api: FakeApi, text: str) -> None:
    """Have the model answer with `text` between two words of its own lines."""
    api.enqueue(Reply(f"BEGIN\n{text}\nEND\n", form=Form(word=3)))
    send(program, "go")
    program.wait_for("END")


def check_frame(program: Program) -> None:
    """Check all that does not belong to the reply: the lines above it, the prompt, the status line."""
    lines = program.wait_for(HasStatus("ACTIVE"))
    assert lines[0].startswith("Welcome to qmux")
    assert lines[lines.index("BEGIN") - 2 :][0].endswith("> go")
    assert lines[-2].startswith("[Current: dev-1] q>")
    assert lines[-1].startswith("1:dev-1")
    column, line = program.cursor()
    assert (column, line) == (len("[Current: dev-1] q> "), len(lines) - 2)


@pytest.mark.parametrize("name", SEQUENCES)
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_sequence_does_nothing(start: Start, api: FakeApi, name: str) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    ask(program, api, f"left{SEQUENCES[name]}right")
    check_frame(program)
    program.wait_for(Shown("left"))
    program.wait_for(Shown("right"))
    assert not any("owned" in line for line in program.screen())
    assert isinstance(program, PtyProgram)
    assert b"owned" not in program.terminal.raw


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_all_of_them_together_do_nothing(start: Start, api: FakeApi, protocol: str) -> None:
    program = start(env=api.environment(protocol))
    ready(program)
    ask(program, api, "".join(SEQUENCES.values()))
    check_frame(program)
    works(program, api)


@pytest.mark.parametrize("ending", ["\x1b", "\x1b[", "\x1b]0;never ended", "\x1bP", "\x1b[38;5", "\u009d"])
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_sequence_that_never_ends_swallows_nothing(start: Start, api: FakeApi, ending: str) -> None:
    program = start(env=api.environment("openai"))
    ready(program)
    api.enqueue(Reply(f"BEGIN\nsome words{ending}", form=Form(word=1)))
    send(program, "go")
    program.wait_for("some words")
    check_frame(program)
    works(program, api)


@pytest.mark.parametrize(
    ("run", "text", "letters"),
    [("pty", FORMATS, "abcdefghijklm"), ("tmux", FORMATS, "abcdefghijklm"), ("tmux", JOINERS, "nop")],
    indirect=["run"],
)
def test_invisible_characters_turn_nothing_about(start: Start, api: FakeApi, text: str, letters: str) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    ask(program, api, text)
    check_frame(program)
    assert letters in "".join(filter(str.isascii, "".join(program.screen())))


@pytest.mark.parametrize("run", ["pty", "tmux"], indirect=True)
def test_letters_of_many_marks_stay_in_their_cell(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    ask(
        program, api, "z" + "\u0334\u0353\u0363" * 400 + "algo 👩‍👩‍👧‍👦 " + "\U000e0001\U0010fffd\ud7ff\ufdd0"
    )
    program.wait_for("algo")
    check_frame(program)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_hostile_question_is_only_words(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    hostile = "".join(SEQUENCES.values())
    question = {"question": f"Really?{hostile}", "choices": [f"yes{hostile}", "no"]}
    api.enqueue(Reply("BEGIN\n", Tool("ask_user", question)), Reply("So be it."))
    send(program, "go")
    asked(program, "? Really?")
    send(program, "2")
    program.wait_for("So be it.")
    works(program, api)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_hostile_name_of_a_model_is_only_words(start: Start, api: FakeApi) -> None:
    api.models = ["evil\x1b]0;owned\x07\x1b[2J\u202emodel"]
    program = start(env=api.environment("openai"))
    program.wait_for(Shown("evil"))
    program.wait_for(HasStatus("ACTIVE"))
    works(program, api)
