"""What rows of the tables are called in the documents, be they Markdown or roff."""

from qmux.commands.command import Command, Scope
from qmux.commands.table import COMMANDS
from qmux.settings.table import Setting


def commands_of(scope: Scope) -> list[Command]:
    """Return the commands of one scope, in the order of the table."""
    return [command for command in COMMANDS if command.scope is scope]


def toml(value: object) -> str:
    """Return a default as it is written in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def allowed(setting: Setting) -> str:
    """Return in words what a setting may be: "1 to 100 MB", "true or false", "a, b or c", "text"."""
    if setting.choices:
        return ", ".join(f"`{toml(choice)}`" for choice in setting.choices)
    if setting.kind == "flag":
        return "`true`, `false`"
    if setting.kind == "text":
        return "text"
    unit = f" {setting.unit}" if setting.unit else ""
    if setting.minimum is None and setting.maximum is None:
        return f"a number{unit}"
    if setting.maximum is None:
        return f"{setting.minimum} or more{unit}"
    return f"{setting.minimum} to {setting.maximum}{unit}"


def sentence(text: str) -> str:
    """Return the text with its full stop."""
    return text if text.endswith(".") else f"{text}."


def capital(text: str) -> str:
    """Return the text as a whole sentence."""
    return sentence(text[:1].upper() + text[1:])
