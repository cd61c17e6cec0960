"""What the user's shell can say to qmux: its options."""

from qmux.commands.command import Argument, Command, Kind, Scope

ROWS: tuple[Command, ...] = (
    Command(
        "qmux",
        Scope.SHELL,
        "Open the sessions in the full terminal",
        None,
        arguments=(
            Argument("switch", Kind.SESSION, "show this session first", options=("--switch",), label="NAME"),
            Argument(
                "new",
                Kind.NAME,
                "make a session, of that name if one is given, and show it",
                options=("--new",),
                value_optional=True,
                label="NAME",
            ),
            Argument(
                "config", Kind.PATH, "read the settings from this file", options=("--config",), label="FILE"
            ),
            Argument("version", Kind.FLAG, "print the version and exit", options=("--version", "-V")),
            Argument("help", Kind.FLAG, "print this help and exit", options=("--help", "-h")),
        ),
        example="qmux --new login-bug",
    ),
)
