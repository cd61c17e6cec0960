"""What every tool is to the engine.

Owns the Tool row, what a tool is given, and what it may say it will touch. Leaves the decision whether a call may run
to permission.py and the engine, threads and processes to each tool. Tools run in their session's thread.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import NamedTuple, Protocol

from qmux.cancel import CancelToken
from qmux.model.message import ToolSpec


class Question(NamedTuple):
    """What a tool asks the user; with `choices`, the answer may be a number or one of them."""

    text: str
    choices: tuple[str, ...]

    def answer(self, typed: str) -> str:
        """Return the choice that `typed` numbers, counting from 1, else `typed` itself, which may be anything."""
        numbered = {str(number): choice for number, choice in enumerate(self.choices, 1)}
        return typed if typed in self.choices else numbered.get(typed.strip(), typed)


class ToolMistakeError(ValueError):
    """A call that cannot be run as it is; its text goes to the model, which may try again."""


class AccessKind(Enum):
    """What a call does to its target; the value is the word of the rules and of the audit log."""

    READ = "read"  # the target is a path
    WRITE = "write"  # a path
    RUN = "run"  # a shell command
    FETCH = "fetch"  # a URL
    CALL = "call"  # nothing but the tool itself: an MCP server's tool


class Access(NamedTuple):
    """One thing that a call would touch. Paths are absolute with all symbolic links resolved, as rules see them."""

    kind: AccessKind
    target: str


class Place(NamedTuple):
    """Where a session works: absolute paths. "@session/..." in a tool's arguments is below `session_directory`."""

    working_directory: str
    session_directory: str


class Preview(NamedTuple):
    """What a call is about to do, for the user.

    `line` is one sentence ("I will run the following shell command: git status"); `detail` may hold further lines,
    a diff for instance, with SGR sequences of our own but otherwise untrusted; `purpose` is the model's word for it.
    """

    line: str
    detail: str = ""
    purpose: str = ""


class SessionFiles(Protocol):
    """One session's claims to files; see file_access.py. Paths are absolute and resolved."""

    def read(self, path: str) -> None:
        """Remember that the session reads `path` as it is now; told before reading, so that no change is missed."""
        ...

    def writing(self, paths: Sequence[str], cancel: CancelToken) -> AbstractContextManager[None]:
        """Hold the claims to `paths` for a `with` block; on leaving it, what stands there counts as read.

        Raises:
            ToolMistakeError: another session holds one for too long, or has changed one since this session read it.
            Cancelled: through `cancel`, while waiting.
        """
        ...


class ToolContext(NamedTuple):
    """What a tool may use.

    `ask` blocks this session's thread alone, returns the answer ("" where the user declined), and raises Cancelled.
    `permit` has something judged that turned out only now, by the rules and the user, as the call itself was; `check`
    has the rules alone say whether they deny it. Both return if it may be done, else they raise what ends the call.
    `show` takes live output as it comes: the user sees it in the pane, the model does not. `progress` takes what is
    done and what there is to do in all, None where nobody knows, in any one unit. `timeout` is in seconds, asked
    when the tool begins to wait, because a session in the background may take longer. `secret_variables` names the
    variables of the environment that hold keys of ours: no child process of a tool gets them. `withheld` has patterns
    of paths that rules deny or ask about: what looks below an allowed directory leaves them out.
    """

    place: Place
    cancel: CancelToken
    ask: Callable[[Question], str]
    permit: Callable[[tuple[Access, ...], Preview], None]
    check: Callable[[tuple[Access, ...]], None]
    show: Callable[[str], None]
    progress: Callable[[float, float | None], None]
    timeout: Callable[[], float]
    files: SessionFiles
    secret_variables: frozenset[str]
    withheld: tuple[str, ...]


class ToolOutcome(NamedTuple):
    """What goes back to the model."""

    text: str
    is_error: bool = False


def outcome_of_answer(answer: str) -> ToolOutcome:
    """Return what the model is told of the user's answer to a question; "" means that they declined."""
    return ToolOutcome(answer) if answer else ToolOutcome("The user declined to answer.", is_error=True)


class Tool(NamedTuple):
    """One row of the tools' table.

    `accesses` tells what a call would touch, for the permission rules; none at all means that it needs no permission.
    `preview` tells the user what it is about to do. `run` returns an outcome. All three raise ToolMistakeError for
    arguments that make no sense; `run` raises Cancelled besides. `kind` is the kind of its accesses, for the list of
    tools; None for a tool that needs no permission. `title` is what people call it where that is not what the model
    does: "@server/tool".
    """

    spec: ToolSpec
    accesses: Callable[[Mapping[str, object], Place], tuple[Access, ...]]
    preview: Callable[[Mapping[str, object], Place], Preview]
    run: Callable[[Mapping[str, object], ToolContext], ToolOutcome]
    kind: AccessKind | None = AccessKind.CALL
    title: str = ""

    @property
    def name(self) -> str:
        """What rules, questions, lists and the audit log call it."""
        return self.title or self.spec.name
