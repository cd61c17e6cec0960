"""Replies of a model server that others wrote: aimock (npm @copilotkit/aimock, MIT), in all four protocols.

peer/ holds its script and what its version 1.43.0 sent for the message "weather". Where the program llmock of that
package is on the PATH, it is asked itself too.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qmux.errors import RetryableError
from qmux.model.message import Usage
from qmux.providers.base import Provider
from qmux.providers.choice import Choice, connect
from qmux.providers.server import Server
from tests.fake_api import End, FakeApi, Form, Raw, Reply
from tests.providers.conftest import PROTOCOLS, Connect, Outcome, outcome, request

PEER = Path(__file__).parent / "peer"
CALLS = [("get_weather", {"location": "Bern", "n": [1, None]}), ("get_time", {})]


def check_weather(told: Outcome) -> None:
    """Check the reply to "weather": words, then two calls."""
    assert told.error is None
    assert (told.text, told.stop_reason) == ("One moment.", "tool_use")
    assert [(call.name, call.arguments) for call in told.calls] == CALLS
    assert len({call.id for call in told.calls}) == 2


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1000, 1_000_000])
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_recorded_reply(api: FakeApi, connected: Connect, protocol: str, piece: int) -> None:
    recorded = (PEER / f"{protocol}.stream").read_bytes()
    api.enqueue(Reply(Raw(recorded), End(), form=Form(piece=piece)))
    check_weather(outcome(connected(protocol)))


@pytest.fixture(scope="module")
def peer() -> Iterator[str]:
    """Return the URL of a running aimock."""
    program = shutil.which("llmock")
    if program is None:
        pytest.skip("llmock is not on the PATH (npm install --global @copilotkit/aimock)")
    command = [program, "--port", "0", "--fixtures", str(PEER / "script.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        yield next(line.split()[-1] for line in running.stdout if "listening on" in line)
        running.terminate()


@pytest.fixture(params=PROTOCOLS)
def client(peer: str, request: pytest.FixtureRequest) -> Iterator[Provider]:
    """Return a client of the peer; the test runs once for each protocol."""
    url = f"{peer}/v1" if request.param.startswith("openai") else peer
    provider = connect(Choice(Server(request.param, "The peer", url, "key", ""), ""))
    yield provider
    provider.close()


def test_the_peers_words(client: Provider) -> None:
    told = outcome(client, request("hello"))
    assert (told.text, told.stop_reason, told.error) == ("Grüße, 日本語 👩‍👩‍👧: hello!", "end_turn", None)
    assert told.usage == (Usage(0, 0) if client.name == "ollama" else Usage(15, 7))


def test_the_peers_calls(client: Provider) -> None:
    check_weather(outcome(client, request("weather")))


@pytest.mark.parametrize(
    ("message", "limited", "wait"), [("limited", True, 3.0), ("overloaded", False, None)]
)
def test_the_peers_refusals(client: Provider, message: str, limited: bool, wait: float | None) -> None:
    error = outcome(client, request(message)).error
    assert isinstance(error, RetryableError)
    assert (error.rate_limited, error.retry_after) == (limited, wait)
