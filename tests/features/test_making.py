"""Sessions made from templates and in groups, and closed ones that come back."""

from pathlib import Path

from tests.fake_api import FakeApi, Reply, Tool
from tests.features.conftest import Start
from tests.features.steps import displayed, leave, sees, send, status, write_settings

TEMPLATE = """
[templates.review]
type = "review"
name = "pr"
system = "Name the file of each finding."
tools = ["execute_bash(echo *)"]
message = "Begin now."
"""


def test_a_closed_session_comes_back_with_all_that_was_said(start_with_api: Start, api: FakeApi) -> None:
    program = start_with_api("--new", "here")
    displayed(program, "here")
    send(program, "/new debug fix-login")
    displayed(program, "fix-login")
    send(program, "What was it?")
    program.wait_for("You said: What was it?")
    program.wait_for(lambda lines: "ACTIVE" in status(lines))
    program.type("unsent words")
    program.press("C-b", "&")
    program.wait_for("Close session fix-login?")
    program.press("y")
    displayed(program, "here")
    program.press("C-b", "u")
    displayed(program, "fix-login")
    sees(program, "> What was it?", "You said: What was it?", "q> unsent words")
    program.press("C-u")
    send(program, "/sessions")
    program.wait_for(lambda lines: any(line.startswith("* fix-login  [ACTIVE]   debug") for line in lines))
    leave(program)
    program = start_with_api()
    displayed(program, "fix-login")


def test_a_template_makes_a_session_that_begins_by_itself(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    write_settings(clean_environment, TEMPLATE)
    call = Tool("execute_bash", {"command": "echo looked", "summary": "Look"})
    api.when("Begin now.", Reply(call))
    program = start_with_api("--new", "here")
    displayed(program, "here")
    send(program, "/new --template review --group release")
    displayed(program, "pr")
    sees(program, "> Begin now.", "execute_bash (trusted)", "looked")
    program.wait_for(lambda lines: "review  * ACTIVE" in status(lines))
    assert "Name the file of each finding." in str(api.requests[0].body["system"])
    send(program, "/sessions --group release")
    program.wait_for(lambda lines: any(line.startswith("* pr  [ACTIVE]") for line in lines))
    send(program, "/new --template revew")
    program.wait_for("There is no template “revew”. Did you mean review?")
