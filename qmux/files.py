"""Writing a file for the user: whole or not at all, and for their eyes only.

Owns that one way. Leaves to its callers whether a file that exists may be replaced. Any thread.
"""

import os
import threading

from qmux.errors import UserError


def write_whole(path: str, text: str) -> str:
    """Write `text` to `path`, readable by its owner alone, and return the path; raises UserError.

    A device or a pipe of that name stays what it is: a file would take its place, not its input.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise UserError(f"{path} could not be written: it is not a regular file. Choose another path.")
    unfinished = f"{path}.{os.getpid()}-{threading.get_ident()}.tmp"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
        os.replace(unfinished, path)
    except OSError as exc:
        raise UserError(f"{path} could not be written: {exc.strerror}. Choose another path.") from exc
    return path
