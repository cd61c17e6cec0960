"""Which server a session is connected with: the configured one, the one that it had, or one that runs here."""

from collections.abc import Iterator

import pytest

from qmux.cancel import CancelToken
from qmux.engine.connections import Connections
from qmux.errors import UserError
from qmux.model.message import Message, Text
from qmux.providers.base import Request
from qmux.providers.discovery import Place
from qmux.settings.config import Settings
from tests.fake_api import FakeApi

REQUEST = Request("m", "", (Message("user", (Text("hello"),)),), (), 10)
NOWHERE = "http://127.0.0.1:1/v1"  # nobody listens at this port


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as running:
        yield running


def connected(connections: Connections, provider: str = "", model: str = "") -> tuple[str, str, str]:
    """Return the provider, its account, and the model that a session gets."""
    connection = connections.connect(provider, model, CancelToken())
    connection.provider.close()
    return connection.provider.name, connection.provider.identity, connection.model


def settings(**values: str | int | bool) -> Settings:
    """Return settings of the table [api]."""
    return Settings("config.toml", {f"api.{name}": value for name, value in values.items()})


def test_without_key_and_server_there_is_the_offline_provider() -> None:
    assert connected(Connections(settings(), {}, [Place("vllm", NOWHERE)])) == (
        "offline",
        "offline",
        "offline",
    )


def test_a_server_that_runs_here_is_found_unless_that_is_not_wanted(api: FakeApi) -> None:
    places = [Place("vllm", NOWHERE), Place("ollama", api.url, "/api/tags", "models")]
    name, _, model = connected(Connections(settings(), {}, places))
    assert (name, model) == ("ollama", "scripted-large")
    assert connected(Connections(settings(model="mine"), {}, places))[2] == "mine"
    assert connected(Connections(settings(discover=False), {}, places))[0] == "offline"


def test_a_key_comes_before_a_server_that_runs_here(api: FakeApi) -> None:
    connections = Connections(settings(), {"OPENAI_API_KEY": "k"}, [Place("vllm", api.openai_url)])
    assert connected(connections)[0] == "openai"


def test_a_session_finds_its_server_at_another_port(api: FakeApi) -> None:
    """Its key, if it has one, goes there; the key of the configured provider does not."""
    places = [Place("llamacpp", NOWHERE), Place("llamacpp", api.openai_url), Place("vllm", api.openai_url)]
    configured = settings(provider="anthropic", key="secret")
    connections = Connections(configured, {"LLAMA_API_KEY": "own"}, places)
    connection = connections.connect("llamacpp", "m", CancelToken())
    list(connection.provider.stream(REQUEST, CancelToken()))
    connection.provider.close()
    assert api.requests[0].headers["authorization"] == "Bearer own"
    assert connected(connections)[0] == "anthropic"


def test_a_server_without_a_model_is_left_in_peace(api: FakeApi) -> None:
    api.models = []
    connections = Connections(settings(provider="vllm", base_url=api.openai_url), {}, [])
    with pytest.raises(UserError, match="lists no model"):
        connections.connect("", "", CancelToken())
    api.wait_for_connections(0)


def test_a_session_whose_server_is_gone_keeps_it() -> None:
    connections = Connections(settings(), {}, [Place("llamacpp", NOWHERE)])
    assert connections.problem("llamacpp") == ""
    assert connected(connections, "llamacpp", "m")[0] == "llamacpp"


@pytest.mark.parametrize(
    ("provider", "environ", "problem"),
    [
        ("openai", {}, "OpenAI needs a key"),
        ("bedrock-openai", {"AWS_BEARER_TOKEN_BEDROCK": "b"}, ""),
        ("bedrock-openai", {}, "Amazon Bedrock needs a key"),
        ("openai-compatible", {}, "say where the server is"),
    ],
)
def test_what_a_session_lacks_is_told(provider: str, environ: dict[str, str], problem: str) -> None:
    told = Connections(settings(region="eu-west-1"), environ, []).problem(provider)
    assert problem in told
    assert bool(told) is bool(problem)
