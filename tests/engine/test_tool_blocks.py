"""Tool calls in the pane: the block that Q CLI's users know, live output, and how the call ended."""

from typing import Any

import pytest

from qmux.engine.render import Renderer
from qmux.model.event import Event, EventKind
from tests.engine.stand_ins import event
from tests.engine.test_render import lines

CALL = event(EventKind.TOOL_CALL, id="t", name="execute_bash", arguments={}, problem="")
BLOCK: dict[str, Any] = {
    "id": "t",
    "tool": "execute_bash",
    "line": "I will run: git status",
    "detail": "",
    "purpose": "See what changed",
}
ASKED = event(EventKind.PERMISSION, **BLOCK, keys="[y/n/t]")
STARTED = event(EventKind.TOOL_START, **BLOCK, rule="execute_bash")
YES = event(EventKind.ANSWER, id="t", text="y")
SHOWN = [" ⋮", " ● I will run: git status", " ⋮", " ↳ Purpose: See what changed"]
QUESTION = [
    "Allow this action? Use 't' to trust (always allow) this tool",
    " for the session. [y/n/t]:",
]


def ended(text: str = "out", is_error: bool = False, **more: Any) -> Event:
    """Return a result."""
    return event(EventKind.TOOL_RESULT, id="t", text=text, is_error=is_error, **more)


def output(text: str) -> Event:
    """Return live output."""
    return event(EventKind.TOOL_OUTPUT, id="t", text=text)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((CALL, ASKED), ["🛠️  Using tool: execute_bash", *SHOWN, *QUESTION]),
        (
            (CALL, ASKED, YES, STARTED, ended(seconds=0.718)),
            ["🛠️  Using tool: execute_bash", *SHOWN, *QUESTION, "> y", " ● Completed in 0.72s"],
        ),
        (
            (CALL, STARTED, output("on branch main\nclean\n"), ended(seconds=12.34)),
            [
                "🛠️  Using tool: execute_bash (trusted)",
                *SHOWN,
                "on branch main",
                "clean",
                " ● Completed in 12.3s",
            ],
        ),
        (
            (CALL, STARTED, ended("no such\nfile", True, seconds=61.0)),
            [
                "🛠️  Using tool: execute_bash (trusted)",
                *SHOWN,
                " ● Execution failed after 1m01s:",
                "no such",
                "file",
            ],
        ),
        (
            (CALL, STARTED, output("seen already"), ended("seen already", True, seconds=1.2)),
            [
                "🛠️  Using tool: execute_bash (trusted)",
                *SHOWN,
                "seen already",
                " ● Execution failed after 1.20s",
            ],
        ),
        (
            (CALL, ended("bad arguments", True)),
            ["🛠️  Using tool: execute_bash", " ● bad arguments"],
        ),
        (
            (CALL, ASKED, event(EventKind.ANSWER, id="t", text="n"), ended("long", True, shown="Refused")),
            ["🛠️  Using tool: execute_bash", *SHOWN, *QUESTION, "> n", " ● Refused"],
        ),
        ((CALL, ended("not run", True, shown="")), []),
    ],
    ids=[
        "asked",
        "allowed",
        "trusted",
        "failed",
        "failed-after-output",
        "bad-call",
        "refused",
        "never-reached",
    ],
)
def test_a_block(events: tuple[Event, ...], expected: list[str]) -> None:
    assert lines(*events) == expected


def test_what_may_be_trusted_is_numbered() -> None:
    offers = event(
        EventKind.OFFERS, id="t", choices=["execute_bash(git status)", "execute_bash"], keys="[1-2/y/n]"
    )
    assert lines(offers) == [
        "Trust what, in this session?",
        "  1. execute_bash(git status)",
        "  2. execute_bash",
        "[1-2/y/n]:",
    ]


def test_where_nothing_can_be_trusted_nothing_is_said_of_it() -> None:
    asked = event(EventKind.PERMISSION, **BLOCK, keys="[y/n]")
    assert lines(asked)[-1] == "Allow this action? [y/n]:"


def test_a_diff_stands_in_the_block() -> None:
    asked = event(
        EventKind.PERMISSION, **{**BLOCK, "detail": "\x1b[31m-old\x1b[0m\n\x1b[32m+new\x1b[0m"}, keys="[y/n]"
    )
    assert lines(asked)[3:5] == ["-old", "+new"]


def test_progress_bars_stay_on_their_line() -> None:
    assert lines(STARTED, output("10%\r20%\r"), output("30%\rdone\n"))[-1] == "done"


def test_a_long_error_is_cut() -> None:
    shown = lines(STARTED, ended("\n".join(map(str, range(10_000))), True, seconds=1.0))
    assert shown[-1] == "..."
    assert len(shown) <= 30


@pytest.mark.parametrize("key", ["tool", "line", "purpose"])
def test_no_color_hides_what_is_decided_about(key: str) -> None:
    asked = event(
        EventKind.PERMISSION, **{**BLOCK, key: "ls \x1b[8m; rm -rf ~\x1b[0m \u202eabc"}, keys="[y/n]"
    )
    assert "\x1b[8m" not in Renderer().render(asked)
    assert "; rm -rf ~" in "\n".join(lines(asked))


HOSTILE = "\x1b[2J\x1b[H\x1b]0;title\x07 x"


@pytest.mark.parametrize("key", ["tool", "line", "detail", "purpose", "keys"])
def test_nothing_in_a_block_moves_the_cursor(key: str) -> None:
    harmless = lines(event(EventKind.PERMISSION, **{**BLOCK, "keys": "", key: " x"}))
    assert lines(event(EventKind.PERMISSION, **{**BLOCK, "keys": "", key: HOSTILE})) == harmless
