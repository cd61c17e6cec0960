"""A little MCP server over stdio, for tests: `python mcp_server.py [--OPTION ...]`.

Its tools: `echo` says its arguments again, `fail` returns an error, `refuse` a JSON-RPC error, `hang` never answers,
`die` ends the process, `huge` returns a text of the size that is asked for, `endless` a line without an end,
`pictures` what is no text, `structured` structured content alone, `slow` reports its progress, `ask` asks the client
for its roots and pings it, `environment` tells what the server was given, `cancelled` which requests were cancelled,
`grow` makes the server tell of another tool.

Options: --modern speaks 2026-07-28 alone; --version V answers with V; --paged lists a tool a page; --rubbish writes
lines that are no messages; --die ends at once; --silent never answers; --deaf does not end with its input, nor by
TERM; --child PIPE leaves a process behind, which holds PIPE; --tools A,B names only these; --journal FILE writes what
happens, a line each.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]
META = "io.modelcontextprotocol/"


class Server:
    """The server; `options` are those of the command line."""

    def __init__(self, options: Sequence[str]) -> None:
        self._options = list(options)
        self._cancelled: list[object] = []
        self._answers: list[Message] = []
        self._grown = False
        self._tools: dict[str, Callable[[Message, Message], Message | None]] = {
            "echo": lambda arguments, message: text(json.dumps(arguments, sort_keys=True)),
            "fail": lambda arguments, message: {**text("it went wrong"), "isError": True},
            "refuse": lambda arguments, message: None,
            "hang": lambda arguments, message: None,
            "die": self._die,
            "huge": lambda arguments, message: text("x" * int(arguments["size"])),
            "endless": self._endless,
            "pictures": lambda arguments, message: PICTURES,
            "structured": lambda arguments, message: {"structuredContent": {"answer": 42}},
            "slow": self._slow,
            "ask": self._ask,
            "environment": lambda arguments, message: text(json.dumps([os.getcwd(), dict(os.environ)])),
            "cancelled": lambda arguments, message: text(json.dumps(self._cancelled)),
            "grow": self._grow,
            "get-user.by/id": lambda arguments, message: text("a user"),
        }

    def run(self) -> None:
        """Serve until the input ends."""
        self._journal("started")
        if self._has("--die"):
            print("cannot go on: no database", file=sys.stderr)
            raise SystemExit(3)
        if self._has("--hold"):
            os.open(self._value("--hold"), os.O_WRONLY)
        if self._has("--child"):
            holder = os.open(self._value("--child"), os.O_WRONLY)
            subprocess.Popen(["sleep", "600"], pass_fds=[holder])
        if self._has("--deaf"):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for line in sys.stdin:
            if self._has("--rubbish"):
                print(
                    'debug: got a line\n\n[1, "two"]\n{"jsonrpc": "2.0", "id": 999, "result": {}}\n{',
                    flush=True,
                )
            if not self._has("--silent"):
                self._take(json.loads(line))
        self._journal("end of input")
        if self._has("--deaf"):
            signal.pause()

    def _take(self, message: Message) -> None:
        if "method" not in message:
            self._answers.append(message)
        elif "id" in message:
            self._answer(message)
        elif message["method"] == "notifications/cancelled":
            self._cancelled.append(message["params"]["requestId"])
            self._journal("cancelled")

    def _answer(self, message: Message) -> None:
        method, params = message["method"], message["params"]
        if method == "initialize" and not self._has("--modern"):
            self._reply(
                message, {"protocolVersion": self._value("--version") or "2025-11-25", "capabilities": {}}
            )
        elif method == "server/discover" and self._has("--modern"):
            self._reply(message, {"supportedVersions": ["2026-07-28"], "resultType": "complete"})
        elif self._has("--modern") and params.get("_meta", {}).get(f"{META}protocolVersion") != "2026-07-28":
            self._refuse(message, -32022, "unsupported version")
        elif method == "tools/list":
            self._reply(message, self._page(params.get("cursor")))
        elif method == "tools/call":
            self._call(message, params["name"], params["arguments"])
        else:
            self._refuse(message, -32601, "no such method")

    def _call(self, message: Message, name: str, arguments: Message) -> None:
        self._journal(f"call {name}")
        if name == "refuse":
            self._refuse(message, -32602, "not like that")
            return
        result = self._tools[name](arguments, message)
        if result is not None:
            self._reply(message, result)

    def _page(self, cursor: str | None) -> Message:
        names = (self._value("--tools") or ",".join(self._tools)).split(",")
        rows = [tool(name) for name in names] + ([tool("grown")] if self._grown else [])
        if not self._has("--paged"):
            return {"tools": rows}
        place = int(cursor or 0)
        more = {"nextCursor": str(place + 1)} if place + 1 < len(rows) else {}
        return {"tools": rows[place : place + 1], **more}

    # -- tools that do more than answer ---------------------------------------------------------------------

    def _die(self, arguments: Message, message: Message) -> Message | None:
        print("I was told to die", file=sys.stderr, flush=True)
        os._exit(9)

    def _endless(self, arguments: Message, message: Message) -> Message | None:
        while True:
            sys.stdout.write("x" * 65_536)

    def _slow(self, arguments: Message, message: Message) -> Message | None:
        token = message["params"]["_meta"]["progressToken"]
        for done in (1, 2):
            send(
                {
                    "method": "notifications/progress",
                    "params": {"progressToken": token, "progress": done, "total": 2},
                }
            )
        return text("done")

    def _ask(self, arguments: Message, message: Message) -> Message | None:
        send({"id": "one", "method": "roots/list"})
        send({"id": 2, "method": "ping", "params": {}})
        while len(self._answers) < 2:
            self._take(json.loads(sys.stdin.readline()))
        return text(json.dumps(self._answers, sort_keys=True))

    def _grow(self, arguments: Message, message: Message) -> Message | None:
        self._grown = True
        send({"method": "notifications/tools/list_changed"})
        return text("grown")

    # -- the wire -------------------------------------------------------------------------------------------

    def _reply(self, message: Message, result: Message) -> None:
        send({"id": message["id"], "result": result})

    def _refuse(self, message: Message, code: int, words: str) -> None:
        send({"id": message["id"], "error": {"code": code, "message": words}})

    def _has(self, option: str) -> bool:
        return option in self._options

    def _value(self, option: str) -> str:
        return self._options[self._options.index(option) + 1] if self._has(option) else ""

    def _journal(self, words: str) -> None:
        path = self._value("--journal")
        if path:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(f"{words} {os.getpid()}\n")


def send(message: Message) -> None:
    """Write a message."""
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def text(words: str) -> Message:
    """Return a result of one text."""
    return {"content": [{"type": "text", "text": words}]}


def tool(name: str) -> Message:
    """Return how a tool is told of."""
    schema = {"type": "object", "properties": {"word": {"type": "string"}}, "anyOf": [{}]}
    return {"name": name, "description": f"The tool {name}.", "inputSchema": schema}


PICTURES: Message = {
    "content": [
        {"type": "text", "text": "see:"},
        {"type": "image", "mimeType": "image/png", "data": "QUJD" * 1000},
        {"type": "audio", "mimeType": "audio/wav", "data": "QUJD"},
        {"type": "resource", "resource": {"uri": "file:///a.txt", "text": "the text of a"}},
        {"type": "resource", "resource": {"uri": "file:///b.bin", "blob": "QUJD"}},
        {"type": "resource_link", "uri": "file:///c", "name": "c"},
        {"type": "hologram"},
    ]
}

if __name__ == "__main__":
    Server(sys.argv[1:]).run()
