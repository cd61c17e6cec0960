"""PROVIDERS: one row per kind of model server, and the choice among them.

Owns what the environment variables are called, the defaults, what each server needs differently, and which
server a session talks to. Leaves the settings to settings/ (they come as a mapping of name to text).
`choose` is pure; `discover` and `default_model` ask a server and belong in a session's thread.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.errors import RetryableError, UserError
from qmux.http import HttpClient
from qmux.model.suggest import did_you_mean
from qmux.providers.anthropic import AnthropicProvider
from qmux.providers.base import Provider
from qmux.providers.json_fields import objects_field, parse_object
from qmux.providers.offline import OfflineProvider
from qmux.providers.openai_chat import OpenAIChatProvider
from qmux.providers.server import RejectedError, Server

_ANTHROPIC_URL = "https://api.anthropic.com"
_OPENAI_URL = "https://api.openai.com/v1"
_OLLAMA_URL = "http://127.0.0.1:11434/v1"

_DISCOVERY_TIMEOUT = 0.3  # seconds; a server on this machine answers within a few milliseconds
_LONGEST_LIST = 1024 * 1024  # bytes of a list of models


class ProviderRow(NamedTuple):
    """One kind of model server.

    Arguments:
        name: what api.provider calls it; label: what messages call it.
        base_url: of the server that is meant without further settings; key and model below are for this one.
        url_variable, key_variable: of the environment, "" for none.
        needs_key: the server at base_url answers nobody without a key.
        model: the default, "" for the first that the server lists.
        connect: makes a client.
    """

    name: str
    label: str
    base_url: str
    url_variable: str
    key_variable: str
    needs_key: bool
    model: str
    connect: Callable[[Server], Provider]


def _connect_anthropic(server: Server) -> Provider:
    url = server.base_url.removesuffix(
        "/v1"
    )  # where it is given, as in OpenAI's URLs: the protocol's paths have it
    key = {"x-api-key": server.key} if server.key else {}
    return AnthropicProvider(server._replace(base_url=url), key, cache=url == _ANTHROPIC_URL)


def _connect_openai(server: Server) -> Provider:
    limit = "max_completion_tokens" if server.base_url == _OPENAI_URL else "max_tokens"
    return OpenAIChatProvider(server, limit_field=limit)


def _connect_offline(server: Server) -> Provider:
    return OfflineProvider()


# In the order in which the environment is searched.
PROVIDERS: tuple[ProviderRow, ...] = (
    ProviderRow(
        "anthropic",
        "Anthropic",
        _ANTHROPIC_URL,
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_API_KEY",
        True,
        "claude-sonnet-5-5",
        _connect_anthropic,
    ),
    ProviderRow(
        "openai",
        "OpenAI",
        _OPENAI_URL,
        "OPENAI_BASE_URL",
        "OPENAI_API_KEY",
        True,
        "gpt-5.4",
        _connect_openai,
    ),
    ProviderRow("ollama", "Ollama", _OLLAMA_URL, "OLLAMA_HOST", "OLLAMA_API_KEY", False, "", _connect_openai),
    ProviderRow("offline", "The offline provider", "", "", "", False, "offline", _connect_offline),
)
_ROWS = {row.name: row for row in PROVIDERS}

KEY_VARIABLES = frozenset(row.key_variable for row in PROVIDERS if row.key_variable)


class Choice(NamedTuple):
    """The server to talk to; `model` is "" where none was named."""

    server: Server
    model: str


OFFLINE = Choice(Server("offline", _ROWS["offline"].label, "", "", ""), "offline")


def choose(settings: Mapping[str, str], environ: Mapping[str, str]) -> Choice | None:
    """Return the server that the settings name, else the environment, else None: nobody has chosen.

    Where the settings give a URL or a key but no provider, an address of Anthropic's or a key that begins
    like theirs means that protocol; everything else is taken to speak OpenAI's.

    Arguments:
        settings: may hold api.provider, api.base_url, api.key and api.model; "" is the same as absent.

    Raises:
        UserError: an unknown provider, or no key for a server that needs one.
    """
    row = _named(settings) or _in_environment(environ)
    return None if row is None else _choice(row, settings, environ)


def connect(choice: Choice) -> Provider:
    """Return a client of the chosen server, without any traffic; raises UserError for a URL or key of bad form."""
    return _ROWS[choice.server.name].connect(choice.server)


def default_model(choice: Choice, provider: Provider, cancel: CancelToken) -> str:
    """Return the model to ask where the session names none: the chosen one, the table's, or the first listed.

    At another address than the row's own the server may have other models: the table's must be in its list.

    Raises:
        Cancelled: through `cancel`.
        RetryableError, UserError: the server cannot be asked, or has no model.
    """
    row = _ROWS[choice.server.name]
    if choice.model:
        return choice.model
    if row.model and choice.server.base_url == row.base_url:
        return row.model
    listed = _listed(row, provider, cancel)
    if not listed:
        raise UserError(f"{choice.server.label} lists no model. Name one: api.model in the settings file.")
    return row.model if row.model in listed else listed[0]


def discover(cancel: CancelToken, base_url: str = _OLLAMA_URL) -> Choice | None:
    """Return an Ollama that runs on this machine and has a model, or None; takes at most about 0.3 s.

    Raises:
        Cancelled: through `cancel`.
    """
    client = HttpClient(base_url, {}, _DISCOVERY_TIMEOUT, _DISCOVERY_TIMEOUT)
    try:
        with client.stream("GET", "/models", None, cancel) as reply:
            listed = parse_object(reply.read(_LONGEST_LIST)) if reply.status == 200 else {}
    except (RetryableError, ValueError):
        return None
    finally:
        client.close()
    row = _ROWS["ollama"]
    return _choice(row, {"api.base_url": base_url}, {}) if objects_field(listed, "data") else None


def ollama_url(host: str) -> str:
    """Return the base URL that OLLAMA_HOST means, by the rules of Ollama's own client.

    It may lack the scheme, the host or the port; the address 0.0.0.0, on which a server listens, means this
    machine.
    """
    scheme, separator, rest = host.strip().rpartition("://")
    address, _, _path = rest.partition("/")
    name, port = _host_and_port(address)
    usual = {"https": "443", "http": "80"}.get(scheme, "11434") if separator else "11434"
    name = "127.0.0.1" if name in ("", "0.0.0.0", "[::]") else name
    return f"{scheme or 'http'}://{name}:{port or usual}/v1"


def _host_and_port(address: str) -> tuple[str, str]:
    """Split "host:port"; an IPv6 address has its colons, and may lack its brackets where there is no port."""
    if address.count(":") > 1 and not address.startswith("["):
        return f"[{address}]", ""
    if address.endswith("]"):
        return address, ""
    name, _, port = address.rpartition(":") if ":" in address else (address, "", "")
    return name, port


def _named(settings: Mapping[str, str]) -> ProviderRow | None:
    name = settings.get("api.provider", "").strip()
    if name:
        if name not in _ROWS:
            known = ", ".join(_ROWS)
            raise UserError(
                f"api.provider: there is no provider {name!r}.{did_you_mean(name, _ROWS)} They are {known}."
            )
        return _ROWS[name]
    url, key = settings.get("api.base_url", "").strip(), settings.get("api.key", "").strip()
    if not url and not key:
        return None
    return _ROWS["anthropic" if "anthropic" in url or key.startswith("sk-ant-") else "openai"]


def _in_environment(environ: Mapping[str, str]) -> ProviderRow | None:
    def has(name: str) -> bool:
        return bool(environ.get(name, "").strip())

    return next(
        (row for row in PROVIDERS if has(row.url_variable) or (row.needs_key and has(row.key_variable))), None
    )


def _choice(row: ProviderRow, settings: Mapping[str, str], environ: Mapping[str, str]) -> Choice:
    url = settings.get("api.base_url", "").strip() or _url_in_environment(row, environ)
    url = url.rstrip("/") or row.base_url
    own = url == row.base_url
    key, source = _key(row, settings, environ)
    if own and row.needs_key and not key:
        raise UserError(f"{row.label} needs a key. Set {source}.")
    label = (
        row.label if own else f"The server at {url.partition('://')[2].partition('/')[0].rpartition('@')[2]}"
    )
    return Choice(Server(row.name, label, url, key, source), settings.get("api.model", "").strip())


def _url_in_environment(row: ProviderRow, environ: Mapping[str, str]) -> str:
    value = environ.get(row.url_variable, "").strip()
    if not value:
        return ""
    return ollama_url(value) if row.name == "ollama" else value


def _key(row: ProviderRow, settings: Mapping[str, str], environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the key and where it is set, or where it could be."""
    if key := settings.get("api.key", "").strip():
        return key, "api.key in the settings file"
    if key := environ.get(row.key_variable, "").strip():
        return key, row.key_variable
    return "", f"{row.key_variable} or api.key in the settings file"


def _listed(row: ProviderRow, provider: Provider, cancel: CancelToken) -> list[str]:
    try:
        return [model.name for model in provider.models(cancel)]
    except RejectedError:
        if not row.model:
            raise
        return [row.model]  # a gateway that serves the protocol but not its list of models
