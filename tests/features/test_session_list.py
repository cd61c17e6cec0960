"""/sessions: a line for each session, in one format."""

from tests.fake_api import FakeApi, Gate, Hold, Reply, StreamError, Tool
from tests.features.conftest import Start
from tests.features.steps import asked, displayed, leave, pane, sees, send


def test_the_list_has_a_line_for_each_session(start_with_api: Start, api: FakeApi) -> None:
    gate = Gate()
    api.when("work", Reply("so far", Hold(gate)))
    api.when("fail", Reply("so far", StreamError("api_error", "broken")))
    api.when("ask", Reply(Tool("ask_user", {"question": "Which?"})))
    program = start_with_api("--new", "worker")
    displayed(program, "worker")
    send(program, "work")
    program.wait_for("so far")
    send(program, "/new debug failing")
    displayed(program, "failing")
    send(program, "fail")
    program.wait_for("Session failed:")
    send(program, "/new planning asking")
    displayed(program, "asking")
    send(program, "ask")
    asked(program, "? Which?")
    send(program, "/new review resting")
    displayed(program, "resting")
    send(program, "/pause")
    program.wait_for("Paused session: resting")
    send(program, "/new idle")
    displayed(program, "idle")
    send(program, "/new shown")
    displayed(program, "shown")
    send(program, "/sessions")
    expected = [
        "Active Sessions:",
        "  worker   [PROCESSING]  dev       now",
        "  failing  [FAILED]      debug     now  failed",
        "  asking   [WAITING]     planning  now  question",
        "  resting  [PAUSED]      review    now",
        "  idle     [WAITING]     dev       now",
        "* shown    [ACTIVE]      dev       now",
    ]
    program.wait_for(lambda lines: _bare(lines) == ["/sessions", *expected])
    program.press("C-n")
    displayed(program, "dev-1")
    send(program, "/sessions --waiting")
    waiting = [
        "Active Sessions:",
        "  failing  [FAILED]   debug     now  failed",
        "  asking   [WAITING]  planning  now  question",
    ]
    program.wait_for(lambda lines: _bare(lines) == ["/sessions --waiting", *waiting])


def test_all_lists_closed_sessions_too(start: Start) -> None:
    program = start("--new", "old")
    displayed(program, "old")
    send(program, "/new debug kept")
    displayed(program, "kept")
    send(program, "/close old")
    program.wait_for("Close session old? [y/N]")
    program.press("y")
    program.wait_for("Closed session: old. Now in: kept")
    send(program, "/sessions --all")
    sees(
        program,
        "Active Sessions:",
        "* kept  [ACTIVE]  debug  now",
        "Completed Sessions:",
        "  old  [COMPLETED]  dev  now",
    )
    leave(program)
    program = start()
    program.press("C-n")  # a pane with nothing in it
    displayed(program, "dev-1")
    send(program, "/sessions --all")
    sees(program, "* dev-1  [ACTIVE]   dev    now", "  old  [COMPLETED]  dev  now")


def test_a_list_of_nobody_says_so(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/sessions --waiting")
    sees(program, "Active Sessions:", "  (none)")


def _bare(lines: list[str]) -> list[str]:
    """Return the pane's lines that are not empty, without the overlay at their right."""
    return [bare for line in pane(lines) if (bare := line.partition("        ")[0].rstrip())]
