"""Commands on a session's conversation: its turns, its model, what the model is told, and what was said."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import conversation, copy_mode
from qmux.commands.tables.arguments import NEW_NAME, OPTIONAL_SESSION

ROWS: tuple[Command, ...] = (
    Command(
        "retry",
        Scope.SLASH,
        "Run the failed turn of the displayed session again",
        conversation.retry,
        example="/retry",
    ),
    Command(
        "pause",
        Scope.SLASH,
        "Pause the displayed session",
        conversation.pause,
        help="A reply under way is stopped and what came of it is kept. Messages wait until /resume.",
        example="/pause",
    ),
    Command(
        "resume",
        Scope.SLASH,
        "Let a paused session go on",
        conversation.resume,
        example="/resume",
    ),
    Command(
        "context",
        Scope.SLASH,
        "List or change the files that the model is always told of",
        conversation.context,
        arguments=(
            Argument(
                "action",
                Kind.CHOICE,
                "what to do; show if left out",
                optional=True,
                choices=tuple(conversation.CONTEXT_ACTIONS),
            ),
            Argument(
                "paths",
                Kind.PATHS,
                "files, directories, or patterns with * and **",
                optional=True,
                label="PATH...",
            ),
            Argument("expand", Kind.FLAG, "show their text as well", options=("--expand",)),
            Argument("force", Kind.FLAG, "add files that do not exist yet", options=("-f", "--force")),
        ),
        help="At first these are AGENTS.md, AmazonQ.md and .amazonq/rules/**/*.md in the session's directory. They"
        " are read again when they change, and may fill three quarters of the model's context. clear takes all of"
        " them out. A file for one message only is attached to it: @PATH in the message.",
        example="/context add docs/*.md",
    ),
    Command(
        "model",
        Scope.SLASH,
        "List the models, or talk to another one",
        conversation.model,
        arguments=(
            Argument("model", Kind.MODEL, "its name, or its number in the list", optional=True),
            Argument(
                "force", Kind.FLAG, "take a name that the server does not list", options=("-f", "--force")
            ),
        ),
        help="The conversation goes on with the other model, from the next message on, and after /retry.",
        example="/model 2",
    ),
    Command(
        "usage",
        Scope.SLASH,
        "Show how full the model's context is",
        conversation.usage,
        help="And what the session has taken so far. What is marked “about” is an estimate, a token for each four"
        " characters; the rest is what the server counted. Money is shown if api.input_price and api.output_price are"
        " set.",
        example="/usage",
    ),
    Command(
        "compact",
        Scope.SLASH,
        "Put a summary in the place of the conversation",
        conversation.compact,
        arguments=(Argument("wish", Kind.TEXT, "what the summary is to attend to above all", optional=True),),
        help="The model writes the summary and goes on from it; what was said stays in the database, and /export has"
        " all of it. This happens by itself when the conversation fills the share api.compact_at of the model's"
        " context, and when the model refuses it as too long.",
        example="/compact keep the names of the tests that fail",
    ),
    Command(
        "clear",
        Scope.SLASH,
        "Begin the conversation anew, after a question",
        conversation.clear,
        help="The model forgets what was said and the pane is emptied. The database keeps it: /export has all of it.",
        example="/clear",
    ),
    Command(
        "export",
        Scope.SLASH,
        "Write a whole conversation to a file",
        conversation.export,
        arguments=(
            OPTIONAL_SESSION,
            Argument(
                "format",
                Kind.CHOICE,
                "Markdown, JSON with every detail, or plain text; else as the file's name ends, else md",
                options=("--format",),
                choices=("md", "json", "txt"),
            ),
            Argument("path", Kind.PATH, "the file, or the directory to put it in", optional=True),
        ),
        help="A word with a slash in it, or ending in .md, .json or .txt, is the PATH, any other the NAME. Without"
        " a PATH the file is named after the session and lies in its directory. An existing file is replaced"
        " only after a question.",
        example="/export fix-login --format json ~/transcripts/",
    ),
    Command(
        "save",
        Scope.SLASH,
        "Write the conversation to a file that /load reads",
        conversation.save,
        arguments=(
            Argument("path", Kind.PATH, "the file"),
            Argument("force", Kind.FLAG, "replace a file that exists", options=("-f", "--force")),
        ),
        help="The same as /export --format json, with every detail.",
        example="/save ~/transcripts/login.json",
    ),
    Command(
        "load",
        Scope.SLASH,
        "Make a session of a conversation in a file",
        conversation.load,
        arguments=(
            Argument("path", Kind.PATH, "a file of /save or /export --format json; .json may be left out"),
        ),
        help="It works in the directory of the displayed session, and trusts no tool. The displayed session gives way"
        " to it if nothing was said there yet.",
        example="/load ~/transcripts/login",
    ),
    Command(
        "fork",
        Scope.SLASH,
        "Make a session that goes on from what was said in this one",
        conversation.fork,
        arguments=(NEW_NAME._replace(optional=True, help="its name; this one's with a number if left out"),),
        help="Both go on apart from each other. What the user trusts here is not trusted there.",
        example="/fork other-way",
    ),
    Command(
        "copy-to-file",
        Scope.SLASH,
        "Write what was copied last to a file",
        copy_mode.copy_to_file,
        arguments=(Argument("path", Kind.PATH, "the file"),),
        help="Text is copied in copy mode, which {copy-mode} begins; {copy-to-prompt} there copies and begins this"
        " command. An existing file is replaced only after a question.",
        example="/copy-to-file notes.txt",
    ),
)
