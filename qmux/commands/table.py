"""COMMANDS: all that a user can tell qmux to do, one row each.

Parser, completion, /help, the man page and docs/commands.md read this table; there is no second list. Rows stand
in the order in which the documents show them.
"""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import (
    attention,
    chooser,
    completing,
    conversation,
    copy_mode,
    drafting,
    editing,
    help,
    popup,
    queue,
    recalling,
    scrolling,
    servers,
    sessions,
    tools,
)
from qmux.commands.handlers.copy_mode import begin, motion
from qmux.commands.handlers.editing import edit
from qmux.model.session import TYPE_LOOKS
from qmux.view.chooser import FILTERS
from qmux.view.copy_mode import CopyMode
from qmux.view.popup import Popup
from qmux.view.prompt import LineEditor
from qmux.view.selection import Kind as SelectionKind

_SESSION = Argument(
    "session", Kind.SESSION, "the session's number, name, or the beginning of its name", label="NAME"
)
_OPTIONAL_SESSION = _SESSION._replace(optional=True, help="the session; the displayed one if left out")
_NEW_NAME = Argument("name", Kind.NAME, "letters and digits of any script, -, _ and ., not digits alone")

_LINES = Argument("lines", Kind.NUMBER, "how many; 1 if left out", optional=True)
_TYPES = ", ".join(look.word for look in TYPE_LOOKS.values())

_SLASH: tuple[Command, ...] = (
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
        arguments=(_SESSION,),
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
            _NEW_NAME._replace(optional=True, help="its name; made from your words if left out"),
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
        arguments=(_OPTIONAL_SESSION,),
        help="Its work is cancelled and the session displayed before it is shown; closing the last one makes a"
        " fresh one. The conversation stays in the database; /sessions --all lists it.",
        example="/close fix-login",
    ),
    Command(
        "undo-close",
        Scope.SLASH,
        "Bring back the session that was closed last",
        sessions.undo_close,
        help="With its name, unless another has that now, its type, directory, draft, and all that was said. Given"
        " again it brings back the one before that. What sessions.clear_on_close or sessions.cleanup_after_days has"
        " deleted does not come back.",
        example="/undo-close",
    ),
    Command(
        "rename",
        Scope.SLASH,
        "Give the displayed session another name",
        sessions.rename,
        arguments=(_NEW_NAME._replace(label="NEW"),),
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
        arguments=(_NEW_NAME._replace(optional=True),),
        example="/session-name login-bug",
    ),
    Command(
        "kill",
        Scope.SLASH,
        "End what a session does at once, without a question",
        sessions.kill,
        arguments=(_SESSION,),
        help="For a session that does not react to Ctrl-C. The session stays open, and all that it said is kept.",
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
            _OPTIONAL_SESSION,
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
        arguments=(_OPTIONAL_SESSION,),
        help="It stays in the overlay. ui.attention says how the others call you.",
        example="/mute fix-login",
    ),
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
            _OPTIONAL_SESSION,
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
        arguments=(_NEW_NAME._replace(optional=True, help="its name; this one's with a number if left out"),),
        help="Both go on apart from each other. What the user trusts here is not trusted there.",
        example="/fork other-way",
    ),
    Command(
        "search",
        Scope.SLASH,
        "Find words in all conversations, closed ones too",
        conversation.search,
        arguments=(Argument("words", Kind.TEXT, "words that stand in one message or reply, in any order"),),
        help="Capitals do not matter. The newest places come first, each with its session, date and turn.",
        example="/search retry limit",
    ),
    Command(
        "copy-to-file",
        Scope.SLASH,
        "Write what was copied last to a file",
        copy_mode.copy_to_file,
        arguments=(Argument("path", Kind.PATH, "the file"),),
        help="Text is copied in copy mode, which prefix [ begins; > there copies and begins this command. An existing"
        " file is replaced only after a question.",
        example="/copy-to-file notes.txt",
    ),
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
        help="That is $VISUAL, else $EDITOR, else vi. When it ends, what was written stands in the prompt, and Enter"
        " sends it. The other sessions work on meanwhile. An editor that fails (:cq in vi) leaves the draft alone.",
        example="/editor Dear model,",
    ),
    Command(
        "queue",
        Scope.SLASH,
        "List the messages that wait to be sent, or take one out",
        queue.queue,
        arguments=(
            Argument(
                "action", Kind.CHOICE, "what to do; the list if left out", True, choices=tuple(queue.ACTIONS)
            ),
            Argument("number", Kind.NUMBER, "which message; the last one if left out", optional=True),
        ),
        help="What you send while the session works waits in line. edit takes a message back into the prompt, as Up"
        " on an empty prompt does with the last one; drop takes it out, and it stays in the history.",
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
    Command(
        "help",
        Scope.SLASH,
        "List the commands, or explain one",
        help.show_help,
        arguments=(Argument("command", Kind.COMMAND, "a command, with or without its slash", optional=True),),
        example="/help new",
    ),
    Command(
        "keys",
        Scope.SLASH,
        "Show what the keys do, as they are bound now",
        help.show_keys,
        help="Keys are changed in the table [keys] of the settings file.",
        example="/keys",
    ),
    Command(
        "quit",
        Scope.SLASH,
        "Leave qmux; the sessions come back at the next start",
        conversation.quit_program,
        aliases=("exit", "q"),
        help="Asks once while sessions are at work.",
        example="/quit",
    ),
)

