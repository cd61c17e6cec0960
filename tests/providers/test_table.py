"""Which server a session talks to, and which model it asks."""

import socket

import pytest

from qmux.cancel import CancelToken
from qmux.errors import UserError
from qmux.http import is_local
from qmux.providers.choice import OFFLINE, Choice, choose, connect, default_model, ollama_url
from qmux.providers.discovery import PLACES, Place, discover
from qmux.providers.server import Server
from qmux.providers.table import PROVIDERS, ROWS, ProviderRow
from tests.fake_api import FakeApi
from tests.providers.conftest import outcome

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
        ("ollama", "http://box:11434", "", f"OLLAMA_API_KEY or {SETTINGS_KEY}", ""),
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
        ("ollama", "http://127.0.0.1:11434", "", f"OLLAMA_API_KEY or {SETTINGS_KEY}", ""),
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


@pytest.mark.parametrize("name", ["openai-compatible", "openai-responses"])
def test_a_server_of_no_usual_address_needs_one(name: str) -> None:
    with pytest.raises(UserError, match=f"api.provider is {name}: say where"):
        choose({"api.provider": name}, {})
    choice = choose({"api.provider": name, "api.base_url": LOCAL}, {})
    assert choice is not None
    assert choice.server.label == "The server at 127.0.0.1:8080"


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
        ("127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:99", "http://127.0.0.1:99"),
        (":99", "http://127.0.0.1:99"),
        ("box", "http://box:11434"),
        ("http://box", "http://box:80"),
        ("https://box/", "https://box:443"),
        ("https://box:99/path", "https://box:99"),
        ("[::1]:99", "http://[::1]:99"),
        ("[::1]", "http://[::1]:11434"),
        ("::1", "http://[::1]:11434"),
        ("::", "http://127.0.0.1:11434"),
    ],
)
def test_ollama_hosts(host: str, url: str) -> None:
    assert ollama_url(host) == url


@pytest.mark.parametrize("row", PROVIDERS, ids=lambda row: row.name)
def test_rows(row: ProviderRow) -> None:
    provider = row.connect(Server(row.name, row.label, row.base_url or LOCAL, "key", ""))
    assert provider.name == row.name
    assert row.name in provider.identity
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
    url = api.openai_url if name == "openai" else api.url
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


def found(*places: Place) -> Choice | None:
    """Return what is discovered where the settings are for another server."""
    settings = {
        "api.key": "secret",
        "api.provider": "anthropic",
        "api.model": "m",
        "api.context_window": "9000",
    }
    return discover(CancelToken(), settings, places)


def test_an_ollama_that_answers_is_discovered(api: FakeApi) -> None:
    choice = found(Place("ollama", api.url, "/api/tags", "models"))
    assert choice is not None
    assert choice.model == "m"
    assert choice.server[:2] == ("ollama", f"The server at {api.url.partition('://')[2]}")
    assert (choice.server.base_url, choice.server.key, choice.server.context_window) == (api.url, "", 9000)


@pytest.mark.parametrize(("owner", "is_found"), [("vllm", True), ("somebody", False)])
def test_on_a_port_of_everybody_a_server_has_to_say_who_it_is(
    api: FakeApi, owner: str, is_found: bool
) -> None:
    api.pages["/v1/models"] = {"data": [{"id": "m", "owned_by": owner}]}
    assert (found(Place("vllm", api.openai_url, owner="vllm")) is not None) is is_found


def test_the_first_that_answers_is_taken(api: FakeApi) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        silent = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        choice = found(
            Place("lmstudio", silent), Place("vllm", f"{api.url}/nothing"), Place("llamacpp", api.openai_url)
        )
    assert choice is not None
    assert choice.server.name == "llamacpp"


def test_a_server_without_models_is_not_discovered(api: FakeApi) -> None:
    api.models = []
    assert found(Place("lmstudio", api.openai_url)) is None


def test_what_is_no_model_server_is_not_discovered(api: FakeApi) -> None:
    api.pages["/v1/models"] = {"data": "all of them"}
    assert found(Place("lmstudio", api.openai_url)) is None


def test_the_usual_places_are_rows_of_this_machine() -> None:
    for place in PLACES:
        assert ROWS[place.name].base_url.startswith("http://127.0.0.1:")
        assert is_local(place.base_url)


# -- Amazon Bedrock -----------------------------------------------------------------------------------------

BEARER = {"AWS_BEARER_TOKEN_BEDROCK": "b"}


