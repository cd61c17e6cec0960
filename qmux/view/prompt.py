"""LineEditor: the text of the prompt, its cursor, and every way to change them.

Owns the text, undo, kill ring and the walk through the history. Leaves keys to commands/bindings.py and drawing to
prompt_view.py; knows neither widths nor rows. The cursor is an index of code points and always stands between two
grapheme clusters. The text is a rope: a key costs the same in a text of 10 MB. Main thread only.
"""

from collections.abc import Callable

from qmux.model.rope import Rope, rope
from qmux.view.boundaries import boundary_after, boundary_before, next_boundary, previous_boundary
from qmux.view.history import History
from qmux.view.kill_ring import KillRing
from qmux.view.typed_words import is_separator, word_end, word_start
from qmux.view.undo import Edit, UndoLog

# What the last change was, where the next of the same kind goes on with it.
_TYPING, _KILLING, _YANKING = "typing", "killing", "yanking"


class LineEditor:
    """A multi-line text under edit; `text` and `cursor` are changed by the methods only."""

    def __init__(self) -> None:
        self.text = Rope()
        self.cursor = 0
        self._undo = UndoLog()
        self._kills = KillRing()
        self._history = History([])
        self._doing = ""
        self._yanked_at = 0  # where the text that yank_pop() replaces begins
        self._goal: int | None = None  # the column that up() and down() keep to

    # Whole texts

    def set(self, text: str | Rope, cursor: int | None = None) -> None:
        """Replace the whole text, which undo() takes back; the cursor goes to its end unless given."""
        self._change(0, len(self.text), rope(text))
        if cursor is not None:
            self._move(cursor)

    def load(self, text: str | Rope, cursor: int) -> None:
        """Start on another draft: undo() does not lead back over it."""
        self.set(text, cursor)
        self._undo.clear()

    def load_history(self, lines: list[str]) -> None:
        """Walk through `lines` from now on, newest last; what is sent is appended to this very list."""
        self._history = History(lines)

    def take(self) -> str:
        """Return the text, remember it in the history and start on an empty one."""
        text = str(self.text)
        self._history.remember(text)
        self.load("", 0)
        return text

    def clear(self) -> None:
        """Drop the text; it stays in the history, and undo() brings it back."""
        self._history.remember(str(self.text))
        self._change(0, len(self.text), Rope())

    # Typing

    def insert(self, text: str | Rope) -> None:
        """Insert typed or pasted text; of a string, what may not be in a rope is dropped."""
        inserted = rope(text)
        if inserted:
            self._change(self.cursor, self.cursor, inserted, _TYPING if len(inserted) == 1 else "")

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of text[start:end], the cursor behind it; undo() takes that back as one change."""
        self._change(start, end, Rope(text))

    def newline(self) -> None:
        """Begin a new line at the cursor."""
        self._change(self.cursor, self.cursor, Rope("\n"))

    def transpose(self) -> None:
        """Exchange the characters around the cursor, at a line's end the two before it."""
        middle = self.cursor
        if middle == self._line_end():
            middle = previous_boundary(self.text, middle)
        start = previous_boundary(self.text, middle)
        end = next_boundary(self.text, middle)
        if self._line_start() <= start < middle < end:
            self._change(start, end, self.text.share(middle, end) + self.text.share(start, middle))

    def transpose_words(self) -> None:
        """Exchange the words around the cursor, at the text's end the two before it, and move behind them."""
        after = self._word_after(self.cursor) or self._word_before(len(self.text))
        before = after and self._word_before(after[0])
        if after and before:
            first, second = self.text.share(*before), self.text.share(*after)
            between = self.text.share(before[1], after[0])
            self._change(before[0], after[1], second + between + first)

    def upcase_word(self) -> None:
        """Write the rest of this word, or the next one, in capitals, and move behind it."""
        self._rewrite_word(str.upper)

    def downcase_word(self) -> None:
        """Write the rest of this word, or the next one, in small letters, and move behind it."""
        self._rewrite_word(str.lower)

    def capitalize_word(self) -> None:
        """Begin the rest of this word, or the next one, with a capital, and move behind it."""
        self._rewrite_word(str.capitalize)

    def undo(self) -> None:
        """Take back the last change, typed characters a word at a time."""
        edit = self._undo.back()
        if edit is None:
            return
        end = edit.start + len(edit.inserted)
        self.text = self.text.replaced(edit.start, end, edit.removed)
        self._move(edit.cursor)

    def redo(self) -> None:
        """Make the change again that undo() took back last; after another change there is none."""
        edit = self._undo.forward()
        if edit is None:
            return
        end = edit.start + len(edit.removed)
        self.text = self.text.replaced(edit.start, end, edit.inserted)
        self._move(edit.start + len(edit.inserted))

    # Motion

    def left(self) -> None:
        """Move one character back."""
        self._move(previous_boundary(self.text, self.cursor))

    def right(self) -> None:
        """Move one character on."""
        self._move(next_boundary(self.text, self.cursor))

    def word_left(self) -> None:
        """Move to the start of this or the previous word."""
        self._move(self._word_start())

    def word_right(self) -> None:
        """Move to the end of this or the next word."""
        self._move(self._word_end())

    def line_start(self) -> None:
        """Move to the start of the line."""
        self._move(self._line_start())

    def line_end(self) -> None:
        """Move to the end of the line."""
        self._move(self._line_end())

    def text_start(self) -> None:
        """Move to the start of the text."""
        self._move(0)

    def text_end(self) -> None:
        """Move to the end of the text."""
        self._move(len(self.text))

    def up(self) -> None:
        """Move to the line above, from the first line to the previous message of the history."""
        if self.on_first_line:
            self.history_previous()
            return
        self._move_to_column(self.text.line_start(self._line_start() - 1))

    def down(self) -> None:
        """Move to the line below, from the last line to the next message of the history."""
        end = self._line_end()
        if end == len(self.text):
            self.history_next()
            return
        self._move_to_column(end + 1)

    @property
    def on_first_line(self) -> bool:
        """Whether up() leads into the history."""
        return self._line_start() == 0

    @property
    def at_oldest(self) -> bool:
        """Whether the history has no message before this one."""
        return self._history.at_oldest

    def history_previous(self) -> None:
        """Show the message before this one in the history."""
        self._walk(back=1)

    def history_next(self) -> None:
        """Show the message after this one in the history, after the newest the draft."""
        self._walk(back=-1)

    # Deleting and yanking

    def backspace(self) -> None:
        """Delete the character before the cursor."""
        self._change(previous_boundary(self.text, self.cursor), self.cursor, Rope())

    def delete(self) -> None:
        """Delete the character at the cursor."""
        self._change(self.cursor, next_boundary(self.text, self.cursor), Rope())

    def delete_word_left(self) -> None:
        """Cut back to the start of this or the previous word."""
        self._kill_left(self._word_start())

    def delete_word_right(self) -> None:
        """Cut to the end of this or the next word."""
        self._kill_right(self._word_end())

    def kill_to_start(self) -> None:
        """Cut back to the line's start; at the line's start, cut the line break before it."""
        start = self._line_start()
        self._kill_left(start if start < self.cursor else self.cursor - 1)

    def kill_to_end(self) -> None:
        """Cut to the line's end; at the line's end, cut the line break."""
        end = self._line_end()
        self._kill_right(end if end > self.cursor else self.cursor + 1)

    def yank(self) -> None:
        """Insert what was cut last."""
        start = self.cursor
        self._change(start, start, self._kills.current(), _YANKING)
        self._yanked_at = start

    def yank_pop(self) -> None:
        """Replace what the last command yanked by what was cut before it."""
        if self._doing == _YANKING:
            self._change(self._yanked_at, self.cursor, self._kills.rotate(), _YANKING)

    # Inside

    def _change(self, start: int, end: int, text: Rope, doing: str = "") -> None:
        """Replace text[start:end], log it for undo() and leave the cursor behind the new text."""
        removed = self.text.share(start, end)
        if removed or text:
            edit = Edit(start, removed, text, self.cursor)
            log = self._undo.extend if doing == self._doing == _TYPING else self._undo.record
            log(edit)
            self.text = self.text.replaced(start, end, text)
        self._move(start + len(text))
        self._doing = doing

    def _move(self, index: int) -> None:
        self.cursor = boundary_after(self.text, max(0, min(index, len(self.text))))
        self._doing = ""
        self._goal = None

    def _move_to_column(self, start: int) -> None:
        """Move to the line that begins at `start`, in the column where a run of such moves began.

        Columns are code points: nothing has to be measured, whatever the length of the lines.
        """
        goal = self.cursor - self._line_start() if self._goal is None else self._goal
        target = min(start + goal, self.text.line_end(start))
        self._move(max(start, boundary_before(self.text, target)))
        self._goal = goal

    def _walk(self, back: int) -> None:
        line = self._history.step(back, self.text)
        if line is not None:
            self.set(line)

    def _kill_left(self, start: int) -> None:
        start = max(0, start)
        text = self.text.share(start, self.cursor)
        if text:
            keep = self._kills.prepend if self._doing == _KILLING else self._kills.push
            keep(text)
            self._change(start, self.cursor, Rope(), _KILLING)

    def _kill_right(self, end: int) -> None:
        text = self.text.share(self.cursor, end)
        if text:
            keep = self._kills.append if self._doing == _KILLING else self._kills.push
            keep(text)
            self._change(self.cursor, end, Rope(), _KILLING)

    def _line_start(self) -> int:
        return self.text.line_start(self.cursor)

    def _line_end(self) -> int:
        return self.text.line_end(self.cursor)

    def _word_start(self) -> int:
        return boundary_before(self.text, word_start(self.text, self.cursor))

    def _word_end(self) -> int:
        return boundary_after(self.text, word_end(self.text, self.cursor))

    def _word_after(self, place: int) -> tuple[int, int] | None:
        """Return where the word that `place` is in, or the next one, begins and ends; None without one."""
        end = word_end(self.text, place)
        return self._word_before(end) if end > place and not is_separator(self.text[end - 1 : end]) else None

    def _word_before(self, place: int) -> tuple[int, int] | None:
        """Return where the last word that begins before `place` begins and ends; None without one."""
        start = word_start(self.text, place)
        end = word_end(self.text, start)
        return (start, end) if start < place and not is_separator(self.text[start : start + 1]) else None

    def _rewrite_word(self, rewrite: Callable[[str], str]) -> None:
        end = self._word_end()
        start = max(self.cursor, word_start(self.text, end))
        self._change(
            self.cursor, end, self.text.share(self.cursor, start) + Rope(rewrite(self.text[start:end]))
        )
