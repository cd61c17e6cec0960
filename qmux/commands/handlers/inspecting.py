"""/debug: what the program knows of itself, for whoever asks why a session waits."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from qmux.commands.command import Arguments
from qmux.commands.context import Context
from qmux.terminal.sanitize import strip_controls

if TYPE_CHECKING:
    from collections.abc import Callable

    from qmux.tools.file_claims import Claimed


def debug(context: Context, arguments: Arguments) -> None:
    """Print one part of it."""
    context.displayed()  # before there is a session there is nothing to print into
    what = arguments.text("what")
    context.print(f"/debug {what}", PARTS[what](context) + "\n")


def _locks(context: Context) -> str:
    """Return the files that tools hold: who has each for how long, and who waits for it, the next one first."""
    claims = context.coordinator.file_claims()
    return (
        "\n".join(["Files that a tool holds:", *map(_claimed, claims)]) if claims else "No tool holds a file."
    )


def _claimed(claimed: "Claimed") -> str:
    waiting = f"; waiting: {', '.join(map(strip_controls, claimed.waiting))}" if claimed.waiting else ""
    holder = strip_controls(claimed.holder)
    return f"  {strip_controls(claimed.path)}: session {holder} for {claimed.seconds:.1f} s{waiting}"


PARTS: "Mapping[str, Callable[[Context], str]]" = {"locks": _locks}
