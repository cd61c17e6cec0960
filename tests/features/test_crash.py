"""kill -9: nothing that was on the screen is lost."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.fake_api import FakeApi, Gate, Hold, Reply
from tests.features.conftest import Start
from tests.features.faults import database, saved, wait_until
from tests.features.steps import (
    PROTOCOLS,
    displayed,
    in_overlay,
    leave,
    pane,
    prompt_of,
    sees,
    send,
    status,
    words,
)

pytestmark = pytest.mark.parametrize("run", ["pty"], indirect=True)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_all_that_was_shown_is_there_again_marked_as_interrupted(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    gate = Gate()
    api.enqueue(Reply(" ".join(f"word{number}" for number in range(100)), Hold(gate)))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "tell me")
    program.wait_for("word99")
    shown = pane(program.screen())
    saved(program, clean_environment, "word99")
    program.kill(signal.SIGKILL)
    assert program.wait_exit() == -signal.SIGKILL
    program = start_with_api()
    sees(program, prompt_of("busy"), "word99", "[interrupted:")
    assert set(words(shown)) <= set(words(pane(program.screen())))
    program.wait_for(lambda lines: "FAILED" in status(lines))
    send(program, "/retry")
    program.wait_for("You said: tell me")
    assert "word99" not in str(api.requests[1].body["messages"])


def test_killed_at_any_moment_of_a_stream_it_has_what_was_seen(start: Start, clean_environment: Path) -> None:
    program = start("--new", "busy")
    displayed(program, "busy")
    send(program, "print 20000 lines")
    last = max(_numbers(program.wait_for(lambda lines: bool(_numbers(lines)))))
    saved(program, clean_environment, f"line {last} of 20000")
    program.kill(signal.SIGKILL)
    program.wait_exit()
    program = start()
    sees(program, prompt_of("busy"), "[interrupted:")
    program.wait_for(lambda lines: max(_numbers(lines), default=0) >= last)


def test_sessions_in_the_background_wait_as_failed_and_can_be_tried_again(
    start_with_api: Start, api: FakeApi, clean_environment: Path
) -> None:
    gate = Gate()
    api.enqueue(Reply("as far as this", Hold(gate)))
    program = start_with_api("--new", "busy")
    displayed(program, "busy")
    send(program, "tell me")
    program.wait_for("as far as this")
    send(program, "/new idle")
    displayed(program, "idle")
    program.type("a draft")
    program.wait_for("q> a draft")
    saved(program, clean_environment, "as far as this", "idle")
    program.kill(signal.SIGKILL)
    program.wait_exit()
    program = start_with_api()
    displayed(program, "idle")
    program.wait_for(in_overlay("busy", "!"))
    program.press("M-n")
    sees(program, prompt_of("busy"), "as far as this", "[interrupted:")
    send(program, "/retry")
    program.wait_for("You said: tell me")
    leave(program)


def _numbers(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that the offline provider printed, those cut off left out."""
    return [int(line.split()[1]) for line in lines if line.startswith("line ") and line.endswith(" of 20000")]


def test_a_long_draft_is_whole(start_with_api: Start, api: FakeApi, clean_environment: Path) -> None:
    text = "".join(f"line {number} of a draft that is long\n" for number in range(10_000))
    program = start_with_api()
    displayed(program, "dev-1")
    program.paste(text)
    program.wait_for("line 9999 of")
    program.type("the end")
    program.wait_for("the end")
    wait_until(program, lambda: "the end" in _kept(clean_environment))
    program.kill(signal.SIGKILL)
    program.wait_exit()
    program = start_with_api()
    sees(program, prompt_of("dev-1"), "line 9999 of", "the end", "line 10001 of 10001")
    program.press("Enter")
    assert api.wait_for_requests(1)[0].text == text + "the end"


def _kept(home: Path) -> str:
    """Return the end of the draft in the database."""
    with closing(sqlite3.connect(database(home))) as connection:
        row = connection.execute("SELECT text FROM draft_chunks ORDER BY place DESC").fetchone()
    return str(row[0]) if row else ""
