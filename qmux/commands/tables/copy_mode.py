"""What keys do in copy mode, and with what was copied."""

from qmux.commands.command import Argument, Command, Kind, Scope
from qmux.commands.handlers import copy_mode
from qmux.commands.handlers.copy_mode import begin, motion
from qmux.commands.tables.arguments import LINES
from qmux.view.copy_mode import CopyMode
from qmux.view.selection import Kind as SelectionKind

ROWS: tuple[Command, ...] = (
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
    Command("copy-scroll-up", Scope.KEY, "Scroll back by a line or more", copy_mode.scroll_up, (LINES,)),
    Command("copy-scroll-down", Scope.KEY, "Scroll on by a line or more", copy_mode.scroll_down, (LINES,)),
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
