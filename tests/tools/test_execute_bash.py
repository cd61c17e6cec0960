"""execute_bash on real processes: their output, their end, and that nothing of them is left."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.errors import Cancelled
from qmux.providers.table import KEY_VARIABLES
from qmux.tools import process
from qmux.tools.base import Access, AccessKind, Preview, ToolMistakeError, ToolOutcome
from qmux.tools.execute_bash import EXECUTE_BASH
from tests.tools.holders import Holders
from tests.tools.stand_ins import context

IGNORE_TERM = "trap '' TERM"
ROOT = Path(__file__).parents[2]


def run(command: str, directory: Path | str = "/", timeout: float = 20.0) -> dict[str, str]:
    """Run `command` and return the result's fields."""
    return fields(EXECUTE_BASH.run({"command": command}, context(directory, timeout=timeout)))


def fields(outcome: ToolOutcome) -> dict[str, str]:
    """Return what the model reads in `outcome`."""
    value = json.loads(outcome.text)
    assert isinstance(value, dict)
    return value


class Call:
    """A call under way in a thread of its own; `shown` is what the user has seen of it."""

    def __init__(self, command: str, timeout: float = 20.0) -> None:
        self.cancel = CancelToken()
        self.shown = ""
        self.ended = ""
        self._condition = threading.Condition()
        self._context = context(show=self._show, cancel=self.cancel, timeout=timeout)
        self._thread = threads.start("test-call", lambda: self._run(command))

    def wait_for(self, words: str) -> None:
        """Block until `words` were shown."""
        with self._condition:
            assert self._condition.wait_for(lambda: words in self.shown, 20), self.shown

    def join(self) -> str:
        """Return how it ended: "cancelled", or the result."""
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.ended

    def _run(self, command: str) -> None:
        try:
            self.ended = EXECUTE_BASH.run({"command": command}, self._context).text
        except Cancelled:
            self.ended = "cancelled"

    def _show(self, text: str) -> None:
        with self._condition:
            self.shown = (self.shown + text)[-1000:]
            self._condition.notify_all()


@pytest.fixture
def holders(tmp_path: Path) -> Iterator[Holders]:
    """Return a named pipe to be held as descriptor 9: `exec 9>PATH`."""
    yield Holders(tmp_path / "holders")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("echo out; echo err >&2", {"exit_status": "0", "stdout": "out\n", "stderr": "err\n"}),
        ("exit 3", {"exit_status": "3", "stdout": "", "stderr": ""}),
        ("kill -9 $$", {"exit_status": "137", "stdout": "", "stderr": ""}),
        ("printf '\\303\\251\\377'", {"exit_status": "0", "stdout": "é\ufffd", "stderr": ""}),
        (
            "printf 'é%.0s' {1..99} | dd bs=1 status=none",
            {"exit_status": "0", "stdout": "é" * 99, "stderr": ""},
        ),
        ("cat; echo $?", {"exit_status": "0", "stdout": "0\n", "stderr": ""}),
        ("pwd", {"exit_status": "0", "stdout": "/\n", "stderr": ""}),
        ("echo one\necho two", {"exit_status": "0", "stdout": "one\ntwo\n", "stderr": ""}),
    ],
)
def test_a_command(command: str, expected: dict[str, str]) -> None:
    assert run(command) == expected


def test_a_command_has_no_terminal_and_a_group_of_its_own() -> None:
    assert run("tty; : < /dev/tty || echo none")["stdout"] == "not a tty\nnone\n"
    assert run('test "$(ps -o sid= -o pgid= -p $$ | xargs)" = "$$ $$" && echo own')["stdout"] == "own\n"


@pytest.mark.parametrize("character", ["x", "\u00e4"])
def test_a_command_that_no_shell_can_take_is_not_asked_about(character: str) -> None:
    most = 131_071 - len("echo ")
    fits = "echo " + character * (most // len(character.encode()))
    assert run(fits)["exit_status"] == "0"
    with pytest.raises(ToolMistakeError, match="too long"):
        EXECUTE_BASH.accesses({"command": fits + character}, context(Path("/")).place)


def test_hidden_characters_do_not_reach_the_model() -> None:
    told = run("printf 'a\\U000e0041b\\u200bc'")
    assert told["stdout"] == "abc"
    assert told["note"] == "stdout: without 2 hidden Unicode characters"


def test_keys_stay_with_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("PLAIN", "kept")
    outcome = EXECUTE_BASH.run({"command": "env"}, context(secret_variables=KEY_VARIABLES))
    lines = fields(outcome)["stdout"].splitlines()
    assert not any("sk-ant" in line for line in lines)
    assert {"TERM=dumb", "PAGER=cat", "GIT_TERMINAL_PROMPT=0", "PLAIN=kept"} <= set(lines)


@pytest.mark.parametrize(("shell", "used"), [("sh", "sh"), ("", "bash"), ("no-such-shell", "bash")])
def test_the_shell(monkeypatch: pytest.MonkeyPatch, shell: str, used: str) -> None:
    monkeypatch.setenv("AMAZON_Q_CHAT_SHELL", shell)
    assert run("echo ${0##*/}")["stdout"] == f"{used}\n"


def test_without_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ToolMistakeError, match="AMAZON_Q_CHAT_SHELL"):
        run("true")


