"""The line editor, against a plain model and by what its user sees."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from qmux.terminal.width import clusters
from qmux.view.prompt import LineEditor

# Letters, blanks, punctuation, a mark, a wide character, an emoji of several code points, half of a flag.
PIECES = st.sampled_from(
    ["a", "b", "Z", " ", "\n", ".", "-", "é", "\u0301", "漢", "👩‍🚀", "\U0001f1e9", "ที่", "\t"]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


def editor(text: str = "", cursor: int | None = None) -> LineEditor:
    """Return an editor that holds `text`; "|" in it is the cursor."""
    made = LineEditor()
    made.load(text.replace("|", ""), text.index("|") if "|" in text else len(text))
    return made


def shown(made: LineEditor) -> str:
    """Return the text with "|" where the cursor is."""
    return made.text[: made.cursor] + "|" + made.text[made.cursor :]


def boundaries(text: str) -> list[int]:
    """Return where clusters begin in `text`, and its end."""
    places = [0]
    for cluster, _ in clusters(text):
        places.append(places[-1] + len(cluster))
    return places


class EditorAgainstModel(RuleBasedStateMachine):
    """The model is a string and an index, with the whole text measured anew at every step."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = LineEditor()
        self.text = ""
        self.cursor = 0
        self.cut = ""

    def put(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]
        self.move(start + len(text))

    def move(self, index: int) -> None:
        self.cursor = next(place for place in boundaries(self.text) if place >= index)

    def before(self) -> int:
        return max((place for place in boundaries(self.text) if place < self.cursor), default=0)

    def after(self) -> int:
        return min((place for place in boundaries(self.text) if place > self.cursor), default=self.cursor)

    def line(self) -> tuple[int, int]:
        return self.text.rfind("\n", 0, self.cursor) + 1, (self.text + "\n").index("\n", self.cursor)

    @rule(text=TEXTS)
    def insert(self, text: str) -> None:
        self.editor.insert(text)
        self.put(self.cursor, self.cursor, text)

    @rule()
    def newline(self) -> None:
        self.editor.newline()
        self.put(self.cursor, self.cursor, "\n")

    @rule()
    def left(self) -> None:
        self.editor.left()
        self.cursor = self.before()

    @rule()
    def right(self) -> None:
        self.editor.right()
        self.cursor = self.after()

    @rule()
    def line_start(self) -> None:
        self.editor.line_start()
        self.cursor = self.line()[0]

    @rule()
    def line_end(self) -> None:
        self.editor.line_end()
        self.cursor = self.line()[1]

    @rule()
    def backspace(self) -> None:
        self.editor.backspace()
        self.put(self.before(), self.cursor, "")

    @rule()
    def delete(self) -> None:
        self.editor.delete()
        self.put(self.cursor, self.after(), "")

    @rule()
    def kill_to_end(self) -> None:
        self.editor.left()  # ends a run of cuts
        self.cursor = self.before()
        end = self.line()[1]
        end = end if end > self.cursor else min(self.cursor + 1, len(self.text))
        self.cut = self.text[self.cursor : end] or self.cut
        self.editor.kill_to_end()
        self.put(self.cursor, end, "")

    @rule()
    def yank(self) -> None:
        self.editor.yank()
        self.put(self.cursor, self.cursor, self.cut)

    @rule()
    def text_start(self) -> None:
        self.editor.text_start()
        self.cursor = 0

    @rule()
    def text_end(self) -> None:
        self.editor.text_end()
        self.cursor = len(self.text)

    @rule()
    def kill_to_start(self) -> None:
        self.editor.text_end()  # ends a run of cuts
        self.cursor = len(self.text)
        start = self.line()[0]
        start = start if start < self.cursor else max(0, self.cursor - 1)
        self.cut = self.text[start : self.cursor] or self.cut
        self.editor.kill_to_start()
        self.put(start, self.cursor, "")

    @rule(text=TEXTS)
    def set_text(self, text: str) -> None:
        self.editor.set(text)
        self.text, self.cursor = text, len(text)

    @rule()
    def change_and_undo(self) -> None:
        self.editor.newline()
        self.editor.undo()

    @rule(text=TEXTS.filter(bool))
    def change_and_undo_and_redo(self, text: str) -> None:
        self.editor.set(text, 0)
        self.editor.undo()
        self.editor.redo()
        self.editor.redo()  # there is no more
        self.text, self.cursor = text, len(text)

    @invariant()
    def same(self) -> None:
        assert self.editor.text == self.text
        assert self.editor.cursor == self.cursor


TestEditorAgainstModel = EditorAgainstModel.TestCase
TestEditorAgainstModel.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


