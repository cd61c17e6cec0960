"""Far more than anybody reads: a reply of 10 MB, one line of 1 MB, a paste of 10 MB. Typing goes on meanwhile."""

import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Form, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.faults import HasStatus, Shown, ready, works
from tests.features.harness.program import Program
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import PROTOCOLS, send, write_settings

MEGABYTE = 1_000_000
ECHO_SECONDS = 5.0  # far above what is aimed at, for loaded machines; a frozen prompt takes longer
MEMORY_LIMIT = 250  # MB of resident memory; the whole program has about 50 before the reply
SLOW = 60.0  # seconds; what a loaded machine may need for 10 MB
LINE = "All work and no play makes Jack a dull boy, number {:07d}.\n"


def long_text(size: int) -> str:
    """Return numbered lines, `size` characters of them."""
    return "".join(LINE.format(number) for number in range(size // len(LINE.format(0)) + 1))[:size]


def memory_peak(program: PtyProgram) -> float:
    """Return the most resident memory that the program had so far, in MB."""
    status = Path(f"/proc/{program.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1000


def keystrokes(program: Program, letters: str) -> Iterator[float]:
    """Type letters one by one at the end of the prompt; yield the seconds until each is there."""
    typed = ""
    for letter in letters:
        typed += letter
        began = time.monotonic()
        program.type(letter)
        program.wait_for(partial(_typed, typed), SLOW)
        yield time.monotonic() - began


def _typed(text: str, lines: list[str]) -> bool:
    return lines[-2].endswith(text)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_ten_megabytes_leave_room_for_typing_and_are_all_kept(
    start: Start, api: FakeApi, protocol: str, clean_environment: Path
) -> None:
    program = start(env=api.environment(protocol))
    assert isinstance(program, PtyProgram)
    text = long_text(10 * MEGABYTE)
    gate = Gate()
    api.enqueue(
        Reply(text[: 2 * MEGABYTE], Hold(gate), text[2 * MEGABYTE :], "\nTHE END", form=Form(word=2000))
    )
    ready(program)
    send(program, "/rename long")
    send(program, "go")
    program.wait_for("All work")
    gate.release()
    assert max(keystrokes(program, "meanwhile")) < ECHO_SECONDS
    program.press("C-u")
    send(program, "/new other")
    program.wait_for("[Current: other] q>")
    works(program, api)
    program.wait_for(lambda lines: any("[long]" in line for line in lines[:-2]), SLOW)
    send(program, "/switch long")
    program.wait_for("THE END")
    assert memory_peak(program) < MEMORY_LIMIT
    path = clean_environment / "long.json"
    send(program, f"/export --format txt {path}")
    assert max(keystrokes(program, "andthen")) < ECHO_SECONDS
    program.wait_for("Exported session", SLOW)
    exported = path.read_text(encoding="utf-8")
    said = "\n".join(line.removeprefix("    ") for line in exported.split("\n"))
    assert f"{text}\nTHE END" in said


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_one_line_of_a_megabyte(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    assert isinstance(program, PtyProgram)
    api.enqueue(Reply("x" * MEGABYTE + " THE END", form=Form(word=0)))
    ready(program)
    send(program, "go")
    program.wait_for("THE END", SLOW)
    program.wait_for(HasStatus("ACTIVE"))
    program.resize(61, 20)
    program.wait_for(Shown("THE END"))
    program.resize(80, 24)
    program.wait_for(Shown("THE END"))
    assert max(keystrokes(program, "stillhere")) < ECHO_SECONDS
    assert memory_peak(program) < MEMORY_LIMIT


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_paste_of_ten_megabytes_can_be_dropped(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    program.paste(long_text(10 * MEGABYTE))
    program.wait_for(Shown("All work and no play"), SLOW)
    assert max(keystrokes(program, "QXZ")) < ECHO_SECONDS
    program.press("C-c")
    program.wait_for(lambda lines: lines[-2] == "[Current: dev-1] q>", SLOW)
    works(program, api)


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_paste_of_ten_megabytes_is_sent_whole(start: Start, api: FakeApi, clean_environment: Path) -> None:
    write_settings(clean_environment, "[api]\ncontext_window = 4000000\n")
    program = start(env=api.environment("openai"))
    ready(program)
    api.enqueue(Reply("I have read it."))
    text = long_text(10 * MEGABYTE)
    program.paste(text)
    program.wait_for(Shown("All work and no play"), SLOW)
    program.type("QXZ")
    program.press("M-<")
    program.type("first: ")
    program.wait_for("first: All work")
    program.press("Enter")
    assert max(keystrokes(program, "QXZ")) < ECHO_SECONDS
    program.wait_for("I have read it.", SLOW)
    assert api.requests[-1].text == f"first: {text}QXZ"


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_message_that_the_model_cannot_read_is_refused_and_stays(start: Start, api: FakeApi) -> None:
    program = start(env=api.environment("openai"))
    ready(program)
    program.paste(long_text(MEGABYTE))
    program.wait_for(Shown("All work and no play"), SLOW)
    program.type("QXZ")
    program.wait_for("QXZ")
    program.press("Enter")
    program.wait_for("Not sent: it has about 250,000 tokens, and the model reads 200,000.", SLOW)
    program.wait_for(Shown("QXZ"))
    assert not api.requests
