"""How a model is told of files, apart from what the user says.

Owns the markers, which are those of Amazon Q's CLI. Pure.
"""

from collections.abc import Iterator


def entry(name: str, text: str) -> str:
    """Return how the model is told of a file."""
    return f"--- CONTEXT ENTRY BEGIN ---\n[{name}]\n{text}\n--- CONTEXT ENTRY END ---"


def message_texts(message: str, attached: object) -> Iterator[str]:
    """Yield the texts of a message with what its event says is attached to it; the database is untrusted."""
    rows = attached if isinstance(attached, list) else []
    files = [(row.get("path"), row.get("text")) for row in rows if isinstance(row, dict)]
    entries = [entry(str(path), text) for path, text in files if isinstance(text, str) and text]
    if not entries:
        yield message
        return
    yield "\n\n".join(entries)
    yield f"--- USER MESSAGE BEGIN ---\n{message}\n--- USER MESSAGE END ---"


def notes(attached: object) -> list[str]:
    """Return what the user is told of the attachments of a message, as its event has it."""
    rows = attached if isinstance(attached, list) else []
    return [str(row["note"]) for row in rows if isinstance(row, dict) and row.get("note")]
