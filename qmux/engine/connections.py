"""Connections: which provider and model a session talks to, and a client for each.

Owns nothing that changes. Leaves the choice itself to providers/table.py. connect() is called in the workers'
threads, problem() on the main thread, without any traffic.
"""

from collections.abc import Mapping

from qmux.cancel import CancelToken
from qmux.engine.requester import Connection
from qmux.errors import SettingsError, UserError
from qmux.model.suggest import did_you_mean
from qmux.providers import table
from qmux.settings.config import Settings

_NAMES = ("api.provider", "api.base_url", "api.key", "api.model")


class Connections:
    """Chooses by the settings and `environ`; raises SettingsError for a provider that there is none of."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self._values = {name: settings.text(name) for name in _NAMES}
        _check_provider(self._values["api.provider"], settings.path)
        self._discover = settings.flag("api.discover")
        self._environ = environ

    def connect(self, provider: str, model: str, cancel: CancelToken) -> Connection:
        """Return a client for `provider` ("" = whichever is configured or found) and the model to ask.

        Raises:
            Cancelled: through `cancel`.
            UserError, RetryableError: the provider is not configured, or its server cannot say which models it has.
        """
        choice = self._named(provider) if provider else self._chosen(cancel)
        client = table.connect(choice)
        return Connection(client, model or table.default_model(choice, client, cancel))

    def problem(self, provider: str) -> str:
        """Return why the named provider cannot be used, "" if it can or if none is named."""
        if not provider:
            return ""
        try:
            self._named(provider)
        except UserError as error:
            return str(error)
        return ""

    def _named(self, provider: str) -> table.Choice:
        """Return the choice for a session that has a provider: the configured one, or the row of that name."""
        configured = self._configured()
        if configured is not None and configured.server.name == provider:
            return configured
        return table.choose({"api.provider": provider}, self._environ) or table.OFFLINE

    def _configured(self) -> table.Choice | None:
        try:
            return table.choose(self._values, self._environ)
        except UserError:
            return None  # what is wrong with it concerns new sessions, not one that has another provider

    def _chosen(self, cancel: CancelToken) -> table.Choice:
        """Return what a new session talks to; an Ollama may have been started since the last one was made."""
        chosen = table.choose(self._values, self._environ)
        if chosen is None and self._discover:
            found = table.discover(cancel)
            chosen = found._replace(model=self._values["api.model"]) if found else None
        return chosen or table.OFFLINE


def _check_provider(name: str, path: str) -> None:
    """Refuse what the settings' own table cannot: the providers are a table of a storey above it."""
    known = [row.name for row in table.PROVIDERS]
    if name.strip() and name.strip() not in known:
        choices = ", ".join(f'"{choice}"' for choice in known)
        hint = did_you_mean(name, known)
        raise SettingsError(f'{path}: api.provider is "{name}"; it must be one of {choices}.{hint}')
