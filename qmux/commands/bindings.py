"""BINDINGS: which key runs which command line, and in which context; Bindings: the table in force.

Keys are named as in model/key_names.py, command lines are written without a slash. The loop asks lookup() before it
gives a key's text to the prompt. Direct keys work at the prompt too and win over the editor's: they are a context
of their own, GLOBAL, which shares no key with PROMPT but the prefix key, so that there is nothing to win. In copy
mode its keys are tmux's, those of vi and those of emacs where vi has no use for them, and win over the direct keys
but for the prefix key, which works in the lists of sessions and of places too. What the user changes in [keys] is
read by rebinding.py.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

GLOBAL = "global"
PROMPT = "prompt"
PREFIX = "prefix"
COPY = "copy-mode"
SEARCH = "search"
RECALL = "recall"
MENU = "menu"
EXTENDED = "extended"
CHOOSER = "chooser"
PEEK = "peek"
FOUND = "found"
CONFIRM = "confirm"
POPUP = "popup"

TYPING = (PROMPT, MENU, SEARCH, RECALL, CHOOSER, PEEK)  # where a key that is not bound is text

# What the contexts are, in this order; [keys.NAME] in the settings is about the one of that name.
CONTEXTS = {
    PREFIX: "After the prefix key",
    GLOBAL: "Direct keys",
    PROMPT: "At the prompt",
    EXTENDED: "At the prompt, after its own prefix key",
    MENU: "In the menu of a completion",
    RECALL: "While the history is searched",
    COPY: "In copy mode",
    SEARCH: "While a pattern is typed in copy mode",
    CHOOSER: "In the list of sessions",
    PEEK: "While another session is read from the list",
    FOUND: "In the list of what a search found",
    CONFIRM: "While qmux asks whether to do something",
    POPUP: "In the list of keys, or of messages",
}

# The contexts in which the direct keys work too, and those in which only the prefix key does.
WITH_DIRECT_KEYS = (PROMPT, COPY, POPUP)
WITH_PREFIX = (*WITH_DIRECT_KEYS, CHOOSER, PEEK, FOUND)


class Binding(NamedTuple):
    """One key in one context; `help` is one line without a full stop, the command's summary if it is empty."""

    context: str
    key: str
    command: str
    help: str = ""


def _keys(context: str, keys: str, command: str, help: str = "") -> tuple[Binding, ...]:
    """Return a row for each of the blank-separated keys."""
    return tuple(Binding(context, key, command, help) for key in keys.split())


DEFAULT_PREFIX = "C-b"


def _line(context: str) -> tuple[Binding, ...]:
    """Return the keys that edit a single line, where text is typed for something else than the prompt."""
    return (
        *_keys(context, "Left", "cursor-left"),
        *_keys(context, "Right C-f", "cursor-right"),
        *_keys(context, "Home C-a", "cursor-line-start"),
        *_keys(context, "End C-e", "cursor-line-end"),
        *_keys(context, "BSpace C-h", "delete-left"),
        *_keys(context, "Delete C-d", "delete-right"),
        *_keys(context, "M-BSpace C-w", "delete-word-left"),
        *_keys(context, "C-k", "kill-to-end"),
        *_keys(context, "C-u", "kill-to-start"),
        *_keys(context, "C-y", "yank"),
        *_keys(context, "C-l", "redraw"),
        *_keys(context, "C-z", "suspend"),
    )


_BY_NUMBER = "Show the session of that number"
_NEXT = "Show the next waiting session, in the overlay's order"
_SELECT = "Select the session of that number; once more shows it"
_PLACE = "Go to the place of that number"
_WAY = re.compile(r"\{(/?[a-z-]+)\}")

BINDINGS: tuple[Binding, ...] = (
    # tmux's keys
    *_keys(PREFIX, "c", "new", "Make a session and show it"),
    *_keys(PREFIX, "n", "switch-next"),
    *_keys(PREFIX, "p", "switch-previous"),
    *_keys(PREFIX, "l", "switch-last"),
    *_keys(PREFIX, "M-n", "next", _NEXT),
    *(Binding(PREFIX, str(number), f"switch {number}", _BY_NUMBER) for number in range(1, 10)),
    *_keys(PREFIX, "0", "switch 10", "Show session 10"),
    *_keys(PREFIX, "&", "close", "Close the displayed session, after a question"),
    *_keys(PREFIX, "u", "undo-close"),
    *_keys(PREFIX, ",", "command-prompt rename", "Begin a /rename in the prompt"),
    *_keys(PREFIX, "w s", "choose-session"),
    *_keys(PREFIX, ":", "command-prompt"),
    *_keys(PREFIX, "z", "snooze", "Leave the displayed session out of the overlay for half an hour"),
    *_keys(PREFIX, "m", "mute", "Mute the displayed session, or let it be heard again"),
    *_keys(PREFIX, "?", "keys"),
    *_keys(PREFIX, "~", "messages"),
    *_keys(PREFIX, "[", "copy-mode"),
    *_keys(PREFIX, "PageUp", "copy-mode -u", "Begin copy mode a page up"),
    *_keys(PREFIX, "]", "paste-buffer"),
    *_keys(PREFIX, "e", "editor"),
    *_keys(PREFIX, DEFAULT_PREFIX, "send-prefix"),
    # direct keys
    *_keys(GLOBAL, DEFAULT_PREFIX, "prefix"),
    *_keys(GLOBAL, "C-n", "new", "Make a session and show it"),
    *_keys(GLOBAL, "C-Tab", "switch-next"),
    *_keys(GLOBAL, "C-S-Tab", "switch-previous"),
    *(Binding(GLOBAL, f"M-{number}", f"switch {number}", _BY_NUMBER) for number in range(1, 10)),
    *(Binding(GLOBAL, f"C-{number}", f"switch {number}", _BY_NUMBER) for number in range(1, 10)),
    *_keys(GLOBAL, "M-n", "next", _NEXT),
    *_keys(GLOBAL, "C-w", "close-or-delete-word"),
    *_keys(GLOBAL, "C-c", "cancel"),
    *_keys(GLOBAL, "C-l", "redraw"),
    *_keys(GLOBAL, "C-z", "suspend"),
    *_keys(GLOBAL, "PageUp", "scroll-page-up"),
    *_keys(GLOBAL, "PageDown", "scroll-page-down"),
    *_keys(GLOBAL, "S-Up", "scroll-up"),
    *_keys(GLOBAL, "S-Down", "scroll-down"),
    *_keys(GLOBAL, "WheelUp", "scroll-up 3", "Scroll back by three lines, if ui.mouse is set"),
    *_keys(GLOBAL, "WheelDown", "scroll-down 3", "Scroll on by three lines, if ui.mouse is set"),
    *_keys(GLOBAL, "C-Home", "scroll-top"),
    *_keys(GLOBAL, "C-End", "scroll-bottom"),
    # the line editor
    *_keys(PROMPT, "Enter", "submit"),
    *_keys(PROMPT, "M-Enter C-j", "insert-newline"),
    *_keys(PROMPT, "Tab", "complete"),
    *_keys(PROMPT, "Left C-b", "cursor-left"),
    *_keys(PROMPT, "Right C-f", "cursor-right"),
    *_keys(PROMPT, "M-b C-Left M-Left", "cursor-word-left"),
    *_keys(PROMPT, "M-f C-Right M-Right", "cursor-word-right"),
    *_keys(PROMPT, "Home C-a", "cursor-line-start"),
    *_keys(PROMPT, "End C-e", "cursor-line-end"),
    *_keys(PROMPT, "Up", "cursor-up"),
    *_keys(PROMPT, "Down", "cursor-down"),
    *_keys(PROMPT, "C-p", "history-previous"),
    *_keys(PROMPT, "BSpace C-h", "delete-left"),
    *_keys(PROMPT, "Delete", "delete-right"),
    *_keys(PROMPT, "C-d", "end-of-input"),
    *_keys(PROMPT, "M-BSpace", "delete-word-left"),
    *_keys(PROMPT, "M-d", "delete-word-right"),
    *_keys(PROMPT, "C-k", "kill-to-end"),
    *_keys(PROMPT, "C-u", "kill-to-start"),
    *_keys(PROMPT, "C-y", "yank"),
    *_keys(PROMPT, "M-y", "yank-pop"),
    *_keys(PROMPT, "C-t", "transpose"),
    *_keys(PROMPT, "C-_", "undo"),
    *_keys(PROMPT, "M-_", "redo"),
    *_keys(PROMPT, "M-t", "transpose-words"),
    *_keys(PROMPT, "M-u", "upcase-word"),
    *_keys(PROMPT, "M-l", "downcase-word"),
    *_keys(PROMPT, "M-c", "capitalize-word"),
    *_keys(PROMPT, "M-<", "cursor-text-start"),
    *_keys(PROMPT, "M->", "cursor-text-end"),
    *_keys(PROMPT, "C-r", "recall-older"),
    *_keys(PROMPT, "C-s", "recall-newer"),
    *_keys(PROMPT, "C-x", "extend"),
    *_keys(EXTENDED, "C-e", "editor"),
    *_keys(EXTENDED, "C-u", "undo"),
    # what Tab offers
    *_keys(MENU, "Tab Down C-n", "menu-next"),
    *_keys(MENU, "S-Tab Up C-p", "menu-previous"),
    *_keys(MENU, "Enter", "menu-take"),
    *_keys(MENU, "Escape C-g", "menu-close"),
    # the history, while it is searched
    *_keys(RECALL, "C-r Up", "recall-older"),
    *_keys(RECALL, "C-s Down", "recall-newer"),
    *_keys(RECALL, "Enter", "recall-take"),
    *_keys(RECALL, "Escape C-g C-c", "recall-leave"),
    *_keys(RECALL, "BSpace C-h", "recall-delete"),
    *_keys(RECALL, "C-u C-w", "recall-clear"),
    # copy mode
    *_keys(COPY, "h Left BSpace C-h", "copy-left"),
    *_keys(COPY, "j Down C-n C-j", "copy-down"),
    *_keys(COPY, "k Up C-p", "copy-up"),
    *_keys(COPY, "l Right", "copy-right"),
    *_keys(COPY, "w M-f C-Right M-Right", "copy-word-right"),
    *_keys(COPY, "b M-b C-Left M-Left", "copy-word-left"),
    *_keys(COPY, "e", "copy-word-end"),
    *_keys(COPY, "0 Home C-a", "copy-line-start"),
    *_keys(COPY, "^ M-m", "copy-line-text-start"),
    *_keys(COPY, "$ End C-e", "copy-line-end"),
    *_keys(COPY, "H", "copy-view-top"),
    *_keys(COPY, "M", "copy-view-middle"),
    *_keys(COPY, "L", "copy-view-bottom"),
    *_keys(COPY, "g M-< C-Home", "copy-history-top"),
    *_keys(COPY, "G M-> C-End", "copy-history-bottom"),
    *_keys(COPY, "PageUp C-b M-v", "copy-page-up"),
    *_keys(COPY, "PageDown C-f", "copy-page-down"),
    *_keys(COPY, "C-u", "copy-half-page-up"),
    *_keys(COPY, "C-d", "copy-half-page-down"),
    *_keys(COPY, "K S-Up C-y", "copy-scroll-up", "Scroll back by a line"),
    *_keys(COPY, "J S-Down", "copy-scroll-down", "Scroll on by a line"),
    *_keys(COPY, "WheelUp", "copy-scroll-up 3", "Scroll back by three lines, if ui.mouse is set"),
    *_keys(COPY, "WheelDown", "copy-scroll-down 3", "Scroll on by three lines, if ui.mouse is set"),
    *_keys(COPY, "/ C-s", "copy-search-forward"),
    *_keys(COPY, "? C-r", "copy-search-backward"),
    *_keys(COPY, "n", "copy-search-next"),
    *_keys(COPY, "N", "copy-search-previous"),
    *_keys(COPY, "Space v C-Space", "copy-select"),
    *_keys(COPY, "V", "copy-select-lines"),
    *_keys(COPY, "C-v", "copy-select-block"),
    *_keys(COPY, "o", "copy-other-end"),
    *_keys(COPY, "Enter y M-w C-w", "copy-selection"),
    *_keys(COPY, ">", "copy-to-prompt"),
    *_keys(COPY, "q Escape C-c C-g", "copy-leave"),
    *_keys(SEARCH, "Enter", "copy-search"),
    *_keys(SEARCH, "Escape C-c C-g", "copy-search-cancel"),
    *_line(SEARCH),
    *_keys(SEARCH, "Up C-p", "history-previous", "Fetch the previous pattern"),
    *_keys(SEARCH, "Down C-n", "cursor-down", "Fetch the next pattern"),
    # the list of sessions
    *_keys(CHOOSER, "Enter", "chooser-show"),
    *_keys(CHOOSER, "Tab", "chooser-peek"),
    *_keys(CHOOSER, "Up C-p", "chooser-up"),
    *_keys(CHOOSER, "Down C-n", "chooser-down"),
    *_keys(CHOOSER, "WheelUp", "chooser-up", "Select the session above, if ui.mouse is set"),
    *_keys(CHOOSER, "WheelDown", "chooser-down", "Select the session below, if ui.mouse is set"),
    *(Binding(CHOOSER, f"M-{number}", f"chooser-select {number}", _SELECT) for number in range(1, 10)),
    *_keys(CHOOSER, "PageUp", "chooser-up 10", "Select the session ten above"),
    *_keys(CHOOSER, "PageDown", "chooser-down 10", "Select the session ten below"),
    *_keys(CHOOSER, "M-a", "chooser-filter all", "List all sessions"),
    *_keys(CHOOSER, "M-w", "chooser-filter waiting", "List those that wait"),
    *_keys(CHOOSER, "M-r", "chooser-filter working", "List those at work"),
    *_keys(CHOOSER, "M-f", "chooser-filter failed", "List those that failed"),
    *_keys(CHOOSER, "M-p", "chooser-filter paused", "List those that are paused"),
    *_keys(CHOOSER, "C-x", "chooser-close"),
    *_keys(CHOOSER, "M-z", "chooser-snooze"),
    *_keys(CHOOSER, "Escape C-c C-g", "chooser-leave"),
    *_line(CHOOSER),
    *_keys(PEEK, "Enter", "peek-answer"),
    *_keys(PEEK, "M-Enter C-j", "insert-newline"),
    *_keys(PEEK, "Tab", "peek-next"),
    *_keys(PEEK, "Up", "cursor-up"),
    *_keys(PEEK, "Down", "cursor-down"),
    *_keys(PEEK, "PageUp", "peek-up"),
    *_keys(PEEK, "PageDown", "peek-down"),
    *_keys(PEEK, "S-Up WheelUp", "peek-up 3", "Scroll back by three lines"),
    *_keys(PEEK, "S-Down WheelDown", "peek-down 3", "Scroll on by three lines"),
    *_keys(PEEK, "Escape C-c C-g", "peek-leave"),
    *_line(PEEK),
    # what a search has found
    *_keys(FOUND, "Enter", "found-show"),
    *(Binding(FOUND, str(number), f"found-show {number}", _PLACE) for number in range(1, 10)),
    *_keys(FOUND, "Up k C-p S-Up", "found-up"),
    *_keys(FOUND, "Down j C-n S-Down", "found-down"),
    *_keys(FOUND, "PageUp", "found-up 10", "Select the place ten above"),
    *_keys(FOUND, "PageDown", "found-down 10", "Select the place ten below"),
    *_keys(FOUND, "WheelUp", "found-up", "Select the place above, if ui.mouse is set"),
    *_keys(FOUND, "WheelDown", "found-down", "Select the place below, if ui.mouse is set"),
    *_keys(FOUND, "C-l", "redraw"),
    *_keys(FOUND, "C-z", "suspend"),
    *_keys(FOUND, "q Escape C-c C-g", "found-close"),
    # a question of qmux's own
    *_keys(CONFIRM, "y Y", "confirm-yes"),
    *_keys(CONFIRM, "n N Enter Escape C-c C-g", "confirm-no"),
    # the list of keys
    *_keys(POPUP, "Up k C-p S-Up", "popup-up"),
    *_keys(POPUP, "Down j C-n S-Down Enter", "popup-down"),
    *_keys(POPUP, "PageUp b M-v", "popup-page-up"),
    *_keys(POPUP, "PageDown Space f C-f C-v", "popup-page-down"),
    *_keys(POPUP, "Home g M-< C-Home", "popup-top"),
    *_keys(POPUP, "End G M-> C-End", "popup-bottom"),
    *_keys(POPUP, "WheelUp", "popup-up 3", "Scroll back by three lines, if ui.mouse is set"),
    *_keys(POPUP, "WheelDown", "popup-down 3", "Scroll on by three lines, if ui.mouse is set"),
    *_keys(POPUP, "q Escape C-c C-g", "popup-close"),
)


