"""Arguments that several commands take."""

from qmux.commands.command import Argument, Kind

SESSION = Argument(
    "session", Kind.SESSION, "the session's number, name, or the beginning of its name", label="NAME"
)
OPTIONAL_SESSION = SESSION._replace(optional=True, help="the session; the displayed one if left out")
NEW_NAME = Argument("name", Kind.NAME, "letters and digits of any script, -, _ and ., not digits alone")
ANSWER = Argument(
    "answer", Kind.TEXT, "one of the choices of an open question; what was typed if left out", optional=True
)
LINES = Argument("lines", Kind.NUMBER, "how many; 1 if left out", optional=True)
