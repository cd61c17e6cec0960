"""Which server a session talks to, and which model it asks."""

import socket

import pytest

from qmux.cancel import CancelToken
from qmux.errors import UserError
from qmux.providers.server import Server
from qmux.providers.table import (
    OFFLINE,
    PROVIDERS,
    Choice,
    ProviderRow,
    choose,
    connect,
    default_model,
    discover,
    ollama_url,
)
from tests.fake_api import FakeApi

SETTINGS_KEY = "api.key in the settings file"
LOCAL = "http://127.0.0.1:8080/v1"

CHOICES: dict[str, tuple[dict[str, str], dict[str, str], tuple[str, str, str, str, str]]] = {
    "anthropic's key": (
        {},
        {"ANTHROPIC_API_KEY": "k"},
        ("anthropic", "https://api.anthropic.com", "k", "ANTHROPIC_API_KEY", ""),
    ),
    "anthropic's key and URL": (
        {},
        {"ANTHROPIC_API_KEY": " k\n", "ANTHROPIC_BASE_URL": "http://gateway:1/"},
        ("anthropic", "http://gateway:1", "k", "ANTHROPIC_API_KEY", ""),
    ),
    "anthropic's URL alone": (
        {},
        {"ANTHROPIC_BASE_URL": "http://127.0.0.1:1"},
        ("anthropic", "http://127.0.0.1:1", "", f"ANTHROPIC_API_KEY or {SETTINGS_KEY}", ""),
    ),
    "anthropic before openai": (
        {},
        {"OPENAI_API_KEY": "o", "ANTHROPIC_API_KEY": "a", "OLLAMA_HOST": "h"},
        ("anthropic", "https://api.anthropic.com", "a", "ANTHROPIC_API_KEY", ""),
    ),
    "openai's key": (
        {},
        {"OPENAI_API_KEY": "k", "OLLAMA_HOST": "h"},
        ("openai", "https://api.openai.com/v1", "k", "OPENAI_API_KEY", ""),
    ),
    "openai's URL alone": (
        {},
        {"OPENAI_BASE_URL": LOCAL, "ANTHROPIC_API_KEY": " "},
        ("openai", LOCAL, "", f"OPENAI_API_KEY or {SETTINGS_KEY}", ""),
    ),
    "ollama's host": (
        {},
        {"OLLAMA_HOST": "box"},
        ("ollama", "http://box:11434/v1", "", f"OLLAMA_API_KEY or {SETTINGS_KEY}", ""),
    ),
    "settings before the environment": (
        {"api.provider": "openai", "api.key": "s", "api.model": "m"},
        {"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o"},
        ("openai", "https://api.openai.com/v1", "s", SETTINGS_KEY, "m"),
    ),
    "a provider in the settings, its key in the environment": (
        {"api.provider": "openai"},
        {"ANTHROPIC_API_KEY": "a", "OPENAI_API_KEY": "o", "OPENAI_BASE_URL": LOCAL},
        ("openai", LOCAL, "o", "OPENAI_API_KEY", ""),
    ),
    "a URL in the settings": (
        {"api.base_url": LOCAL},
        {"ANTHROPIC_API_KEY": "a"},
        ("openai", LOCAL, "", f"OPENAI_API_KEY or {SETTINGS_KEY}", ""),
    ),
    "a URL of anthropic's protocol": (
        {"api.base_url": "http://box/anthropic"},
        {},
        ("anthropic", "http://box/anthropic", "", f"ANTHROPIC_API_KEY or {SETTINGS_KEY}", ""),
    ),
    "the usual URL with a slash": (
        {"api.base_url": "https://api.openai.com/v1/", "api.key": "k"},
        {},
        ("openai", "https://api.openai.com/v1", "k", SETTINGS_KEY, ""),
    ),
    "a key in the settings": (
        {"api.key": "sk-ant-1"},
        {},
        ("anthropic", "https://api.anthropic.com", "sk-ant-1", SETTINGS_KEY, ""),
    ),
    "another key in the settings": (
        {"api.key": "sk-1"},
        {},
        ("openai", "https://api.openai.com/v1", "sk-1", SETTINGS_KEY, ""),
    ),
    "a model in the settings": (
        {"api.model": "m"},
        {"ANTHROPIC_API_KEY": "a"},
        ("anthropic", "https://api.anthropic.com", "a", "ANTHROPIC_API_KEY", "m"),
    ),
    "ollama by its name": (
        {"api.provider": "ollama"},
        {},
        ("ollama", "http://127.0.0.1:11434/v1", "", f"OLLAMA_API_KEY or {SETTINGS_KEY}", ""),
    ),
}


@pytest.mark.parametrize(("settings", "environ", "chosen"), CHOICES.values(), ids=CHOICES)
def test_choose(settings: dict[str, str], environ: dict[str, str], chosen: tuple[str, ...]) -> None:
    choice = choose(settings, environ)
    assert choice is not None
    server = choice.server
    assert (server.name, server.base_url, server.key, server.key_source, choice.model) == chosen