class Bindings:
    """A table of bindings, by context and key.

    Arguments:
        rows: no key twice in a context.

    `prefix` is the prefix key, "" if there is none; `rows` the table.
    """

    def __init__(self, rows: Iterable[Binding] = BINDINGS) -> None:
        self.rows = tuple(rows)
        self._tables: dict[str, dict[str, Binding]] = {context: {} for context in CONTEXTS}
        for row in self.rows:
            self._tables[row.context][row.key] = row
        direct = self._tables[GLOBAL].values()
        self.prefix = next((row.key for row in direct if row.command == "prefix"), "")

    def lookup(self, context: str, key: str) -> Binding | None:
        """Return what the key named `key` does in a context; where the direct keys work, they are among it."""
        if context == MENU:
            return self._tables[MENU].get(key) or self.lookup(PROMPT, key)
        direct, own = self._tables[GLOBAL].get(key), self._tables[context].get(key)
        if context == PROMPT or (context in WITH_PREFIX and direct is not None and key == self.prefix):
            return direct or own
        return own or direct if context in WITH_DIRECT_KEYS else own

    def behind_prefix(self, context: str) -> Binding | None:
        """Return what the prefix key would do in a context if it were none."""
        return self._tables[context].get(self.prefix)

    def keys_of(self, command: str, context: str = "") -> list[str]:
        """Return the keys that run a command, those of `context` first, those after the prefix key as "C-b c"."""
        rows = [row for row in self.rows if row.command.partition(" ")[0] == command and self._in_reach(row)]
        rows.sort(key=lambda row: row.context != context)
        return [f"{self.prefix} {row.key}" if row.context == PREFIX else row.key for row in rows]

    def keys_in(self, context: str, line: str) -> list[str]:
        """Return the keys of a context that run just this command line."""
        return [row.key for row in self._tables[context].values() if row.command == line]

    def way_to(self, command: str, context: str = "") -> str:
        """Return what a sentence may call the way to a command: its first key, if it can be one of `context`.

        Without a key it is the command, which is written with its slash if it can be typed: "/keys".
        """
        keys = self.keys_of(command.removeprefix("/"), context)
        return next(iter(keys), command if command.startswith("/") else f"the command {command}")

    def told(self, text: str, context: str = "") -> str:
        """Return `text` with the way to a command wherever it has one in braces: "{cancel} stops it"."""
        return _WAY.sub(lambda found: self.way_to(found[1], context), text)

    def hint(self, effects: Mapping[str, str], context: str) -> str:
        """Return what keys of a context do, in one line: "Enter shows, Escape leaves" for {"show": "shows", ...}."""
        return ", ".join(f"{self.way_to(command, context)} {effect}" for command, effect in effects.items())

    def grouped(self, context: str) -> list[list[Binding]]:
        """Return a context's bindings in the table's order, those that do the same in one group."""
        groups: dict[str, list[Binding]] = {}
        for row in self._tables[context].values():
            if self._in_reach(row):
                groups.setdefault(row.help or row.command, []).append(row)
        return list(groups.values())

    def _in_reach(self, row: Binding) -> bool:
        """Return whether the key gets there: the prefix key and, at the prompt, direct keys go before."""
        return row == self.lookup(row.context, row.key) and (row.context != PREFIX or self.prefix != "")


DEFAULTS = Bindings()  # what the documents show
