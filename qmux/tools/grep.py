"""The tool grep: lines of files that match a regular expression.

Owns the arguments and what the model is told. Leaves searching to searcher.py, which runs as a process of its own,
and its end to process.py. Blocks its session's thread.
"""

import json
import os
import sys
from collections.abc import Mapping

from qmux.model.message import ToolSpec
from qmux.tools import places, process, searcher
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
from qmux.tools.globbing import Glob
from qmux.tools.lines import LONGEST_SEARCHED
from qmux.tools.wording import one_line

_NAME = "grep"
_USUAL_LIMIT, _MOST_LIMIT = 100, 500
_MOST_CONTEXT = 20
_LONGEST_PATTERN = 2000

_SPEC = ToolSpec(
    _NAME,
    "Search text files for a regular expression (Python's syntax), line by line, in a directory and below it or in"
    " one file. Each file's matches come under its path as LINE: TEXT, lines around them as LINE- TEXT. Symbolic"
    " links, .git, binary files and what .gitignore names are left out, the last unless include_ignored is true; of a"
    f" line the first {LONGEST_SEARCHED:,} bytes are searched.",
    {
        "type": "object",
        "properties": {
            "pattern": {
                "type": "string",
                "description": "A regular expression, for example def \\w+_test\\(",
            },
            "path": {
                "type": "string",
                "description": "The directory or file. Default: the working directory.",
            },
            "include": {
                "type": "string",
                "description": "Only files like this, for example *.py or src/**/*.{c,h}",
            },
            "ignore_case": {"type": "boolean", "description": "Whether case does not matter. Default false."},
            "context_lines": {
                "type": "integer",
                "description": f"Lines to show around each match. Default 0, at most {_MOST_CONTEXT}.",
            },
            "limit": {
                "type": "integer",
                "description": f"How many matches to show. Default {_USUAL_LIMIT}, at most {_MOST_LIMIT}.",
            },
            "include_ignored": {
                "type": "boolean",
                "description": "Whether to search what .gitignore names too. Default false.",
            },
            "summary": {"type": "string", "description": "What it is for, in a few words for the user."},
        },
        "required": ["pattern"],
    },
)

# Runs isolated from the user's Python: no site packages, no variables, no directory of theirs in its path but ours.
_PYTHON = (sys.executable, "-I", "-S", "-X", "utf8", "-c")
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from qmux.tools.searcher import main; sys.exit(main())"
)
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _accesses(arguments: Mapping[str, object], place: Place) -> tuple[Access, ...]:
    return (Access(AccessKind.READ, _job(arguments, place).top),)


def _preview(arguments: Mapping[str, object], place: Place) -> Preview:
    job = _job(arguments, place)
    files = f" in files {one_line(job.include)}" if job.include else ""
    line = f"I will search for {one_line(job.pattern)}{files} in {one_line(job.shown)}"
    return Preview(line, purpose=one_line(Arguments(_NAME, arguments).optional_text("summary")))


def _run(arguments: Mapping[str, object], context: ToolContext) -> ToolOutcome:
    job = _job(arguments, context.place)._replace(withheld=context.withheld)
    if not os.path.exists(job.top):
        raise ToolMistakeError(f"{job.top} does not exist.")
    command = Command(
        (*_PYTHON, _PROGRAM, _HOME, json.dumps(job)),
        context.place.working_directory,
        process.environment(os.environ, context.secret_variables),
    )
    return _outcome(process.run(command, context.timeout, context.cancel, _show_nothing))


def _job(arguments: Mapping[str, object], place: Place) -> searcher.Job:
    given = Arguments(_NAME, arguments)
    pattern, include = given.text("pattern"), given.optional_text("include")
    if not 0 < len(pattern) <= _LONGEST_PATTERN:
        raise given.mistake("pattern", f"must have 1 to {_LONGEST_PATTERN:,} characters")
    Glob(include)  # raises for one that makes no sense
    top = places.resolve(given.optional_text("path") or ".", place)
    return searcher.Job(
        top,
        places.shown(top, place),
        pattern,
        given.flag("ignore_case"),
        include,
        min(given.integer("context_lines", 0, minimum=0), _MOST_CONTEXT),
        min(given.integer("limit", _USUAL_LIMIT, minimum=1), _MOST_LIMIT),
        given.flag("include_ignored"),
        place._replace(working_directory=os.path.realpath(place.working_directory)),
    )


def _outcome(finished: process.Finished) -> ToolOutcome:
    stdout, stderr = finished.stdout.end().text.rstrip(), finished.stderr.end().text.strip()
    if finished.timed_out is not None:
        note = f"[ended after the time limit of {finished.timed_out:g} s; a simpler pattern or fewer files take less]"
        return ToolOutcome(f"{stdout}\n{note}".lstrip(), is_error=True)
    if finished.status == searcher.BAD_PATTERN:
        return ToolOutcome(f"The pattern is not a regular expression: {stderr}.", is_error=True)
    if finished.status != 0:
        return ToolOutcome(
            f"The search failed: {stderr.splitlines()[-1] if stderr else 'killed'}", is_error=True
        )
    return ToolOutcome(stdout)


def _show_nothing(text: str) -> None:
    """What is found is for the model; the user sees that it is searched for."""


GREP = Tool(_SPEC, _accesses, _preview, _run, AccessKind.READ)
