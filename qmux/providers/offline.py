"""The offline provider: answers without a key or a server, and lets every feature of qmux be tried.

Owns its few phrases and the requests that it understands. It is no model and says so. Runs in the session's
thread; its pauses are waits on the cancel token, in seconds.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from qmux.cancel import CancelToken
from qmux.errors import UserError
from qmux.model.message import StreamEnd, StreamEvent, Text, TextDelta, ToolCall, ToolResult, Usage
from qmux.providers.base import ModelInfo, Request

_PACE = 0.02  # seconds a word: about as fast as a model in the cloud
_MOST_LINES = 100_000
_LONGEST_SLOWNESS = 3600.0
_LINES_AT_ONCE = 100
_LONGEST_REPORT = 300  # characters of a tool's result
_CHARACTERS_PER_TOKEN = 4  # a rough but common estimate
_SUMMARY_WISH = "Summarize the conversation above"  # how a session asks for a summary
_MESSAGE = re.compile("--- USER MESSAGE BEGIN ---\n(.*)\n--- USER MESSAGE END ---", re.DOTALL)

_INTRODUCTION = (
    "I am qmux's offline provider: no language model, just a stand-in that answers when there is no key and no"
    " server. To talk to a model, quit, set ANTHROPIC_API_KEY, OPENAI_API_KEY or OLLAMA_HOST (or api.provider and"
    " api.key in the settings file), and start qmux again. Until then, type “help” to see what I can do.\n\n"
)

_MARKDOWN = """# A heading