_KEY: tuple[Command, ...] = (
    Command("switch-next", Scope.KEY, "Show the session with the next number", sessions.switch_next),
    Command(
        "switch-previous", Scope.KEY, "Show the session with the previous number", sessions.switch_previous
    ),
    Command("switch-last", Scope.KEY, "Show the session displayed before this one", sessions.switch_last),
    Command("prefix", Scope.KEY, "Take the next key as a prefix key", editing.prefix),
    Command(
        "send-prefix", Scope.KEY, "Do what the prefix key does when it is no prefix", editing.send_prefix
    ),
    Command(
        "command-prompt",
        Scope.KEY,
        "Begin a command in the prompt",
        editing.command_prompt,
        arguments=(Argument("beginning", Kind.TEXT, "the command to begin with", optional=True),),
        help="What stood in the prompt is kept in its history.",
    ),
    Command(
        "cancel",
        Scope.KEY,
        "Stop the reply, else refuse the question, else drop the line",
        editing.cancel,
        help="What came of the reply is kept, and a dropped line is kept in the history.",
    ),
    Command(
        "close-or-delete-word",
        Scope.KEY,
        "Close on an empty prompt, else cut a word",
        editing.close_or_delete_word,
    ),
    Command("redraw", Scope.KEY, "Draw the whole screen anew", editing.redraw),
    Command("suspend", Scope.KEY, "Stop qmux until the shell's fg", editing.suspend),
    Command("scroll-page-up", Scope.KEY, "Scroll back by a page", scrolling.page_up),
    Command("scroll-page-down", Scope.KEY, "Scroll on by a page", scrolling.page_down),
    Command("scroll-up", Scope.KEY, "Scroll back by a line or more", scrolling.lines_up, (_LINES,)),
    Command("scroll-down", Scope.KEY, "Scroll on by a line or more", scrolling.lines_down, (_LINES,)),
    Command("scroll-top", Scope.KEY, "Scroll to the oldest line", scrolling.top),
    Command("scroll-bottom", Scope.KEY, "Scroll to the newest line", scrolling.bottom),
    Command("submit", Scope.KEY, "Send the message or run the command", editing.submit),
    Command("insert-newline", Scope.KEY, "Begin a new line", edit(LineEditor.newline)),
    Command(
        "complete",
        Scope.KEY,
        "Complete a command, name, type or file",
        completing.complete,
        help="Where several fit, a menu of them opens above the prompt.",
    ),
    Command("menu-next", Scope.KEY, "Put the next candidate into the prompt", completing.next_row),
    Command("menu-previous", Scope.KEY, "Put the candidate before into the prompt", completing.previous_row),
    Command(
        "menu-take", Scope.KEY, "Go on behind the candidate; without one, send the line", completing.take
    ),
    Command("menu-close", Scope.KEY, "Close the menu; the prompt is as it was", completing.close),
    Command("cursor-text-start", Scope.KEY, "Move to the start of the text", edit(LineEditor.text_start)),
    Command("cursor-text-end", Scope.KEY, "Move to the end of the text", edit(LineEditor.text_end)),
    Command("cursor-left", Scope.KEY, "Move one character left", edit(LineEditor.left)),
    Command("cursor-right", Scope.KEY, "Move one character right", edit(LineEditor.right)),
    Command("cursor-word-left", Scope.KEY, "Move one word left", edit(LineEditor.word_left)),
    Command("cursor-word-right", Scope.KEY, "Move one word right", edit(LineEditor.word_right)),
    Command("cursor-line-start", Scope.KEY, "Move to the start of the line", edit(LineEditor.line_start)),
    Command("cursor-line-end", Scope.KEY, "Move to the end of the line", edit(LineEditor.line_end)),
    Command(
        "cursor-up",
        Scope.KEY,
        "Move one line up, from the first one into the history",
        editing.up,
        help="On an empty prompt it takes the last queued message back, so that it can be edited.",
    ),
    Command(
        "cursor-down",
        Scope.KEY,
        "Move one line down, from the last one into the history",
        edit(LineEditor.down),
    ),
    Command(
        "history-previous",
        Scope.KEY,
        "Fetch the previous message from the history",
        edit(LineEditor.history_previous),
    ),
    Command("delete-left", Scope.KEY, "Delete the character before the cursor", edit(LineEditor.backspace)),
    Command("delete-right", Scope.KEY, "Delete the character at the cursor", edit(LineEditor.delete)),
    Command(
        "end-of-input", Scope.KEY, "Close on an empty prompt, else delete a character", editing.end_of_input
    ),
    Command(
        "delete-word-left", Scope.KEY, "Cut the word before the cursor", edit(LineEditor.delete_word_left)
    ),
    Command(
        "delete-word-right", Scope.KEY, "Cut the word after the cursor", edit(LineEditor.delete_word_right)
    ),
    Command("kill-to-end", Scope.KEY, "Cut to the end of the line", edit(LineEditor.kill_to_end)),
    Command("kill-to-start", Scope.KEY, "Cut to the start of the line", edit(LineEditor.kill_to_start)),
    Command("yank", Scope.KEY, "Insert what was cut last", edit(LineEditor.yank)),
    Command(
        "yank-pop", Scope.KEY, "After a yank, insert what was cut before that", edit(LineEditor.yank_pop)
    ),
    Command("transpose", Scope.KEY, "Exchange the characters around the cursor", edit(LineEditor.transpose)),
    Command(
        "transpose-words", Scope.KEY, "Exchange the words around the cursor", edit(LineEditor.transpose_words)
    ),
    Command("upcase-word", Scope.KEY, "Write the word in capitals", edit(LineEditor.upcase_word)),
    Command("downcase-word", Scope.KEY, "Write the word in small letters", edit(LineEditor.downcase_word)),
    Command("capitalize-word", Scope.KEY, "Begin the word with a capital", edit(LineEditor.capitalize_word)),
    Command("redo", Scope.KEY, "Make the change again that undo took back last", edit(LineEditor.redo)),
    Command("extend", Scope.KEY, "Take the next key as one of those after C-x", editing.extend),
    Command(
        "recall-older",
        Scope.KEY,
        "Search the history for what you type, the newest message first",
        recalling.older,
        help="Enter takes what was found into the prompt, Escape leaves; an editing key takes it and does its work."
        " This session's messages come first, then those of the other sessions.",
    ),
    Command("recall-newer", Scope.KEY, "Go back to a newer message that was found", recalling.newer),
    Command("recall-take", Scope.KEY, "Take the message that was found", recalling.take),
    Command("recall-leave", Scope.KEY, "Leave the search; the prompt is as it was", recalling.leave),
    Command("recall-delete", Scope.KEY, "Take a character off what is searched for", recalling.delete),
    Command("recall-clear", Scope.KEY, "Begin what is searched for anew", recalling.clear),
    Command("undo", Scope.KEY, "Take back the last change of the line", edit(LineEditor.undo)),
    Command("confirm-yes", Scope.KEY, "Do it", editing.confirm_yes),
    Command("confirm-no", Scope.KEY, "Leave it", editing.confirm_no),
)

_POPUP: tuple[Command, ...] = (
    Command("popup-up", Scope.KEY, "Scroll back by a line or more", popup.lines_up, (_LINES,)),
    Command("popup-down", Scope.KEY, "Scroll on by a line or more", popup.lines_down, (_LINES,)),
    Command(
        "popup-page-up", Scope.KEY, "Scroll back by a page", popup.turn(lambda shown: shown.turn_page(-1))
    ),
    Command(
        "popup-page-down", Scope.KEY, "Scroll on by a page", popup.turn(lambda shown: shown.turn_page(1))
    ),
    Command("popup-top", Scope.KEY, "Show the beginning", popup.turn(Popup.go_to_top)),
    Command("popup-bottom", Scope.KEY, "Show the end", popup.turn(Popup.go_to_bottom)),
    Command("popup-close", Scope.KEY, "Close the list", popup.close),
)

_CHOOSER: tuple[Command, ...] = (
    Command(
        "choose-session",
        Scope.KEY,
        "Choose from a list of all sessions, or answer one of them",
        chooser.choose,
        help="What is typed finds names, groups and types. Below the list is the newest of the selected session.",
    ),
    Command("chooser-leave", Scope.KEY, "Close the list; everything is as it was", chooser.leave),
    Command("chooser-show", Scope.KEY, "Show the selected session", chooser.show),
    Command("chooser-up", Scope.KEY, "Select the session above", chooser.up, (_LINES,)),
    Command("chooser-down", Scope.KEY, "Select the session below", chooser.down, (_LINES,)),
    Command(
        "chooser-filter",
        Scope.KEY,
        "List all sessions, or those of one kind",
        chooser.show_only,
        (Argument("filter", Kind.CHOICE, "which sessions", choices=tuple(FILTERS)),),
    ),
    Command("chooser-close", Scope.KEY, "Close the selected session, after a question", chooser.close),
    Command("chooser-snooze", Scope.KEY, "Snooze the selected session, or end its snooze", chooser.snooze),
    Command(
        "chooser-peek",
        Scope.KEY,
        "Read the selected session, and answer it",
        chooser.peek,
        help="The session that you are in keeps its draft and its place.",
    ),
    Command("peek-next", Scope.KEY, "Read the next session that waits", chooser.peek_next),
    Command(
        "peek-answer",
        Scope.KEY,
        "Send the answer, or a message",
        chooser.answer,
        help="As in the session itself, what was typed before a question could be read decides nothing.",
    ),
    Command("peek-leave", Scope.KEY, "Go back to the list", chooser.stop_peeking),
    Command("peek-up", Scope.KEY, "Scroll back by a page, or by so many lines", chooser.scroll_up, (_LINES,)),
    Command(
        "peek-down", Scope.KEY, "Scroll on by a page, or by so many lines", chooser.scroll_down, (_LINES,)
    ),
)

_COPY: tuple[Command, ...] = (
    Command(
        "copy-mode",
        Scope.KEY,
        "Begin copy mode: look around, search, select and copy",
        copy_mode.enter,
        arguments=(Argument("page-up", Kind.FLAG, "a page up at once", options=("-u",)),),
        help="What is looked at stays where it is while output comes. Each session has its own.",
    ),
    Command("copy-leave", Scope.KEY, "End copy mode and show the newest rows", copy_mode.leave),
    Command("copy-left", Scope.KEY, "Go one character left", motion(CopyMode.left)),
    Command("copy-right", Scope.KEY, "Go one character right", motion(CopyMode.right)),
    Command("copy-up", Scope.KEY, "Go one row up", motion(CopyMode.up)),
    Command("copy-down", Scope.KEY, "Go one row down", motion(CopyMode.down)),
    Command("copy-word-left", Scope.KEY, "Go to the start of the word before", motion(CopyMode.word_left)),
    Command("copy-word-right", Scope.KEY, "Go to the start of the next word", motion(CopyMode.word_right)),
    Command("copy-word-end", Scope.KEY, "Go to the next end of a word", motion(CopyMode.word_end)),
    Command("copy-line-start", Scope.KEY, "Go to the start of the line", motion(CopyMode.line_start)),
    Command(
        "copy-line-text-start",
        Scope.KEY,
        "Go to the first character of the line that is not blank",
        motion(CopyMode.line_text_start),
    ),
    Command("copy-line-end", Scope.KEY, "Go to the end of the line", motion(CopyMode.line_end)),
    Command("copy-view-top", Scope.KEY, "Go to the uppermost row in sight", motion(CopyMode.view_top)),
    Command(
        "copy-view-middle", Scope.KEY, "Go to the row in the middle of the pane", motion(CopyMode.view_middle)
    ),
    Command("copy-view-bottom", Scope.KEY, "Go to the lowest row in sight", motion(CopyMode.view_bottom)),
    Command("copy-history-top", Scope.KEY, "Go to the oldest row", motion(CopyMode.history_top)),
    Command("copy-history-bottom", Scope.KEY, "Go to the newest row", motion(CopyMode.history_bottom)),
    Command("copy-page-up", Scope.KEY, "Go a page up", motion(CopyMode.page_up)),
    Command("copy-page-down", Scope.KEY, "Go a page down", motion(CopyMode.page_down)),
    Command("copy-half-page-up", Scope.KEY, "Go half a page up", motion(CopyMode.half_page_up)),
    Command("copy-half-page-down", Scope.KEY, "Go half a page down", motion(CopyMode.half_page_down)),
    Command("copy-scroll-up", Scope.KEY, "Scroll back by a line or more", copy_mode.scroll_up, (_LINES,)),
    Command("copy-scroll-down", Scope.KEY, "Scroll on by a line or more", copy_mode.scroll_down, (_LINES,)),
    Command(
        "copy-search-forward",
        Scope.KEY,
        "Search downward for a text",
        copy_mode.ask_forward,
        help="A text without capitals finds capitals too. At the end the search goes on from the other one.",
    ),
    Command("copy-search-backward", Scope.KEY, "Search upward for a text", copy_mode.ask_backward),
    Command("copy-search", Scope.KEY, "Search for the pattern, if empty for the last one", copy_mode.search),
    Command("copy-search-cancel", Scope.KEY, "Drop the pattern", copy_mode.stop_asking),
    Command("copy-search-next", Scope.KEY, "Go to the next match", copy_mode.search_next),
    Command(
        "copy-search-previous",
        Scope.KEY,
        "Go to the next match in the other direction",
        copy_mode.search_previous,
    ),
    Command("copy-select", Scope.KEY, "Begin to select characters", begin(SelectionKind.CHARACTERS)),
    Command("copy-select-lines", Scope.KEY, "Begin to select lines", begin(SelectionKind.LINES)),
    Command("copy-select-block", Scope.KEY, "Begin to select a block", begin(SelectionKind.BLOCK)),
    Command("copy-other-end", Scope.KEY, "Go to the selection's other end", motion(CopyMode.other_end)),
    Command(
        "copy-selection",
        Scope.KEY,
        "Copy what is selected and end copy mode",
        copy_mode.copy,
        help="To the terminal's clipboard (OSC 52), where the terminal allows it, and for paste-buffer.",
    ),
    Command(
        "copy-to-prompt", Scope.KEY, "Copy, and begin /copy-to-file in the prompt", copy_mode.copy_to_prompt
    ),
    Command("paste-buffer", Scope.KEY, "Insert what was copied last into the prompt", copy_mode.paste),
)

_SHELL: tuple[Command, ...] = (
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

COMMANDS: tuple[Command, ...] = _SLASH + _KEY + _CHOOSER + _COPY + _POPUP + _SHELL
