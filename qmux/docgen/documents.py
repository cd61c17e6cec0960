"""The generated documents: where each stands, its template, what fills it, and whether the file is up to date.

In a template {{name}} is replaced by what the table of that name says.
"""

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qmux import __version__
from qmux.commands.command import Scope
from qmux.docgen import manual, markdown
from qmux.settings.sample import sample

_NOTES = {
    ".md": "<!-- Made by python -m qmux.docgen from qmux's tables and docs/templates/{}. Do not edit. -->\n",
    ".1": ".\\\" Made by python -m qmux.docgen from qmux's tables and docs/templates/{}. Do not edit.\n",
}


class Document(NamedTuple):
    """One generated file: its path in the checkout, its template ("" for none), and what fills that."""

    path: str
    template: str
    parts: Mapping[str, Callable[[], str]]


DOCUMENTS: tuple[Document, ...] = (
    Document(
        "docs/commands.md",
        "commands.md",
        {
            "summary": markdown.command_summary,
            "commands": lambda: markdown.command_sections(Scope.SLASH),
            "key commands": markdown.key_commands,
            "shell commands": lambda: markdown.command_sections(Scope.SHELL),
        },
    ),
    Document("docs/keys.md", "keys.md", {"keys": markdown.key_tables}),
    Document(
        "docs/settings.md",
        "settings.md",
        {"settings": markdown.setting_tables, "templates": markdown.template_keys},
    ),
    Document("docs/providers.md", "providers.md", {"providers": markdown.provider_table}),
    Document("docs/qmux.toml", "", {"": sample}),
    Document(
        "man/qmux.1",
        "qmux.1",
        {
            "version": lambda: __version__,
            "synopsis": manual.synopsis,
            "options": manual.options,
            "types": manual.types,
            "states": manual.states,
            "commands": manual.commands,
            "keys": manual.keys,
            "settings": manual.settings,
            "environment": manual.environment,
        },
    ),
)


def render(document: Document, templates: str) -> str:
    """Return the document's text; `templates` is the directory of the templates."""
    if not document.template:
        return document.parts[""]()
    with open(os.path.join(templates, document.template), encoding="utf-8") as file:
        text = file.read()
    for name, part in document.parts.items():
        text = text.replace("{{" + name + "}}", part().rstrip("\n"))
    return _NOTES[os.path.splitext(document.path)[1]].format(document.template) + text


def stale(checkout: str) -> list[str]:
    """Return the paths of the documents that are missing or not as the tables have them."""
    templates = os.path.join(checkout, "docs", "templates")
    return [
        row.path for row in DOCUMENTS if _read(os.path.join(checkout, row.path)) != render(row, templates)
    ]


def write(checkout: str) -> None:
    """Write all documents anew."""
    templates = os.path.join(checkout, "docs", "templates")
    for document in DOCUMENTS:
        path = os.path.join(checkout, document.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(render(document, templates))


def _read(path: str) -> str:
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()