def test_nothing_is_chosen() -> None:
    assert choose({}, {}) is None
    assert (
        choose({"api.provider": "", "api.model": "m"}, {"ANTHROPIC_API_KEY": "", "OLLAMA_API_KEY": "k"})
        is None
    )


def test_the_offline_provider_can_be_chosen() -> None:
    choice = choose({"api.provider": "offline"}, {"ANTHROPIC_API_KEY": "a"})
    assert choice is not None
    assert connect(choice).name == "offline"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"api.provider": "antropic"}, "no provider 'antropic'.*anthropic"),
        ({"api.provider": "anthropic"}, "Anthropic needs a key. Set ANTHROPIC_API_KEY or api.key"),
    ],
)
def test_mistakes_are_told(settings: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        choose(settings, {})


def test_an_address_that_is_not_the_usual_one_is_named_in_errors() -> None:
    own = choose({}, {"OPENAI_API_KEY": "k"})
    other = choose({"api.base_url": "https://user:password@box:1/v1"}, {})
    assert own is not None
    assert other is not None
    assert (own.server.label, other.server.label) == ("OpenAI", "The server at box:1")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:99", "http://127.0.0.1:99/v1"),
        (":99", "http://127.0.0.1:99/v1"),
        ("box", "http://box:11434/v1"),
        ("http://box", "http://box:80/v1"),
        ("https://box/", "https://box:443/v1"),
        ("https://box:99/path", "https://box:99/v1"),
        ("[::1]:99", "http://[::1]:99/v1"),
        ("[::1]", "http://[::1]:11434/v1"),
        ("::1", "http://[::1]:11434/v1"),
        ("::", "http://127.0.0.1:11434/v1"),
    ],
)
def test_ollama_hosts(host: str, url: str) -> None:
    assert ollama_url(host) == url


@pytest.mark.parametrize("row", PROVIDERS, ids=lambda row: row.name)
def test_rows(row: ProviderRow) -> None:
    provider = row.connect(Server(row.name, row.label, row.base_url, "key", ""))
    assert provider.name == row.name
    assert row.name in provider.identity
    assert bool(row.model) or not row.needs_key
    provider.close()


# -- models -------------------------------------------------------------------------------------------------


def model(choice: Choice) -> str:
    provider = connect(choice)
    try:
        return default_model(choice, provider, CancelToken())
    finally:
        provider.close()


def test_the_chosen_model_wins() -> None:
    assert model(Choice(Server("anthropic", "", "http://127.0.0.1:1", "", ""), "mine")) == "mine"


def test_the_usual_server_has_the_tables_model() -> None:
    row = PROVIDERS[0]
    assert model(Choice(Server(row.name, "", row.base_url, "key", ""), "")) == row.model
    assert model(OFFLINE) == "offline"


@pytest.mark.parametrize("name", ["anthropic", "openai", "ollama"])
def test_another_server_is_asked_for_its_first_model(api: FakeApi, name: str) -> None:
    url = api.url if name == "anthropic" else api.openai_url
    assert model(Choice(Server(name, "", url, "", ""), "")) == "scripted-large"


def test_another_server_that_has_the_tables_model_is_asked_for_that(api: FakeApi) -> None:
    api.models = ["a-dear-one", PROVIDERS[0].model]
    assert model(Choice(Server("anthropic", "", api.url, "", ""), "")) == PROVIDERS[0].model


def test_a_server_without_models(api: FakeApi) -> None:
    api.models = []
    with pytest.raises(UserError, match="The box lists no model"):
        model(Choice(Server("ollama", "The box", api.openai_url, "", ""), ""))


def test_a_gateway_that_lists_nothing_is_asked_for_the_tables_model(api: FakeApi) -> None:
    assert model(Choice(Server("openai", "", f"{api.url}/gateway", "", ""), "")) == PROVIDERS[1].model
    with pytest.raises(UserError, match="404"):
        model(Choice(Server("ollama", "", f"{api.url}/gateway", "", ""), ""))


# -- discovery ----------------------------------------------------------------------------------------------


def test_a_server_that_answers_is_discovered(api: FakeApi) -> None:
    choice = discover(CancelToken(), api.openai_url)
    assert choice is not None
    assert choice.server.name == "ollama"
    assert choice.server.base_url == api.openai_url


def test_a_server_without_models_is_not_discovered(api: FakeApi) -> None:
    api.models = []
    assert discover(CancelToken(), api.openai_url) is None


def test_what_is_no_model_server_is_not_discovered(api: FakeApi) -> None:
    assert discover(CancelToken(), f"{api.url}/nothing") is None


def test_no_server_is_not_discovered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        silent = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        assert discover(CancelToken(), silent) is None
    assert discover(CancelToken(), silent) is None
