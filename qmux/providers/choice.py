"""The choice among PROVIDERS: which server a session talks to, and which model it asks.

Leaves the settings to settings/ (they come as a mapping of name to text). `choose` is pure; `default_model` asks a
server and belongs in a session's thread.
"""

from collections.abc import Mapping
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.errors import UserError
from qmux.model.suggest import did_you_mean
from qmux.providers.base import Provider
from qmux.providers.server import RejectedError, Server
from qmux.providers.table import PROVIDERS, ROWS, ProviderRow

# The settings that choose() reads.
SETTING_NAMES = ("api.provider", "api.base_url", "api.key", "api.model", "api.region", "api.context_window")

_REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


class Choice(NamedTuple):
    """The server to talk to; `model` is "" where none was named."""

    server: Server
    model: str


OFFLINE = Choice(Server("offline", ROWS["offline"].label, "", "", ""), "offline")


def choose(settings: Mapping[str, str], environ: Mapping[str, str]) -> Choice | None:
    """Return the server that the settings name, else the environment, else None: nobody has chosen.

    Where the settings give a URL or a key but no provider, an address of Anthropic's or a key that begins
    like theirs means that protocol; everything else is taken to speak OpenAI's.

    Arguments:
        settings: may hold each of SETTING_NAMES; "" is the same as absent.

    Raises:
        UserError: an unknown provider, or no key, address or region for a server that needs one.
    """
    row = _named(settings) or _in_environment(environ)
    return None if row is None else chosen_row(row, settings, environ)


def connect(choice: Choice) -> Provider:
    """Return a client of the chosen server, without any traffic; raises UserError for a URL or key of bad form."""
    return ROWS[choice.server.name].connect(choice.server)


def default_model(choice: Choice, provider: Provider, cancel: CancelToken) -> str:
    """Return the model to ask where the session names none: the chosen one, the table's, or the first listed.

    At another address than the row's own the server may have other models: the table's must be in its list.

    Raises:
        Cancelled: through `cancel`.
        RetryableError, UserError: the server cannot be asked, or has no model.
    """
    row = ROWS[choice.server.name]
    if choice.model:
        return choice.model
    if row.model and choice.server.base_url == row.base_url:
        return row.model
    listed = _listed(row, provider, cancel)
    if not listed:
        raise UserError(f"{choice.server.label} lists no model. Name one: api.model in the settings file.")
    return row.model if row.model in listed else listed[0]


def chosen_row(row: ProviderRow, settings: Mapping[str, str], environ: Mapping[str, str]) -> Choice:
    """Return the server of `row` that settings and environment describe; raises as choose() does."""
    own_url = _own_url(row, settings, environ)
    url = settings.get("api.base_url", "").strip() or _url_in_environment(row, environ)
    url = url.rstrip("/") or own_url
    if not url and row.name != "offline":
        raise UserError(f"api.provider is {row.name}: say where the server is, with api.base_url.")
    key, source = _key(row, settings, environ)
    own = url == own_url
    if own and row.needs_key and not key:
        raise UserError(f"{row.label} needs a key. Set {source}.")
    label = (
        row.label if own else f"The server at {url.partition('://')[2].partition('/')[0].rpartition('@')[2]}"
    )
    window = int(settings.get("api.context_window", "") or 0)
    return Choice(Server(row.name, label, url, key, source, window), settings.get("api.model", "").strip())


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
    return f"{scheme or 'http'}://{name}:{port or usual}"


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
        if name not in ROWS:
            known = ", ".join(ROWS)
            raise UserError(
                f"api.provider: there is no provider {name!r}.{did_you_mean(name, ROWS)} They are {known}."
            )
        return ROWS[name]
    url, key = settings.get("api.base_url", "").strip(), settings.get("api.key", "").strip()
    if not url and not key:
        return None
    return ROWS["anthropic" if "anthropic" in url or key.startswith("sk-ant-") else "openai"]


def _in_environment(environ: Mapping[str, str]) -> ProviderRow | None:
    def has(name: str) -> bool:
        return bool(environ.get(name, "").strip())

    return next(
        (row for row in PROVIDERS if has(row.url_variable) or (row.needs_key and has(row.key_variable))), None
    )


def _own_url(row: ProviderRow, settings: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Return the row's own address; raises UserError if it depends on a region that nobody has named."""
    if "{region}" not in row.base_url or settings.get("api.base_url", "").strip():
        return row.base_url
    named = (settings.get("api.region", ""), *(environ.get(name, "") for name in _REGION_VARIABLES))
    region = next((name.strip() for name in named if name.strip()), "")
    if not region:
        raise UserError(f"{row.label} needs a region. Set AWS_REGION or api.region in the settings file.")
    return row.base_url.format(region=region)


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
    """Return the models that the server lists; a gateway may serve the protocol but not its list of models."""
    try:
        return [model.name for model in provider.models(cancel)]
    except RejectedError as rejection:
        if row.model:
            return [row.model]
        if rejection.status != 404:
            raise
        raise UserError(
            f"{rejection} Or name a model yourself: api.model in the settings file."
        ) from rejection