Text may be **strong**, *emphasized* or `code`, with [links](https://commonmark.org).

1. An item
   - with an item in it
2. Another

```python
def greet(name: str) -> str:
    return f"Hello, {name}"  # in color
```

| Table | Cells |
|-------|------:|
| rows  |     2 |
| width | as the pane has it |

> A quote ends it.
"""


class OfflineProvider:
    """A provider without a network; `pace` is the pause before each word, in seconds."""

    name = "offline"
    identity = "offline"

    def __init__(self, pace: float = _PACE) -> None:
        self._pace = pace
        self._failed_at = -1  # how many messages the user had sent when it failed on request

    def stream(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Answer the last message word by word; see Provider.stream()."""
        written = 0
        for event in self._answer(request, cancel):
            cancel.check()
            if isinstance(event, TextDelta):
                written += len(event.text)
            if isinstance(event, StreamEnd):
                read = sum(len(part.text) for message in request.messages for part in _spoken(message.parts))
                yield Usage(read // _CHARACTERS_PER_TOKEN, written // _CHARACTERS_PER_TOKEN)
            yield event

    def models(self, cancel: CancelToken) -> list[ModelInfo]:
        """Return the one name that stands for the lack of a model."""
        return [ModelInfo(self.name, None)]

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _answer(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        if not any(message.role == "assistant" for message in request.messages):
            yield from self._say(_INTRODUCTION, cancel)
        parts = request.messages[-1].parts if request.messages else ()
        asked = _asked(parts)
        if asked.startswith(_SUMMARY_WISH):
            yield from self._summarize(request, cancel)
            return
        results = [part for part in parts if isinstance(part, ToolResult)]
        if results and not asked:
            yield from self._report(results, _called(request), cancel)
            return
        for wish in _WISHES:
            if match := wish.pattern.fullmatch(asked):
                yield from wish.grant(self, request, match, cancel)
                return
        yield from self._say(
            f"You said: {asked}\n\nI cannot answer that; “help” lists what I can do.", cancel
        )
        yield StreamEnd("end_turn")

    def _say(self, text: str, cancel: CancelToken, pace: float | None = None) -> Iterator[StreamEvent]:
        for word in re.findall(r"\s*\S+\s*", text):
            cancel.wait(self._pace if pace is None else pace)
            cancel.check()
            yield TextDelta(word)

    def _summarize(self, request: Request, cancel: CancelToken) -> Iterator[StreamEvent]:
        """Say in the place of a model's summary what the user said."""
        said = [_asked(message.parts) for message in request.messages[:-1] if message.role == "user"]
        yield from self._say(
            "The user said, in this order:\n" + "\n".join(f"- {text[:200]}" for text in said), cancel
        )
        yield StreamEnd("end_turn")

    def _report(
        self, results: list[ToolResult], names: dict[str, str], cancel: CancelToken
    ) -> Iterator[StreamEvent]:
        told = "\n".join(_told(result, names.get(result.call_id, "")) for result in results)
        yield from self._say(told, cancel)
        yield StreamEnd("end_turn")

    def _call(
        self, request: Request, cancel: CancelToken, text: str, tool: str, arguments: dict[str, object]
    ) -> Iterator[StreamEvent]:
        """Say `text` and call a tool, if there is one of that name."""
        if not any(spec.name == tool for spec in request.tools):
            yield from self._say(f"I have no tool {tool}.", cancel)
            yield StreamEnd("end_turn")
            return
        yield from self._say(text, cancel)
        yield ToolCall(f"offline-{len(request.messages)}", tool, arguments)
        yield StreamEnd("tool_use")

    # -- wishes ---------------------------------------------------------------------------------------------

    def help(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """List the wishes."""
        lines = "".join(f"- `{wish.usage}`: {wish.help}\n" for wish in _WISHES)
        yield TextDelta(f"I understand:\n\n{lines}\nAnything else I repeat.")
        yield StreamEnd("end_turn")

    def slow(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Stream one number a second."""
        seconds = min(_LONGEST_SLOWNESS, float(match["seconds"] or 10))
        yield from self._say(f"This takes {seconds:g} s:", cancel)
        count = max(1, round(seconds))
        yield from self._say("".join(f" {number}" for number in range(1, count + 1)), cancel, seconds / count)
        yield from self._say(" done.", cancel)
        yield StreamEnd("end_turn")

    def fail(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Fail in the middle of a reply, but not when the same message is tried again."""
        asked = sum(bool(_spoken(message.parts)) for message in request.messages if message.role == "user")
        if asked != self._failed_at:
            self._failed_at = asked
            yield from self._say("This reply will break off in the", cancel)
            raise UserError("The offline provider failed, as you asked.")
        self._failed_at = -1
        yield from self._say("The second try works.", cancel)
        yield StreamEnd("end_turn")

    def ask(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Ask the user through the tool ask_user; the answer comes with the next request."""
        question: dict[str, object] = {"question": match["question"] or "Which color shall it be?"}
        if not match["question"]:
            question["choices"] = ["red", "green", "blue"]
        yield from self._call(request, cancel, "I need to know something first.", "ask_user", question)

    def run(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Run a shell command."""
        arguments: dict[str, object] = {"command": match["command"], "summary": "You asked me to run it"}
        yield from self._call(request, cancel, "I will run that.", "execute_bash", arguments)

    def read(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Read a file."""
        operations = [{"mode": "Line", "path": match["path"]}]
        yield from self._call(request, cancel, "I will read that.", "fs_read", {"operations": operations})

    def write(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Write a file."""
        arguments: dict[str, object] = {
            "command": "create",
            "path": match["path"],
            "file_text": f"{match['text']}\n",
            "summary": "You asked me to write it",
        }
        yield from self._call(request, cancel, "I will write that.", "fs_write", arguments)

    def print_lines(
        self, request: Request, match: re.Match[str], cancel: CancelToken
    ) -> Iterator[StreamEvent]:
        """Print many lines as fast as they are taken."""
        count = min(_MOST_LINES, int(match["count"] or 10_000))
        for start in range(1, count + 1, _LINES_AT_ONCE):
            numbers = range(start, min(start + _LINES_AT_ONCE, count + 1))
            yield TextDelta("".join(f"line {number} of {count}\n" for number in numbers))
        yield StreamEnd("end_turn")

    def markdown(self, request: Request, match: re.Match[str], cancel: CancelToken) -> Iterator[StreamEvent]:
        """Show what a reply may look like."""
        yield from self._say(_MARKDOWN, cancel)
        yield StreamEnd("end_turn")


def _spoken(parts: tuple[object, ...]) -> list[Text]:
    return [part for part in parts if isinstance(part, Text)]


def _asked(parts: tuple[object, ...]) -> str:
    """Return what the user says, without the files that are attached to it."""
    text = " ".join(part.text for part in _spoken(parts)).strip()
    within = _MESSAGE.search(text)
    return within[1] if within else text


def _called(request: Request) -> dict[str, str]:
    """Return the names of the tools called in the last reply, by the calls' ids."""
    replies = [message.parts for message in request.messages if message.role == "assistant"]
    return {part.id: part.name for part in (replies[-1] if replies else ()) if isinstance(part, ToolCall)}


def _told(result: ToolResult, tool: str) -> str:
    """Return what there is to say about a tool's result."""
    if tool in ("", "ask_user"):
        return f"{'You did not answer' if result.is_error else 'You answered'}: {result.text}"
    shown = result.text if len(result.text) <= _LONGEST_REPORT else f"{result.text[:_LONGEST_REPORT]}..."
    return f"The tool {tool} {'failed' if result.is_error else 'told me'}: {shown}"


class _Wish(NamedTuple):
    """Something to ask the offline provider for."""

    pattern: re.Pattern[str]
    usage: str
    help: str
    grant: Callable[[OfflineProvider, Request, re.Match[str], CancelToken], Iterator[StreamEvent]]


def _wish(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


_WISHES = (
    _Wish(_wish(r"help|\?"), "help", "show this list", OfflineProvider.help),
    _Wish(
        _wish(r"slow(\s+(?P<seconds>\d{1,6}(\.\d{1,6})?))?"),
        "slow [SECONDS]",
        "take my time, 10 seconds if you name none",
        OfflineProvider.slow,
    ),
    _Wish(_wish(r"fail"), "fail", "fail in the middle of a reply; /retry then works", OfflineProvider.fail),
    _Wish(_wish(r"ask(\s+(?P<question>.+))?"), "ask [QUESTION]", "ask you something", OfflineProvider.ask),
    _Wish(
        _wish(r"run\s+(?P<command>.+)"),
        "run COMMAND",
        "run a shell command, if you allow it",
        OfflineProvider.run,
    ),
    _Wish(_wish(r"read\s+(?P<path>\S+)"), "read FILE", "read a file", OfflineProvider.read),
    _Wish(
        _wish(r"write\s+(?P<path>\S+)\s+(?P<text>.+)"),
        "write FILE TEXT",
        "write a file, if you allow it",
        OfflineProvider.write,
    ),
    _Wish(_wish(r"markdown"), "markdown", "show what replies may look like", OfflineProvider.markdown),
    _Wish(
        _wish(r"print\s+(?P<count>\d{1,6})(\s+lines?)?|lots"),
        "print N lines",
        "print a lot; “lots” is 10,000 lines",
        OfflineProvider.print_lines,
    ),
)
