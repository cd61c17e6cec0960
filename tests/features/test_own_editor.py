"""/editor: the draft in the user's own editor, in a real terminal."""

from pathlib import Path
from signal import Signals

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.harness.program import Program
from tests.features.steps import displayed, in_overlay, sees, send

pytestmark = pytest.mark.parametrize(
    "run", ["pty", pytest.param("tmux", marks=pytest.mark.tmux)], indirect=True
)


def editor(directory: Path, script: str) -> dict[str, str]:
    """Return the environment in which the shell script `script` is the editor; its argument is the file."""
    path = directory / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return {"VISUAL": str(path).replace(" ", "\\ "), "EDITOR": "/nonexistent"}


def left_behind(program: Program, text: str) -> None:
    """Wait until the prompt of the session "mine" holds `text`."""
    program.wait_for(lambda lines: lines[-2].rstrip() == f"[Current: mine] q> {text}".rstrip())


def test_the_draft_goes_there_and_back_and_is_not_sent(
    start_with_api: Start, api: FakeApi, tmp_path: Path
) -> None:
    script = f'ls -l "$1" > {tmp_path}/mode; echo EDITING; read line; printf " and $line\\n" >> "$1"'
    program = start_with_api("--new", "mine", env=editor(tmp_path, script) | {"TMPDIR": str(tmp_path)})
    displayed(program, "mine")
    program.type("a draft")
    program.press("C-x", "C-e")
    program.wait_for("EDITING")
    program.type("more\r")
    left_behind(program, "a draft and more")
    assert (tmp_path / "mode").read_text().startswith("-rw-------")
    assert not list(tmp_path.glob("qmux-*"))
    assert not api.requests
    program.press("Enter")
    assert api.wait_for_requests(1)[0].text == "a draft and more"


def test_it_begins_with_the_text_of_the_command(start: Start, tmp_path: Path) -> None:
    program = start("--new", "mine", env=editor(tmp_path, 'tr a-z A-Z < "$1" > x; cp x "$1"'))
    displayed(program, "mine")
    send(program, "/editor dear model")
    left_behind(program, "DEAR MODEL")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("printf lost > $1; exit 3", "ended with status 3: the draft is as it was."),
        ("rm $1", "left no file"),
        ("kill -KILL $$", "ended with status 137"),
    ],
)
def test_an_editor_that_fails_leaves_the_draft(start: Start, tmp_path: Path, script: str, said: str) -> None:
    program = start("--new", "mine", columns=160, env=editor(tmp_path, script))
    displayed(program, "mine")
    program.type("a draft")
    program.press("C-b", "e")
    program.wait_for(said)
    left_behind(program, "a draft")


def test_an_editor_that_is_not_there(start: Start) -> None:
    program = start("--new", "mine", env={"VISUAL": "", "EDITOR": "no-such-editor --wait"})
    displayed(program, "mine")
    send(program, "/editor keep this")
    program.wait_for("no-such-editor could not be started: No such file or directory.")
    left_behind(program, "/editor keep this")


def test_keys_that_signal_are_the_editors_and_sessions_go_on(
    start_with_api: Start, api: FakeApi, tmp_path: Path
) -> None:
    gate = Gate()
    api.when("work", Reply("begun ", Hold(gate), "done"))
    script = 'trap "echo INTERRUPTED" INT; echo EDITING; read line; read line; printf "$line" >> "$1"'
    program = start_with_api("--new", "busy", env=editor(tmp_path, script))
    displayed(program, "busy")
    send(program, "work")
    program.wait_for("begun")
    send(program, "/new mine")
    displayed(program, "mine")
    send(program, "/editor")
    program.wait_for("EDITING")
    program.press("C-c")
    program.wait_for("INTERRUPTED")
    program.press("C-z")
    gate.release()
    program.type("go\r")
    program.type("on\r")
    program.wait_for("[Current: mine] q>")
    program.wait_for(in_overlay("busy", "⏎"))


def test_the_end_of_qmux_ends_the_editor(start: Start, tmp_path: Path) -> None:
    program = start("--new", "mine", env=editor(tmp_path, "echo EDITING; exec sleep 1000"))
    displayed(program, "mine")
    program.type("a draft")
    program.press("C-x", "C-e")
    program.wait_for("EDITING")
    program.kill(Signals.SIGTERM)
    assert program.wait_exit() in (143, -15)
    again = start()
    sees(again, "[Current: mine] q> a draft")
