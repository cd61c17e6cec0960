"""The one place where threads are made: each has a name, is a daemon, and reports its crash.

Leaves to its callers who joins the thread. `start` may be called from any thread.
"""

# ruff: noqa: TID251 - this is the helper that everyone else is told to use

import threading
from collections.abc import Callable

from qmux import log


def start(
    name: str, target: Callable[[], None], crashed: Callable[[BaseException], None] | None = None
) -> threading.Thread:
    """Run `target` in a new daemon thread called `name`.

    An exception that leaves `target` is logged with its traceback and handed to `crashed`, in that thread.
    """

    def run() -> None:
        try:
            target()
        except BaseException as exc:  # noqa: BLE001 - reported, not swallowed
            log.exception(f"thread {name} crashed", exc)
            if crashed is not None:
                crashed(exc)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread
