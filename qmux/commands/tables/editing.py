"""What keys do in the prompt: edit, complete, search the history, answer a question."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import completing, editing, recalling
from qmux.commands.handlers.editing import edit
from qmux.commands.tables.arguments import ANSWER
from qmux.view.prompt import LineEditor

_CANDIDATE = Argument("number", Kind.NUMBER, "which candidate; the selected one if left out", optional=True)

ROWS: tuple[Command, ...] = (
    Command("submit", Scope.KEY, "Send the message or run the command", editing.submit, (ANSWER,)),
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
        "menu-take",
        Scope.KEY,
        "Go on behind the candidate; without one, send the line",
        completing.take,
        (_CANDIDATE,),
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
    Command(
        "extend", Scope.KEY, "Take the next key as one after the prompt's own prefix key", editing.extend
    ),
    Command(
        "recall-older",
        Scope.KEY,
        "Search the history for what you type, the newest message first",
        recalling.older,
        help="{recall-take} takes what was found into the prompt, {recall-leave} leaves; an editing key"
        " takes it and does its work. This session's messages come first, then those of the other sessions.",
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