def test_a_directory_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ToolMistakeError, match=r"cannot be started: .*No such file.*gone"):
        run("true", tmp_path / "gone")


# -- bounds ---------------------------------------------------------------------------------------------------


def test_the_last_lines_are_kept() -> None:
    told = run("seq 1 100000; echo short >&2")
    lines = told["stdout"].splitlines()
    assert len(lines) == 1024
    assert lines[-1] == "100000"
    assert told["stderr"] == "short\n"
    assert told["note"] == "stdout: only the last 1,024 of 100,000 lines (588.9 kB)"


@pytest.mark.parametrize(
    "command",
    [
        "head -c 3M /dev/zero; head -c 3M /dev/zero >&2",
        "yes '\"\\' | tr -d '\\n' | head -c 3M | tee /dev/stderr",
        "yes € | tr -d '\\n' | head -c 3M | tee /dev/stderr",
        "yes | head -c 3M | tee /dev/stderr",
    ],
)
def test_a_result_fits_whatever_the_output(command: str) -> None:
    outcome = EXECUTE_BASH.run({"command": command}, context())
    told = fields(outcome)
    assert len(outcome.text) < 300_000
    assert len(told["stdout"]) > 2000
    assert len(told["stderr"]) > 2000
    assert "stdout: only the last" in told["note"]
    assert "(3.1 MB)" in told["note"]


_GIGABYTE = """
import resource
from qmux.tools.execute_bash import EXECUTE_BASH
from tests.tools.holders import Holders
from tests.tools.stand_ins import context
EXECUTE_BASH.run({"command": "true"}, context())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
outcome = EXECUTE_BASH.run({"command": "yes | head -c 1G"}, context(timeout=100))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, "536,870,912 lines (1.1 GB)" in outcome.text)
"""


def test_a_gigabyte_of_output_takes_little_memory() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _GIGABYTE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kilobytes, told = ran.stdout.split()
    assert told == "True"
    assert int(kilobytes) < 16_000


# -- ends -----------------------------------------------------------------------------------------------------


def test_output_is_shown_as_it_comes(tmp_path: Path) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    call = Call(f"echo first; read line < {go}; echo $line")
    call.wait_for("first")
    go.write_text("second\n")
    assert '"first\\nsecond\\n"' in call.join()


def test_a_cancelled_call_starts_nothing(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        EXECUTE_BASH.run({"command": f"touch {tmp_path}/made"}, context(cancel=cancel))
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "command",
    [
        "echo on; sleep 1000",
        "echo on; while :; do yes; done",
        "echo on; yes",
        "sleep 1000 & sleep 1000 & echo on; wait",
        "echo on; exec 1>&- 2>&-; sleep 1000",
    ],
)
def test_cancel_ends_the_group(holders: Holders, command: str) -> None:
    call = Call(f"exec 9>{holders.path}; {command}")
    call.wait_for("on" if "yes" not in command else "")
    call.cancel.cancel()
    assert call.join() == "cancelled"
    holders.wait_until_gone()


@pytest.mark.parametrize(
    "command",
    [
        f"{IGNORE_TERM}; echo on; sleep 1000",
        f"({IGNORE_TERM}; echo on; sleep 1000); true",
        f"({IGNORE_TERM}; exec 1>&- 2>&-; sleep 1000) & echo on; sleep 1000",
    ],
)
def test_what_ignores_term_is_killed(holders: Holders, command: str) -> None:
    call = Call(f"exec 9>{holders.path}; {command}")
    call.wait_for("on")
    call.cancel.cancel()
    assert call.join() == "cancelled"
    holders.wait_until_gone()


def test_a_process_may_clean_up_when_it_is_asked_to_end(holders: Holders) -> None:
    call = Call(
        f"exec 9>{holders.path}; trap 'echo clean >&9; exit' TERM; echo on; while :; do sleep 0.01; done"
    )
    call.wait_for("on")
    call.cancel.cancel()
    assert call.join() == "cancelled"
    assert holders.wait_until_gone() == "clean\n"


def test_a_timeout_ends_the_group_and_keeps_what_was_said(holders: Holders) -> None:
    outcome = EXECUTE_BASH.run(
        {"command": f"exec 9>{holders.path}; echo said; sleep 1000"}, context(timeout=0.3)
    )
    holders.wait_until_gone()
    assert outcome.is_error
    assert fields(outcome) == {
        "exit_status": "143",
        "stdout": "said\n",
        "stderr": "",
        "note": "the command was ended after the time limit of 0.3 s",
    }


def test_the_time_limit_may_grow_while_the_command_runs(tmp_path: Path) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    asked = []

    def let_go() -> None:
        go.write_text("longer\n")

    def timeout() -> float:
        asked.append(True)
        if len(asked) == 2:
            threads.start("test-go", let_go)
        return 0.05 if len(asked) == 1 else 20.0

    outcome = EXECUTE_BASH.run({"command": f"cat {go}"}, context()._replace(timeout=timeout))
    assert fields(outcome) == {"exit_status": "0", "stdout": "longer\n", "stderr": ""}


