"""Starting again where something that a session needs is gone: it rests, says why, and loses nothing."""

from pathlib import Path

from tests.fake_api import FakeApi
from tests.features.conftest import Start
from tests.features.steps import displayed, in_overlay, leave, prompt_of, sees, send, status, write_settings


def test_without_its_key_a_session_rests_and_no_other_provider_goes_on(
    start: Start, start_with_api: Start, api: FakeApi
) -> None:
    program = start_with_api("--new", "one")
    displayed(program, "one")
    send(program, "hello")
    sees(program, "You said: hello", "ACTIVE")
    leave(program)
    program = start()
    sees(program, prompt_of("one"), "You said: hello", "ANTHROPIC_API_KEY")
    program.wait_for(lambda lines: "PAUSED" in status(lines))
    send(program, "/resume")
    program.wait_for(lambda lines: status(lines).startswith("Session one cannot go on: "))
    program.press("C-c")
    send(program, "/new two")
    displayed(program, "two")
    send(program, "hello offline")
    sees(program, "You said: hello offline", "ACTIVE")
    leave(program)
    program = start_with_api()
    program.press("M-1")
    displayed(program, "one")
    send(program, "/resume")
    program.wait_for("Resumed session: one")
    send(program, "and now?")
    program.wait_for("You said: and now?")
    assert "You said: hello" in str(api.requests[-1].body["messages"])


def test_without_its_directory_a_session_rests_until_it_is_there_again(
    start_with_api: Start, clean_environment: Path
) -> None:
    directory = clean_environment / "work"
    directory.mkdir()
    program = start_with_api("--new", "one", columns=400)
    displayed(program, "one")
    send(program, "/new two --cwd work")
    displayed(program, "two")
    leave(program)
    directory.rmdir()
    program = start_with_api(columns=400)
    sees(program, prompt_of("two"), f"The directory {directory} is gone. Make it again, then /resume.")
    program.wait_for(lambda lines: "PAUSED" in status(lines))
    send(program, "/resume")
    program.wait_for(f"Session two cannot go on: The directory {directory} is gone.")
    directory.mkdir()
    program.press("Enter")  # the refused line is still there
    program.wait_for("Resumed session: two")


def test_without_persistence_the_next_start_is_a_first_one(start: Start, clean_environment: Path) -> None:
    write_settings(clean_environment, "[sessions]\npersist_sessions = false\n")
    program = start("--new", "one")
    displayed(program, "one")
    leave(program)
    program = start()
    sees(program, prompt_of("dev-1"), "Welcome to qmux")


def test_more_sessions_than_may_be_open_leave_the_oldest_in_the_database(
    start: Start, clean_environment: Path
) -> None:
    program = start("--new", "one")
    displayed(program, "one")
    for name in ("two", "three"):
        send(program, f"/new {name}")
        displayed(program, name)
    leave(program)
    write_settings(clean_environment, "[sessions]\nmax_active_sessions = 2\n")
    program = start()
    displayed(program, "three")
    send(program, "/sessions --all")
    sees(
        program, "* three  [ACTIVE]   dev  now", "  two    [WAITING]  dev  now", "  one  [WAITING]  dev  now"
    )
    assert not in_overlay("one", "⏎")(program.screen())
