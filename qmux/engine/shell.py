"""A shell command that the user typed behind "!", in the session's directory.

Owns what of it is shown. The user typed it, so nobody is asked; the model is not told of it. Leaves processes to
tools/process.py, and how much output is shown to live_output.py. Runs in the session's worker thread.
"""

import os

from qmux.cancel import CancelToken
from qmux.engine.live_output import LiveOutput
from qmux.engine.turn import TurnRunner
from qmux.errors import UserError
from qmux.model.event import EventKind
from qmux.tools import process
from qmux.tools.base import ToolMistakeError
from qmux.tools.child import Command
from qmux.tools.execute_bash import shell

_NO_LIMIT = 1e8  # seconds; whoever typed it stops it with Ctrl-C


def run_command(runner: TurnRunner, command: str, directory: str, cancel: CancelToken) -> None:
    """Run `command` to its end and show its output as it comes.

    Raises:
        UserError: it cannot be started.
        Cancelled: through `cancel`.
    """
    runner.record(EventKind.COMMAND_OUTPUT, {"command": f"!{command}", "text": ""})
    output = LiveOutput("shell", lambda text: runner.record(EventKind.SHELL_OUTPUT, {"text": text}))
    try:
        environment = process.environment(os.environ, frozenset())
        row = Command([shell(), "-c", command], directory, environment)
        finished = process.run(row, lambda: _NO_LIMIT, cancel, output.show)
    except ToolMistakeError as mistake:
        raise UserError(str(mistake)) from mistake
    finally:
        output.close()
    if finished.status:
        runner.notice(_end(finished.status))
    runner.record(EventKind.SHELL_OUTPUT, {"text": "", "status": finished.status})


def _end(status: int) -> str:
    return f"It was ended by signal {-status}." if status < 0 else f"It ended with exit status {status}."