@pytest.mark.parametrize(
    ("settings", "environ", "region"),
    [
        ({}, {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, "eu-west-1"),
        ({}, {"AWS_DEFAULT_REGION": "us-east-1"}, "us-east-1"),
        ({"api.region": "eu-north-1"}, {"AWS_REGION": "eu-west-1"}, "eu-north-1"),
    ],
)
@pytest.mark.parametrize(
    ("name", "path"), [("bedrock-anthropic", "/anthropic"), ("bedrock-openai", "/openai/v1")]
)
def test_bedrock_is_in_a_region(
    settings: dict[str, str], environ: dict[str, str], region: str, name: str, path: str
) -> None:
    choice = choose({"api.provider": name, **settings}, {**BEARER, **environ})
    assert choice is not None
    assert choice.server.base_url == f"https://bedrock-runtime.{region}.amazonaws.com{path}"
    assert (choice.server.key, choice.server.label) == ("b", "Amazon Bedrock")


def test_bedrocks_key_means_claude_and_needs_a_region() -> None:
    with pytest.raises(UserError, match=r"needs a region\. Set AWS_REGION or api\.region"):
        choose({}, BEARER)
    choice = choose({}, {**BEARER, "AWS_REGION": "r"})
    assert choice is not None
    assert choice.server.name == "bedrock-anthropic"


@pytest.mark.parametrize(
    ("name", "path"), [("bedrock-anthropic", "/v1/messages"), ("bedrock-openai", "/chat/completions")]
)
def test_bedrock_takes_the_key_as_a_bearer(api: FakeApi, name: str, path: str) -> None:
    choice = choose(
        {"api.provider": name, "api.base_url": f"{api.url}/aws", "api.model": "claude-opus-4-8"}, BEARER
    )
    assert choice is not None
    provider = connect(choice)
    assert outcome(provider).text == "You said: hello"
    assert api.requests[0].path == f"/aws{path}"
    assert api.requests[0].headers["authorization"] == "Bearer b"
    assert "x-api-key" not in api.requests[0].headers
    provider.close()


# -- servers of one's own -----------------------------------------------------------------------------------


def listed(name: str, url: str) -> list[tuple[str, int | None]]:
    """Return the models that a server lists, with their windows."""
    provider = connect(Choice(Server(name, "", url, "", ""), ""))
    try:
        return [(model.name, model.context_window) for model in provider.models(CancelToken())]
    finally:
        provider.close()


def test_lm_studio_tells_what_is_loaded_and_what_is_no_language_model(api: FakeApi) -> None:
    api.pages["/api/v0/models"] = {
        "data": [
            {"id": "sleeping", "type": "llm", "state": "not-loaded", "max_context_length": 8192},
            {"id": "vectors", "type": "embeddings", "state": "loaded"},
            {
                "id": "awake",
                "type": "vlm",
                "state": "loaded",
                "max_context_length": 8192,
                "loaded_context_length": 4096,
            },
        ]
    }
    assert listed("lmstudio", api.openai_url) == [("awake", 4096), ("sleeping", 8192)]


def test_an_older_lm_studio_tells_names(api: FakeApi) -> None:
    assert listed("lmstudio", api.openai_url) == [("scripted-large", None), ("scripted-small", None)]


def test_llama_cpp_tells_the_window_that_it_was_started_with(api: FakeApi) -> None:
    api.models = ["gguf"]
    api.pages["/props"] = {"default_generation_settings": {"n_ctx": 4096}}
    assert listed("llamacpp", api.openai_url) == [("gguf", 4096)]


@pytest.mark.parametrize(
    ("row", "window"),
    [
        ({"max_input_tokens": 1_000_000, "max_tokens": 128_000}, 1_000_000),
        ({"max_model_len": 32_768}, 32_768),
        ({"context_length": 200_000}, 200_000),
        ({"meta": {"n_ctx": 4096}}, 4096),
        ({"context_length": "much"}, None),
        ({}, None),
    ],
)
def test_windows_by_the_names_that_servers_give_them(
    api: FakeApi, row: dict[str, object], window: int | None
) -> None:
    api.pages["/v1/models"] = {"data": [{"id": "m", **row}]}
    assert listed("openai-compatible", api.openai_url) == [("m", window)]


def test_ollama_tells_the_window_that_is_asked_for(api: FakeApi) -> None:
    api.models = ["m"]
    assert listed("ollama", api.url) == [("m", 65_536)]
    api.context_window = 8192
    assert listed("ollama", api.url) == [("m", 8192)]
