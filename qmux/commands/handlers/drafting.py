"""/editor: the draft in the user's own editor."""

import os

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.commands.parse import split
from qmux.errors import UserError

_DEFAULT = "vi"


def editor(context: Context, arguments: Arguments) -> None:
    """Let the user write the draft in $VISUAL, $EDITOR or vi; it is sent by Enter, as ever.

    Raises:
        UserError: the editor did not start or said that it failed; the draft is as it was.
    """
    prompt = context.view.prompt
    argv = [word.text for word in split(_command())]
    path = _write(arguments.text("text") or str(prompt.text))
    try:
        status = context.lend([*argv, path])
        if status:
            raise UserError(f"{argv[0]} ended with status {status}: the draft is as it was.")
        prompt.set(_read(path))
    finally:
        _remove(path)


def _command() -> str:
    named = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
    return next(filter(None, named), _DEFAULT)


def _write(text: str) -> str:
    """Write `text` to a new file that only its owner can read; return its path."""
    path = os.path.join(os.environ.get("TMPDIR") or "/tmp", f"qmux-{os.urandom(6).hex()}.md")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as exc:
        _remove(path)  # a disk that is full leaves the beginning of it
        raise UserError(
            f"The draft could not be written to {path} for the editor: {exc.strerror}. Set TMPDIR to a directory"
            " that can be written to."
        ) from exc
    return path


def _read(path: str) -> str:
    """Return the file's text without the line end that editors put behind the last line."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().removesuffix("\n")
    except OSError as exc:
        raise UserError(f"The editor left no file at {path}: the draft is as it was.") from exc


def _remove(path: str) -> None:
    if os.path.exists(path):
        os.remove(path)
