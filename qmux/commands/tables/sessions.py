"""Commands on the sessions: which there are, which is displayed, what they are called, and how they call the user."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import attention, sessions
from qmux.commands.tables.arguments import NEW_NAME, OPTIONAL_SESSION, SESSION
from qmux.model.session import TYPE_LOOKS

_TYPES = ", ".join(look.word for look in TYPE_LOOKS.values())

ROWS: tuple[Command, ...] = (
    Command(
        "sessions",
        Scope.SLASH,
        "List the sessions",
        sessions.sessions,
        arguments=(
            Argument(
                "all", Kind.FLAG, "also closed sessions and those of other terminals", options=("--all",)
            ),
            Argument("waiting", Kind.FLAG, "only sessions that wait for you", options=("--waiting",)),
            Argument("group", Kind.GROUP, "only sessions of this group", options=("--group",), label="GROUP"),
        ),
        help="Each line has the name, the state, the type, the time since the session last did something, and"
        " why it waits for you. The displayed session is marked with *.",
        example="/sessions --waiting",
    ),
    Command(
        "switch",
        Scope.SLASH,
        "Show a session",
        sessions.switch,
        arguments=(SESSION,),
        aliases=("s",),
        help="The session that you leave goes on with its work.",
        example="/switch fix-login",
    ),
    Command(
        "new",
        Scope.SLASH,
        "Make a session and show it",
        sessions.new,
        arguments=(
            Argument("type", Kind.TYPE, f"{_TYPES}; told from your words if left out", True),
            NEW_NAME._replace(optional=True, help="its name; made from your words if left out"),
            Argument("directory", Kind.DIRECTORY, "where it works", options=("--cwd",), label="DIR"),
            Argument("model", Kind.MODEL, "the model it talks to", options=("--model",)),
            Argument("group", Kind.GROUP, "the group it belongs to", options=("--group",), label="GROUP"),
            Argument(
                "template",
                Kind.TEMPLATE,
                "make it as [templates.NAME] in the settings says",
                options=("--template",),
                label="NAME",
            ),
        ),
        help="A first word that is a type is the type. When as many sessions are open as"
        " sessions.max_active_sessions allows, qmux offers to close the one left alone longest.",
        example="/new review auth-check --cwd ~/src/api",
    ),
    Command(
        "close",
        Scope.SLASH,
        "Close a session, after a question",
        sessions.close,
        arguments=(OPTIONAL_SESSION,),
        help="Its work is cancelled and the session displayed before it is shown; closing the last one makes a"
        " fresh one. The conversation stays in the database; /sessions --all lists it.",
        example="/close fix-login",
    ),
    Command(
        "undo-close",
        Scope.SLASH,
        "Bring back a closed session, the last one if none is named",
        sessions.undo_close,
        arguments=(
            Argument("closed", Kind.CLOSED, "its name, or the beginning of it", optional=True, label="NAME"),
        ),
        help="With its name, unless another has that now, its type, directory, draft, and all that was said. Given"
        " again without a NAME it brings back the one before that. What sessions.clear_on_close or"
        " sessions.cleanup_after_days has deleted does not come back.",
        example="/undo-close fix-login",
    ),
    Command(
        "rename",
        Scope.SLASH,
        "Give the displayed session another name",
        sessions.rename,
        arguments=(NEW_NAME._replace(label="NEW"),),
        help="A name that you gave is never replaced by a generated one.",
        example="/rename login-bug",
    ),
    Command(
        "group",
        Scope.SLASH,
        "Say the displayed session's group, or put it into one",
        sessions.group,
        arguments=(
            Argument(
                "group",
                Kind.GROUP,
                f"letters and digits of any script, -, _ and .; {sessions.NO_GROUP} alone takes it out of its group",
                optional=True,
            ),
        ),
        help="/sessions --group lists a group, and the list of sessions finds it by its name.",
        example="/group release",
    ),
    Command(
        "session-name",
        Scope.SLASH,
        "Say the displayed session's name, or set it",
        sessions.session_name,
        arguments=(NEW_NAME._replace(optional=True),),
        example="/session-name login-bug",
    ),
    Command(
        "kill",
        Scope.SLASH,
        "End what a session does at once, without a question",
        sessions.kill,
        arguments=(SESSION,),
        help="For a session that does not react to {cancel}. The session stays open, and all that it said is kept.",
        example="/kill fix-login",
    ),
    Command(
        "next",
        Scope.SLASH,
        "Show the next session that waits for you",
        sessions.next_waiting,
        help="In the order of the overlay: failed, permission, question, reply, the oldest first. Once all were"
        " shown it says so, and then begins anew.",
        example="/next",
    ),
    Command(
        "snooze",
        Scope.SLASH,
        "Leave a session out of the overlay for a while",
        attention.snooze,
        arguments=(
            OPTIONAL_SESSION,
            Argument(
                "time",
                Kind.MINUTES,
                f"how many; {attention.SNOOZE_MINUTES} if left out. off ends the snooze",
                optional=True,
                label="MINUTES|off",
            ),
        ),
        help="It does not alert either, yet it still waits: the status line counts it, /sessions lists it. A message"
        " typed in it ends the snooze. A number alone is minutes, for the displayed session.",
        example="/snooze fix-login 45",
    ),
    Command(
        "mute",
        Scope.SLASH,
        "Have a session ring no bell any more, or again",
        attention.mute,
        arguments=(OPTIONAL_SESSION,),
        help="It stays in the overlay. ui.attention says how the others call you.",
        example="/mute fix-login",
    ),
)