CHANGES: list[Callable[[LineEditor], None]] = [
    lambda made: made.insert("x"),
    lambda made: made.insert("word "),
    lambda made: made.insert("漢\u0301"),
    LineEditor.newline,
    LineEditor.backspace,
    LineEditor.delete,
    LineEditor.delete_word_left,
    LineEditor.delete_word_right,
    LineEditor.kill_to_end,
    LineEditor.kill_to_start,
    LineEditor.yank,
    LineEditor.yank_pop,
    LineEditor.transpose,
    LineEditor.transpose_words,
    LineEditor.upcase_word,
    LineEditor.capitalize_word,
    LineEditor.text_start,
    LineEditor.left,
    LineEditor.word_left,
    LineEditor.up,
    LineEditor.down,
    LineEditor.clear,
]


@settings(deadline=None)
@given(TEXTS, st.lists(st.sampled_from(CHANGES), max_size=25))
def test_undo_leads_back_to_the_beginning(text: str, changes: list[Callable[[LineEditor], None]]) -> None:
    made = editor()
    made.load(text, len(text))
    before = [made.text]
    for change in changes:
        change(made)
        before.append(made.text)
        assert made.cursor in boundaries(str(made.text))
    for _ in changes:
        made.undo()
        assert made.text in before
        assert made.cursor in boundaries(str(made.text))
    assert made.text == text
    for _ in changes:
        made.redo()
        assert made.cursor in boundaries(str(made.text))
    assert made.text == before[-1]


def test_a_change_forgets_what_was_taken_back() -> None:
    made = editor("one|")
    made.insert(" two ")
    made.undo()
    made.insert("x")
    made.redo()
    assert made.text == "onex"


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        ("one two|", LineEditor.word_left, "one |two"),
        ("one |two", LineEditor.word_left, "|one two"),
        ("one two.  |", LineEditor.word_left, "one |two.  "),
        ("|one two", LineEditor.word_right, "one| two"),
        ("one|, two", LineEditor.word_right, "one, two|"),
        ("a cafe\u0301s|", LineEditor.word_left, "a |cafe\u0301s"),
        ("漢字、仮名|", LineEditor.word_left, "漢字、|仮名"),
        ("snake_case name|", LineEditor.word_left, "snake_case |name"),
        ("snake_case|", LineEditor.word_left, "|snake_case"),
        ("one two|", LineEditor.delete_word_left, "one |"),
        ("|one two", LineEditor.delete_word_right, "| two"),
        ("first\nse|cond", LineEditor.line_start, "first\n|second"),
        ("fi|rst\nsecond", LineEditor.line_end, "first|\nsecond"),
        ("first\nse|cond", LineEditor.up, "fi|rst\nsecond"),
        ("fi|rst\nsecond", LineEditor.down, "first\nse|cond"),
        ("a\nlonger|", LineEditor.up, "a|\nlonger"),
        ("a👩‍🚀\nabc|", LineEditor.up, "a|👩‍🚀\nabc"),
        ("fi|rst\nsecond", LineEditor.kill_to_end, "fi|\nsecond"),
        ("first|\nsecond", LineEditor.kill_to_end, "first|second"),
        ("first\nse|cond", LineEditor.kill_to_start, "first\n|cond"),
        ("first\n|second", LineEditor.kill_to_start, "first|second"),
        ("|first", LineEditor.kill_to_start, "|first"),
        ("a👩‍🚀|b", LineEditor.backspace, "a|b"),
        ("a|👩‍🚀b", LineEditor.delete, "a|b"),
        ("a|👩‍🚀b", LineEditor.right, "a👩‍🚀|b"),
        ("a|bc", LineEditor.transpose, "ba|c"),
        ("abc|", LineEditor.transpose, "acb|"),
        ("x\n|abc", LineEditor.transpose, "x\n|abc"),
        ("|abc", LineEditor.transpose, "|abc"),
        ("a漢|", LineEditor.transpose, "漢a|"),
        ("a\nb|c\nd", LineEditor.text_start, "|a\nbc\nd"),
        ("a\nb|c\nd", LineEditor.text_end, "a\nbc\nd|"),
        ("one |two three", LineEditor.transpose_words, "two one| three"),
        ("one t|wo three", LineEditor.transpose_words, "two one| three"),
        ("one| two three", LineEditor.transpose_words, "two one| three"),
        ("one, two|", LineEditor.transpose_words, "two, one|"),
        ("one two. |", LineEditor.transpose_words, "two one|. "),
        ("|one", LineEditor.transpose_words, "|one"),
        ("one|", LineEditor.transpose_words, "one|"),
        (" |...", LineEditor.transpose_words, " |..."),
        ("", LineEditor.transpose_words, "|"),
        ("|one two", LineEditor.upcase_word, "ONE| two"),
        ("o|ne two", LineEditor.upcase_word, "oNE| two"),
        ("one| straße", LineEditor.upcase_word, "one STRASSE|"),
        ("|ÉTÉ.", LineEditor.downcase_word, "été|."),
        ("one| tWO", LineEditor.capitalize_word, "one Two|"),
        ("one|, tWO", LineEditor.capitalize_word, "one, Two|"),
        ("one| ", LineEditor.upcase_word, "one |"),
    ],
)
def test_one_command(before: str, command: Callable[[LineEditor], None], after: str) -> None:
    made = editor(before)
    command(made)
    assert shown(made) == after


