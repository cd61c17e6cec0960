"""Commands on what a session works with: its tools and MCP servers, the message at hand, those that wait."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import drafting, queue, servers, tools

ROWS: tuple[Command, ...] = (
    Command(
        "tools",
        Scope.SLASH,
        "List what the displayed session's tools may do, or change it",
        tools.tools,
        arguments=(
            Argument(
                "action",
                Kind.CHOICE,
                "what to do; the list if left out",
                optional=True,
                choices=tuple(tools.ACTIONS),
            ),
            Argument(
                "rule",
                Kind.RULE,
                "tools, or one rule: TOOL(PATTERN); for untrust also its number",
                optional=True,
            ),
        ),
        help="trust lets tools, or what a rule covers, run without asking: execute_bash(git status *) is a command,"
        " fs_write(src/**) are paths, fetch(example.com) is a host. untrust takes a rule back, or has a tool ask each"
        " time. trust-all trusts everything in this session until qmux ends, reset takes all of that back, isolate"
        " ignores what permissions.allow in the settings trusts. What is denied there stays denied. Rules are kept"
        " with the session.",
        example="/tools trust execute_bash(git status *)",
    ),
    Command(
        "editor",
        Scope.SLASH,
        "Write the message in your own editor",
        drafting.editor,
        arguments=(Argument("text", Kind.TEXT, "what to begin with; the draft if left out", optional=True),),
        help="That is $VISUAL, else $EDITOR, else vi. When it ends, what was written stands in the prompt, and"
        " {submit} sends it. The other sessions work on meanwhile. An editor that fails (:cq in vi) leaves the draft"
        " alone.",
        example="/editor Dear model,",
    ),
    Command(
        "queue",
        Scope.SLASH,
        "List, take back or send the messages that wait",
        queue.queue,
        arguments=(
            Argument(
                "action", Kind.CHOICE, "what to do; the list if left out", True, choices=tuple(queue.ACTIONS)
            ),
            Argument("number", Kind.NUMBER, "which message; the last one if left out", optional=True),
        ),
        help="What you send while the session works waits in line. edit takes a message back into the prompt, as"
        " {cursor-up} on an empty prompt does with the last one; drop takes it out. What still waited"
        " when qmux ended is held when it starts again, as the line above the prompt says, until send sends it.",
        example="/queue drop 2",
    ),
    Command(
        "mcp",
        Scope.SLASH,
        "List the MCP servers of the displayed session, or start one",
        servers.mcp,
        arguments=(
            Argument(
                "action",
                Kind.CHOICE,
                "what to do; the list if left out",
                optional=True,
                choices=tuple(servers.ACTIONS),
            ),
            Argument("server", Kind.SERVER, "the server's name", optional=True, label="NAME"),
        ),
        help="MCP servers are programs that give models more tools, called @SERVER/TOOL. They are named in"
        " .amazonq/mcp.json of the working directory, in mcp.json beside qmux's settings file, and in"
        " ~/.aws/amazonq/mcp.json, and start with the first message. One that the working directory's file names"
        " waits for allow, since anybody may have written that file; allow holds until the entry changes. A server"
        " that fails is started again when it is needed, up to three times in a row; restart starts it anew in any"
        " case. The sessions of a directory share its servers.",
        example="/mcp restart github",
    ),
)
