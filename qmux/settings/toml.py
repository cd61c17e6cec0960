"""TOML to Python values: the home of tomllib, imported only where there is a file to read."""

import tomllib

from qmux.errors import SettingsError


def parse(text: str, path: str) -> dict[str, object]:
    """Return the tables of a TOML document; `path` is for the message.

    Raises:
        SettingsError: it is not TOML; the message says where.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise SettingsError(f"{path} is not valid TOML: {exc}. Mend it, or move the file away.") from exc