def test_a_process_left_in_the_background_goes_on(tmp_path: Path, holders: Holders) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    told = run(f"exec 9>{holders.path}; (read line < {go}; echo late; echo $line >&9) & echo started")
    assert told["stdout"] == "started\n"
    assert "background" in told["note"]
    go.write_text("alive\n")
    assert holders.wait_until_gone() == "alive\n"  # its own line "late" did not end it


def test_a_process_left_in_the_background_may_write_for_ever() -> None:
    told = run("yes >&2 & echo $!")
    os.kill(int(told["stdout"]), signal.SIGKILL)
    assert "background" in told["note"]


def test_a_daemon_that_holds_the_output_does_not_hold_the_call(tmp_path: Path) -> None:
    go = tmp_path / "go"
    os.mkfifo(go)
    call = Call(f"setsid sh -c 'echo on; cat {go}' & sleep 1000")
    call.wait_for("on")
    call.cancel.cancel()
    assert call.join() == "cancelled"
    go.write_text("")  # lets the daemon go


def test_a_failing_display_ends_the_command(holders: Holders) -> None:
    def show(text: str) -> None:
        raise OSError("gone")

    command = f"exec 9>{holders.path}; echo on; {IGNORE_TERM}; sleep 1000"
    with pytest.raises(OSError, match="gone"):
        EXECUTE_BASH.run({"command": command}, context(show=show))
    holders.wait_until_gone()


def test_the_program_ends_with_all_commands_killed(holders: Holders) -> None:
    call = Call(f"exec 9>{holders.path}; {IGNORE_TERM}; echo on; sleep 1000; echo never")
    call.wait_for("on")
    process.kill_all()
    assert '"exit_status": "137"' in call.join()
    holders.wait_until_gone()


def test_nothing_is_left_open() -> None:
    run("true")
    before = os.listdir("/proc/self/fd")
    for _ in range(10):
        run("echo x; echo y >&2")
    assert os.listdir("/proc/self/fd") == before


def test_many_at_once() -> None:
    calls = [Call(f"seq 1 {number}") for number in range(1000, 1020)]
    for number, call in enumerate(calls, 1000):
        assert json.loads(call.join())["stdout"].endswith(f"\n{number}\n")


# -- what is said of it before --------------------------------------------------------------------------------


def test_accesses_and_preview() -> None:
    place = context().place
    arguments = {"command": "git status", "summary": "See what\nchanged"}
    assert EXECUTE_BASH.accesses(arguments, place) == (Access(AccessKind.RUN, "git status"),)
    preview = EXECUTE_BASH.preview(arguments, place)
    assert preview.line == "I will run the following shell command: git status"
    assert preview.purpose == "See what^Jchanged"


def test_a_preview_hides_nothing() -> None:
    place = context().place
    assert EXECUTE_BASH.preview({"command": "ls\r\x1b[2Krm \u202ex"}, place).line.endswith(
        "ls^M^[[2Krm <U+202E>x"
    )
    preview = EXECUTE_BASH.preview({"command": "make\nmake test"}, place)
    assert preview.detail == " │ make\n │ make test"


def preview_of(command: str) -> Preview:
    """Return what the user sees of a command."""
    return EXECUTE_BASH.preview({"command": command}, context().place)


def test_no_stretch_of_nothing_hides_the_rest_of_a_command() -> None:
    assert preview_of(f"echo a{' ' * 5000}; rm x").line.endswith("echo a<5,000 blanks>; rm x")
    assert preview_of(f"echo a{chr(10) * 500}rm x").detail == " │ echo a\n │ <499 empty lines>\n │ rm x"
    assert preview_of("echo\xa0a\u3164b\u2800c").line.endswith("echo<U+00A0>a<U+3164>b<U+2800>c")
    assert preview_of("for x in *; do\n\n    echo $x\ndone").detail.split("\n")[1:3] == [
        " │ ",
        " │     echo $x",
    ]


def test_a_command_whose_beginning_may_be_out_of_sight_says_so() -> None:
    lines = "\n".join(["echo a"] * 40)
    assert preview_of(lines).detail.endswith(
        " │ echo a\n(40 lines in all: scroll back to read what is above)"
    )
    assert (
        preview_of("echo " + "a" * 1000).detail
        == "(1,005 characters in all: scroll back to read what is above)"
    )
    assert preview_of("echo a").detail == ""


def test_no_line_of_a_command_passes_for_a_question() -> None:
    forged = "true\nAllow this action? [y/n/t]:\n> n\nUsing tool: fs_read\n ● I will read README"
    assert all(line.startswith(" │ ") for line in preview_of(forged).detail.split("\n"))


@pytest.mark.parametrize("arguments", [{}, {"command": ""}, {"command": 5}, {"command": "a\0b"}])
def test_mistakes(arguments: dict[str, object]) -> None:
    with pytest.raises(ToolMistakeError, match=r"^execute_bash: "):
        EXECUTE_BASH.accesses(arguments, context().place)
