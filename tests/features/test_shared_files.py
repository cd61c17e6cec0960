"""Two sessions on the same files: a stale edit is refused, a command's changes are told, nobody trusts a thief."""

from pathlib import Path

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.faults import Shown
from tests.features.harness.program import Program
from tests.features.steps import answer, displayed, sees, send, write_settings

READ = Tool("fs_read", {"operations": [{"mode": "Line", "path": "plan.md"}]}, "read_1")
TRUSTING = '[permissions]\nallow = ["fs_write", "execute_bash"]\n'


def write(path: str, text: str) -> Tool:
    """Return a call that writes a file anew."""
    return Tool("fs_write", {"command": "create", "path": path, "file_text": text}, "write_1")


def open_session(program: Program, name: str, message: str) -> None:
    """Make a session, show it, and send a message."""
    send(program, f"/new {name}")
    displayed(program, name)
    send(program, message)


def test_an_edit_on_what_another_session_has_changed_is_refused(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, TRUSTING)
    plan = clean_environment / "plan.md"
    plan.write_text("the first plan\n")
    api.when("look", Reply("I read.", READ))
    api.when("the first plan", Reply("I have read it."))
    api.when("overwrite", Reply("I write.", write("plan.md", "of the editor\n")))
    api.when("go on", Reply("I write.", write("plan.md", "of the reader\n")))
    program = start_with_api("--new", "reader")
    displayed(program, "reader")
    send(program, "look")
    sees(program, "I have read it.")
    open_session(program, "editor", "overwrite")
    sees(program, "Completed in")
    send(program, "/switch reader")
    displayed(program, "reader")
    send(program, "go on")
    program.wait_for(Shown("was changed by session editor since you read it; read it again."))
    assert plan.read_text() == "of the editor\n"
    send(program, "/debug locks")
    sees(program, "No tool holds a file.")


def test_what_a_command_changed_is_told_to_those_who_have_read_it(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, TRUSTING)
    (clean_environment / "plan.md").write_text("the first plan\n")
    api.when("look", Reply("I read.", READ))
    api.when("the first plan", Reply("I have read it."))
    command = Tool("execute_bash", {"command": "echo changed >> plan.md"}, "run_1")
    api.when("change it", Reply("I run it.", command))
    program = start_with_api("--new", "reader")
    displayed(program, "reader")
    send(program, "look")
    sees(program, "I have read it.")
    open_session(program, "builder", "change it")
    sees(program, "This changed files that other sessions have read:")
    program.wait_for(
        lambda lines: any("(read by session reader)" in request.text for request in api.requests)
    )
    send(program, "/switch reader")
    displayed(program, "reader")
    program.wait_for(Shown("was changed by a command of session builder."))


def test_no_trust_opens_the_files_of_another_session(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    api.when("keep it", Reply("I write.", write("@session/secret.txt", "the secret\n")))
    program = start_with_api("--new", "keeper")
    displayed(program, "keeper")
    send(program, "keep it")
    sees(program, "Completed in")  # its own directory needs no word
    (secret,) = clean_environment.glob(".local/share/qmux/sessions/*/secret.txt")
    reading = {"operations": [{"mode": "Line", "path": str(secret)}]}
    api.when("pry", Reply("I read.", Tool("fs_read", reading, "read_1"), Tool("fs_read", reading, "read_2")))
    send(program, "/new thief")
    displayed(program, "thief")
    send(program, "/tools trust-all")
    sees(program, "All tools are now trusted (!).")
    send(program, "pry")
    answer(program, "y", "[y/n] fs_read:")  # there is nothing to trust
    answer(program, "n", "[y/n] fs_read:")  # and a yes is for once
    sees(program, "Refused")
