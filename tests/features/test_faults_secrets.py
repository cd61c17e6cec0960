"""What must not be found in any file: keys anywhere, and what was said in the log."""

from pathlib import Path

import pytest

from tests.fake_api import Cut, Failure, FakeApi, Reply
from tests.features.conftest import Start
from tests.features.faults import fails, files_below, log_text, ready, spellings, wait_until, works
from tests.features.harness.pty_program import PtyProgram
from tests.features.steps import PROTOCOLS, leave, send, write_settings

KEY = "sk-ant-0123456789-very-secret"


def _ways(api: FakeApi, protocol: str, home: Path, place: str) -> dict[str, str]:
    """Give qmux the key by the environment or by the settings file; return the environment."""
    variables = api.environment(protocol)
    if place == "environment":
        return variables | {f"{protocol.upper()}_API_KEY": KEY}
    url = variables[f"{protocol.upper()}_BASE_URL"]
    path = write_settings(home, f'[api]\nprovider = "{protocol}"\nbase_url = "{url}"\nkey = "{KEY}"\n')
    path.chmod(0o600)
    return {}


@pytest.mark.parametrize("place", ["environment", "settings"])
@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_a_key_is_in_no_file_and_on_no_screen(
    start: Start, api: FakeApi, protocol: str, clean_environment: Path, place: str
) -> None:
    program = start(env=_ways(api, protocol, clean_environment, place))
    assert isinstance(program, PtyProgram)
    api.enqueue(
        Failure(401, f"Incorrect key provided: {KEY}", "authentication_error"),
        Failure(500, f"the request of {KEY} failed", "api_error", headers={"x-should-retry": "false"}),
        Reply("half a wo", Cut()),
    )
    ready(program)
    send(program, "hello")
    fails(program, "refused the key")
    send(program, "again")
    fails(program, "HTTP 500")
    send(program, "and again")
    fails(program, "half a wo")
    works(program, api)
    for format in ("md", "json", "txt"):
        path = clean_environment / f"out.{format}"
        send(program, f"/export --format {format} {path}")
        wait_until(program, path.exists)
    send(program, "/help")
    leave(program)
    assert any(KEY in value for request in api.requests for value in request.headers.values())
    files = files_below(clean_environment)
    assert {path.suffix for path in files} >= {".db", ".log", ".md", ".json", ".txt"}
    settings = clean_environment / ".config" / "qmux" / "config.toml"
    told = {path.name for path, data in files.items() if any(form in data for form in spellings(KEY))}
    assert told == ({settings.name} if place == "settings" else set())
    assert KEY.encode() not in program.terminal.raw


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_what_was_said_is_not_in_the_log(start: Start, api: FakeApi, clean_environment: Path) -> None:
    program = start(env=api.environment("anthropic"))
    api.enqueue(Reply("the answer is forty-two"), Failure(400, "no sevens please", "invalid_request_error"))
    ready(program)
    send(program, "/rename quiet")
    send(program, "a question about sixes")
    program.wait_for("the answer is forty-two")
    send(program, "a question about sevens")
    fails(program, "no sevens please")
    program.type("a draft about eights")
    program.wait_for("a draft about eights")
    program.press("C-c")
    leave(program)
    said = log_text(clean_environment)
    assert "started" in said and "stopped" in said
    for word in ("sixes", "forty-two", "sevens", "eights"):
        assert word not in said


@pytest.mark.parametrize("run", ["pty"], indirect=True)
def test_files_are_private(start: Start, api: FakeApi, clean_environment: Path) -> None:
    program = start(env=api.environment("anthropic"))
    ready(program)
    works(program, api)
    send(program, f"/export {clean_environment}/out.md")
    wait_until(program, (clean_environment / "out.md").exists)
    files = files_below(clean_environment)
    assert {
        f"{path.name}: {path.stat().st_mode & 0o777:o}" for path in files if path.stat().st_mode & 0o077
    } == set()
