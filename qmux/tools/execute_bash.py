"""The tool execute_bash: a shell command in a process group of its own, without a terminal.

Owns the choice of the shell, and what the model is told of the end. Leaves processes to process.py, and what is
harmless to permission.py: the whole command is the access. Runs in its session's thread.
"""

import json
import os
import shutil
from collections.abc import Mapping

from qmux.model.message import ToolSpec
from qmux.tools import process
from qmux.tools.arguments import Arguments
from qmux.tools.base import (
    Access,
    AccessKind,
    Place,
    Preview,
    Tool,
    ToolContext,
    ToolMistakeError,
    ToolOutcome,
)
from qmux.tools.child import Command
from qmux.tools.shell_command import BLANKS
from qmux.tools.tail import MOST_CHARACTERS, MOST_LINES
from qmux.tools.wording import command_shown, one_line

_NAME = "execute_bash"
_SHELL_VARIABLE = "AMAZON_Q_CHAT_SHELL"
_MANY_LINES, _MANY_CHARACTERS = 12, 800
_LONGEST = 131_071  # bytes; Linux starts no program with a longer argument (MAX_ARG_STRLEN)

_SPEC = ToolSpec(
    _NAME,
    "Run a command in bash, in the session's working directory. Each call is a new shell: a cd or a variable does not"
    " last. The command has no terminal and an empty standard input, so that it cannot ask: give options such"
    " as --yes. It is ended after a time limit. The result is JSON with exit_status, stdout and stderr;"
    f" of each stream the last {MOST_LINES:,} lines and {MOST_CHARACTERS:,} characters are kept, and a note says what"
    " is missing. A process left running in the background goes on after the call; redirect its output to a file.",
    {
        "type": "object",
        "properties": {
            "command": {"type": "string", "description": "The command, of one or more lines."},
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["command"],
    },
)


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    return (Access(AccessKind.RUN, _command(arguments)),)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    command = command_shown(_command(arguments).strip(BLANKS))
    purpose = one_line(Arguments(_NAME, arguments).optional_text("summary"))
    lines = command.split("\n")
    note = (
        f"({_size(len(lines), len(command))} in all: scroll back to read what is above)"
        if _is_long(command)
        else ""
    )
    if len(lines) == 1:
        return Preview(f"I will run the following shell command: {command}", note, purpose)
    # Behind a bar, no line of a command passes for one of qmux.
    detail = [*(f" │ {line}" for line in lines), *([note] if note else [])]
    return Preview("I will run the following shell commands:", "\n".join(detail), purpose)


def _is_long(command: str) -> bool:
    """Return whether the beginning of a command may have left the screen when its end is there."""
    return command.count("\n") >= _MANY_LINES or len(command) > _MANY_CHARACTERS


def _size(lines: int, characters: int) -> str:
    return f"{lines:,} lines" if lines > 1 else f"{characters:,} characters"


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    command = Command(
        [shell(), "-c", _command(arguments)],
        context.place.working_directory,
        process.environment(os.environ, context.secret_variables),
    )
    return _outcome(process.run(command, context.timeout, context.cancel, context.show))


def _command(arguments: Mapping[str, object]) -> str:
    command = Arguments(_NAME, arguments).words("command")
    if "\0" in command:
        raise ToolMistakeError(f'{_NAME}: "command" has a NUL character, which no command can have')
    if len(command) > _LONGEST or len(command.encode("utf-8", "replace")) > _LONGEST:
        raise ToolMistakeError(
            f'{_NAME}: "command" is too long, a command can have {_LONGEST:,} bytes. Write a script with fs_write,'
            " and run that."
        )
    return command


def shell() -> str:
    """Return the path of the shell that commands run in; raises ToolMistakeError if none is installed."""
    wanted = os.environ.get(_SHELL_VARIABLE, "").strip()
    found = next(filter(None, map(shutil.which, filter(None, (wanted, "bash", "sh")))), None)
    if found is None:
        raise ToolMistakeError(f"No shell is installed; the user can name one in {_SHELL_VARIABLE}.")
    return found


def _outcome(finished: process.Finished) -> ToolOutcome:
    stdout, stderr = finished.stdout.end(), finished.stderr.end()
    notes = [
        f"{name}: {end.missing}" for name, end in (("stdout", stdout), ("stderr", stderr)) if end.missing
    ]
    if finished.timed_out is not None:
        notes.append(f"the command was ended after the time limit of {finished.timed_out:g} s")
    elif finished.left_open:
        notes.append(
            "a process that was left in the background still holds the output; no more of it is read"
        )
    result = {"exit_status": str(_exit_status(finished.status)), "stdout": stdout.text, "stderr": stderr.text}
    if notes:
        result["note"] = "; ".join(notes)
    return ToolOutcome(json.dumps(result, ensure_ascii=False), is_error=finished.timed_out is not None)


def _exit_status(status: int) -> int:
    """Return the status as shells count it: 128 and the signal's number where one ended it."""
    return 128 - status if status < 0 else status


EXECUTE_BASH = Tool(_SPEC, _accesses, _preview, _run, AccessKind.RUN)
