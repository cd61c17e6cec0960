"""Connections: which provider and model a session talks to, and a client for each.

Owns nothing that changes. Leaves the choice itself to providers/choice.py. connect() is called in the workers'
threads, problem() on the main thread, without any traffic.
"""

from collections.abc import Mapping, Sequence

from qmux.cancel import CancelToken
from qmux.engine.requester import Connection
from qmux.errors import QmuxError, SettingsError, UserError
from qmux.model.suggest import did_you_mean
from qmux.providers import choice
from qmux.providers.discovery import PLACES, Place, discover
from qmux.providers.table import PROVIDERS, ROWS
from qmux.settings.config import Settings


class Connections:
    """Chooses by the settings and `environ`; raises SettingsError for a provider that there is none of.

    Arguments:
        places: where servers on this machine may be.
    """

    def __init__(
        self, settings: Settings, environ: Mapping[str, str], places: Sequence[Place] = PLACES
    ) -> None:
        self._values = {name: str(settings.values.get(name, "")) for name in choice.SETTING_NAMES}
        _check_provider(self._values["api.provider"], settings.path)
        self._discover = settings.flag("api.discover")
        self._environ = environ
        self._places = places

    def connect(self, provider: str, model: str, cancel: CancelToken) -> Connection:
        """Return a client for `provider` ("" = whichever is configured or found) and the model to ask.

        Raises:
            Cancelled: through `cancel`.
            UserError, RetryableError: the provider is not configured, or its server cannot say which models it has.
        """
        chosen = self._present(provider, cancel) if provider else self._chosen(cancel)
        client = choice.connect(chosen)
        try:
            return Connection(client, model or choice.default_model(chosen, client, cancel))
        except QmuxError:
            client.close()
            raise

    def problem(self, provider: str) -> str:
        """Return why the named provider cannot be used, "" if it can or if none is named."""
        if not provider:
            return ""
        try:
            self._named(provider)
        except UserError as error:
            return str(error)
        return ""

    def _present(self, provider: str, cancel: CancelToken) -> choice.Choice:
        """Return the choice for a session that has a provider; a server on this machine may be at another port."""
        named = self._named(provider)
        usual = named.server.base_url == ROWS[provider].base_url
        places = [place for place in self._places if usual and place.name == provider]
        found = discover(cancel, {}, places)
        if found is None:
            return named
        return named._replace(
            server=named.server._replace(base_url=found.server.base_url, label=found.server.label)
        )

    def _named(self, provider: str) -> choice.Choice:
        """Return the choice for a session that has a provider: the configured one, or the row of that name."""
        configured = self._configured()
        if configured is not None and configured.server.name == provider:
            return configured
        settings = {"api.provider": provider, "api.region": self._values["api.region"]}
        return choice.choose(settings, self._environ) or choice.OFFLINE

    def _configured(self) -> choice.Choice | None:
        try:
            return choice.choose(self._values, self._environ)
        except UserError:
            return None  # what is wrong with it concerns new sessions, not one that has another provider

    def _chosen(self, cancel: CancelToken) -> choice.Choice:
        """Return what a new session talks to; a server may have been started since the last one was made."""
        chosen = choice.choose(self._values, self._environ)
        if chosen is None and self._discover:
            chosen = discover(cancel, self._values, self._places)
        return chosen or choice.OFFLINE


def _check_provider(name: str, path: str) -> None:
    """Refuse what the settings' own table cannot: the providers are a table of a storey above it."""
    known = [row.name for row in PROVIDERS]
    if name.strip() and name.strip() not in known:
        choices = ", ".join(f'"{choice}"' for choice in known)
        hint = did_you_mean(name, known)
        raise SettingsError(f'{path}: api.provider is "{name}"; it must be one of {choices}.{hint}')
