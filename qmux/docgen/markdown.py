"""The tables in Markdown: what fills the templates of docs/*.md."""

from collections.abc import Iterable

from qmux.commands.bindings import CONTEXTS, DEFAULTS, Binding
from qmux.commands.command import Command, Scope
from qmux.commands.describe import argument_rows, explanation, key_rows, shorten
from qmux.commands.table import COMMANDS
from qmux.docgen.words import commands_of, sentence
from qmux.providers.table import PROVIDERS
from qmux.settings.edit import literal
from qmux.settings.table import SETTINGS, TABLES, Setting, allowed
from qmux.settings.templates import KEYS


def markdown_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table; the cells are Markdown already, but for bars."""
    cells = [list(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    cells.insert(1, ["---"] * len(cells[0]))
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def command_summary() -> str:
    """Return the table of slash commands."""
    rows = [
        (f"[`{row.title}`](#{row.name})", ", ".join(f"`/{alias}`" for alias in row.aliases), row.summary)
        for row in commands_of(Scope.SLASH)
    ]
    return markdown_table(("Command", "Also", "What it does"), rows)


def command_sections(scope: Scope) -> str:
    """Return a section for each command of a scope."""
    return "\n".join(_command_section(command) for command in commands_of(scope))


def _command_section(command: Command) -> str:
    keys = ", ".join(f"<kbd>{key}</kbd>" for key in shorten(DEFAULTS.keys_of(command.name)))
    parts = [
        f"### {command.name}\n",
        f"    {command.usage}\n",
        explanation(command, DEFAULTS) + "\n",
    ]
    if command.arguments:
        parts.append(markdown_table(("Argument", "What it is"), _code_first(argument_rows(command))))
    if keys:
        parts.append(f"Keys: {keys}\n")
    if command.example:
        parts.append(f"Example: `{command.example}`\n")
    return "\n".join(parts)


def key_commands() -> str:
    """Return the table of commands that only keys run."""
    rows = [(f"`{row.usage}`", explanation(row, DEFAULTS)) for row in commands_of(Scope.KEY)]
    return markdown_table(("Command", "What it does"), rows)


def key_tables() -> str:
    """Return a section with the bindings of each context."""
    return "\n".join(f"## {title}\n\n{_key_table(context)}" for context, title in CONTEXTS.items())


def _key_table(context: str) -> str:
    rows = [
        (", ".join(f"`{key}`" for key in shorten([row.key for row in group])), what, f"`{_command(group)}`")
        for (_, what), group in zip(
            key_rows(COMMANDS, DEFAULTS, context), DEFAULTS.grouped(context), strict=True
        )
    ]
    return markdown_table(("Keys", "What they do", "Command"), rows)


def _command(group: list[Binding]) -> str:
    """Return the command line of keys that do the same: "switch N" where they differ in a number only."""
    lines = {row.command for row in group}
    return lines.pop() if len(lines) == 1 else f"{group[0].command.partition(' ')[0]} N"


def template_keys() -> str:
    """Return the table of the keys of a template."""
    return markdown_table(("Key", "What it is"), [(f"`{key}`", what) for key, what in KEYS.items()])


def setting_tables() -> str:
    """Return a section for each table of the settings file."""
    return "\n".join(f"## [{table}]\n\n{_setting_table(table)}" for table in TABLES)


def _setting_table(table: str) -> str:
    rows = [
        (f"`{row.name}`", f"`{literal(row.default)}`", allowed(row), sentence(row.help) + _at_once(row))
        for row in SETTINGS
        if row.name.startswith(f"{table}.")
    ]
    return markdown_table(("Setting", "Default", "Allowed", "What it does"), rows)


def provider_table() -> str:
    """Return the table of providers."""
    rows = [
        (
            f"`{row.name}`",
            row.protocol,
            f"`{row.base_url}`" if row.base_url else "",
            ", ".join(f"`{name}`" for name in (row.key_variable, row.url_variable) if name),
            f"`{row.model}`" if row.model else "",
            row.note,
        )
        for row in PROVIDERS
    ]
    return markdown_table(("`api.provider`", "Speaks", "Address", "Environment", "Model", "Note"), rows)


def _code_first(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"`{first}`", second) for first, second in rows]


def _at_once(setting: Setting) -> str:
    return "" if setting.restart else " *at once*"