def test_up_and_down_keep_the_column_over_shorter_lines() -> None:
    made = editor("longer\na\nlonger|")
    made.up()
    made.up()
    assert shown(made) == "longer|\na\nlonger"
    made.down()
    made.down()
    assert shown(made) == "longer\na\nlonger|"


def test_typing_is_undone_by_words_and_a_paste_at_once() -> None:
    made = editor()
    for character in "fix the bug":
        made.insert(character)
    made.insert(" of\nyesterday")
    texts = []
    while made.text:
        made.undo()
        texts.append(made.text)
    assert texts == ["fix the bug", "fix the ", "fix ", ""]


def test_undo_puts_the_cursor_back() -> None:
    made = editor("one| two")
    made.kill_to_end()
    made.line_start()
    made.undo()
    assert shown(made) == "one| two"


def test_cuts_in_a_row_are_yanked_as_one() -> None:
    made = editor("one two three| four")
    made.delete_word_left()
    made.delete_word_left()
    made.kill_to_end()
    assert shown(made) == "one |"
    made.yank()
    assert shown(made) == "one two three four|"


def test_a_motion_ends_a_run_of_cuts_and_yank_pop_goes_back_through_them() -> None:
    made = editor("one two three|")
    for _ in range(3):
        made.delete_word_left()
        made.line_end()
    assert shown(made) == "|"
    made.yank()
    assert shown(made) == "one |"
    made.yank_pop()
    assert shown(made) == "two |"
    made.yank_pop()
    assert shown(made) == "three|"
    made.yank_pop()
    assert shown(made) == "one |"
    made.left()
    made.yank_pop()
    assert shown(made) == "one| "


def test_pasted_text_keeps_lines_and_tabs_and_loses_other_controls() -> None:
    made = editor()
    made.insert("a\r\nb\rc\td\x1b[31m\x00\x7f\x9be\ud800")
    assert made.text == "a\nb\nc\td[31me"


def test_history_walks_and_keeps_draft_and_edits() -> None:
    lines = ["first", "second"]
    made = editor("draft|")
    made.load_history(lines)
    made.up()
    made.insert("!")
    made.up()
    assert made.text == "first"
    made.up()
    assert made.text == "first"
    made.down()
    assert made.text == "second!"
    made.down()
    assert made.text == "draft"
    made.down()
    assert made.text == "draft"
    made.up()
    assert made.take() == "second!"
    assert lines == ["first", "second", "second!"]
    assert made.text == ""
    made.history_previous()
    made.history_previous()
    assert made.text == "second"


def test_what_is_taken_or_cleared_is_remembered_once_and_blanks_never() -> None:
    lines: list[str] = []
    made = editor()
    made.load_history(lines)
    for text in ("same", "same", "  ", "other"):
        made.set(text)
        made.take()
    made.set("dropped")
    made.clear()
    assert lines == ["same", "other", "dropped"]
    made.undo()
    assert made.text == "dropped"


def test_a_line_that_the_session_adds_to_its_history_does_not_move_the_draft() -> None:
    lines = ["first"]
    made = editor("draft|")
    made.load_history(lines)
    lines.append("queued")
    made.history_previous()
    assert made.text == "queued"
    made.history_next()
    assert made.text == "draft"


def test_undo_does_not_lead_over_a_loaded_draft() -> None:
    made = editor("one|")
    made.load("two", 1)
    made.undo()
    assert shown(made) == "t|wo"


def test_a_cursor_inside_a_cluster_moves_behind_it() -> None:
    made = editor()
    made.load("e\u0301x", 1)
    assert made.cursor == 2
    made.load("ab", 99)
    assert made.cursor == 2


@pytest.mark.parametrize("piece", ["x", "漢", "word ", "👩‍🚀", "line\n"])
def test_a_large_paste_is_edited_at_any_place(piece: str) -> None:
    made = editor()
    made.insert(piece * 1_000_000)
    made.insert("y")
    made.backspace()
    made.word_left()
    made.word_right()
    made.up()
    made.left()
    made.delete()
    made.undo()
    assert made.text == piece * 1_000_000
