"""PROVIDERS: one row per kind of model server.

Owns what the environment variables are called, the addresses, the defaults, and what each server needs differently.
Leaves the choice among them to choice.py, and looking for those that run on this machine to discovery.py.
"""

from collections.abc import Callable
from typing import NamedTuple

from qmux.providers.anthropic import AnthropicProvider
from qmux.providers.base import Provider
from qmux.providers.local_servers import llama_cpp_models, lm_studio_models
from qmux.providers.offline import OfflineProvider
from qmux.providers.ollama import OllamaProvider
from qmux.providers.openai_chat import OpenAIChatProvider
from qmux.providers.openai_responses import OpenAIResponsesProvider
from qmux.providers.server import Server

ANTHROPIC, CHAT, RESPONSES, OLLAMA = "Anthropic Messages", "chat completions", "OpenAI Responses", "Ollama"

_ANTHROPIC_URL = "https://api.anthropic.com"
_OPENAI_URL = "https://api.openai.com/v1"
_BEDROCK_URL = "https://bedrock-runtime.{region}.amazonaws.com"
_BEDROCK_KEY = "AWS_BEARER_TOKEN_BEDROCK"


class ProviderRow(NamedTuple):
    """One kind of model server.

    Arguments:
        name: what api.provider calls it; label: what messages call it; protocol: what it speaks.
        connect: makes a client.
        base_url: of the server that is meant without further settings, which key and model are for; "{region}" in it
            is the region's name; "" where api.base_url has to say.
        url_variable, key_variable: of the environment, "" for none.
        needs_key: the server at base_url answers nobody without a key.
        model: the default, "" for the first that the server lists.
        note: what else a user should know, for the documents.
    """

    name: str
    label: str
    protocol: str
    connect: Callable[[Server], Provider]
    base_url: str = ""
    url_variable: str = ""
    key_variable: str = ""
    needs_key: bool = False
    model: str = ""
    note: str = ""


def _connect_anthropic(server: Server) -> Provider:
    url = server.base_url.removesuffix(
        "/v1"
    )  # where it is given, as in OpenAI's URLs: the protocol's paths have it
    key = {"x-api-key": server.key} if server.key else {}
    return AnthropicProvider(server._replace(base_url=url), key, cache=url == _ANTHROPIC_URL)


def _connect_bedrock_anthropic(server: Server) -> Provider:
    return AnthropicProvider(server, server.bearer(), cache=True)


def _connect_openai(server: Server) -> Provider:
    own = server.base_url == _OPENAI_URL
    return OpenAIResponsesProvider(server) if own else _connect_chat(server)


def _connect_chat(server: Server) -> Provider:
    return OpenAIChatProvider(server, limit_field="max_tokens")


def _connect_bedrock_openai(server: Server) -> Provider:
    return OpenAIChatProvider(server, limit_field="max_completion_tokens")


def _connect_ollama(server: Server) -> Provider:
    return OllamaProvider(server._replace(base_url=server.base_url.removesuffix("/v1")))


def _connect_lm_studio(server: Server) -> Provider:
    return OpenAIChatProvider(server, limit_field="max_tokens", list_models=lm_studio_models)


def _connect_llama_cpp(server: Server) -> Provider:
    return OpenAIChatProvider(server, limit_field="max_tokens", list_models=llama_cpp_models)


def _connect_vllm(server: Server) -> Provider:
    # What is asked for a reply, vLLM takes off the room for the prompt, and refuses prompts that fit without it.
    return OpenAIChatProvider(server, limit_field="")


def _connect_offline(server: Server) -> Provider:
    return OfflineProvider()


# In the order in which the environment is searched.
PROVIDERS: tuple[ProviderRow, ...] = (
    ProviderRow(
        "anthropic",
        "Anthropic",
        ANTHROPIC,
        _connect_anthropic,
        _ANTHROPIC_URL,
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_API_KEY",
        needs_key=True,
        model="claude-sonnet-5-5",
        note="The prompt is cached there. Known models think, and their summaries are shown.",
    ),
    ProviderRow(
        "openai",
        "OpenAI",
        RESPONSES,
        _connect_openai,
        _OPENAI_URL,
        "OPENAI_BASE_URL",
        "OPENAI_API_KEY",
        needs_key=True,
        model="gpt-5.4",
        note="Nothing is stored on the server. At any other address chat completions are spoken.",
    ),
    ProviderRow(
        "openrouter",
        "OpenRouter",
        CHAT,
        _connect_chat,
        "https://openrouter.ai/api/v1",
        key_variable="OPENROUTER_API_KEY",
        needs_key=True,
        model="openrouter/auto",
    ),
    ProviderRow(
        "bedrock-anthropic",
        "Amazon Bedrock",
        ANTHROPIC,
        _connect_bedrock_anthropic,
        f"{_BEDROCK_URL}/anthropic",
        key_variable=_BEDROCK_KEY,
        needs_key=True,
        note="Claude. The region comes from api.region, AWS_REGION or AWS_DEFAULT_REGION; api.model has to be set.",
    ),
    ProviderRow(
        "bedrock-openai",
        "Amazon Bedrock",
        CHAT,
        _connect_bedrock_openai,
        f"{_BEDROCK_URL}/openai/v1",
        key_variable=_BEDROCK_KEY,
        needs_key=True,
        note="Other models than Claude. Region and model as above; the environment alone never means this one.",
    ),
    ProviderRow(
        "ollama",
        "Ollama",
        OLLAMA,
        _connect_ollama,
        "http://127.0.0.1:11434",
        "OLLAMA_HOST",
        "OLLAMA_API_KEY",
        note="The context window is api.context_window if that is set, else 65,536 tokens or what the model takes.",
    ),
    ProviderRow(
        "lmstudio",
        "LM Studio",
        CHAT,
        _connect_lm_studio,
        "http://127.0.0.1:1234/v1",
        key_variable="LM_API_TOKEN",
        note="A loaded model comes before one that is not.",
    ),
    ProviderRow(
        "llamacpp",
        "llama.cpp",
        CHAT,
        _connect_llama_cpp,
        "http://127.0.0.1:8080/v1",
        key_variable="LLAMA_API_KEY",
    ),
    ProviderRow(
        "vllm",
        "vLLM",
        CHAT,
        _connect_vllm,
        "http://127.0.0.1:8000/v1",
        key_variable="VLLM_API_KEY",
        note="Replies are as long as the context has room for: api.max_tokens is not sent.",
    ),
    ProviderRow(
        "openai-compatible",
        "The server",
        CHAT,
        _connect_chat,
        key_variable="OPENAI_API_KEY",
        note="Any server that imitates OpenAI, at api.base_url.",
    ),
    ProviderRow(
        "openai-responses",
        "The server",
        RESPONSES,
        OpenAIResponsesProvider,
        key_variable="OPENAI_API_KEY",
        note="Any server that speaks Responses, at api.base_url, for instance Azure's.",
    ),
    ProviderRow(
        "offline",
        "The offline provider",
        "none",
        _connect_offline,
        model="offline",
        note="No language model: it answers by rules, so that everything can be tried.",
    ),
)
ROWS = {row.name: row for row in PROVIDERS}

KEY_VARIABLES = frozenset(row.key_variable for row in PROVIDERS if row.key_variable)
