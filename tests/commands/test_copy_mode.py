"""Commands of copy mode, keys to what is copied."""

from pathlib import Path

import pytest

from qmux.commands.bindings import COPY, DEFAULTS, SEARCH
from qmux.errors import UserError
from qmux.view.copying import pane_text
from qmux.view.selection import selected_text
from tests.commands.conftest import CLIPBOARD, Program

LINES = [f"line {number} of forty" for number in range(40)]


@pytest.fixture
def copying(three: Program) -> Program:
    """A program in copy mode in a pane of 40 lines, its cursor in the row below them."""
    three.give_pane("\n".join(LINES) + "\n")
    three.run("copy-mode")
    return three


def press(program: Program, *keys: str) -> None:
    """Press keys in copy mode."""
    for key in keys:
        binding = DEFAULTS.lookup(COPY, key)
        assert binding is not None, key
        program.run(binding.command)


def search(program: Program, key: str, pattern: str) -> None:
    """Type a pattern."""
    press(program, key)
    program.view.editor.insert(pattern)
    enter = DEFAULTS.lookup(SEARCH, "Enter")
    assert enter is not None
    program.run(enter.command)


def place(program: Program) -> tuple[int, int]:
    return program.copy_mode().cursor


def test_it_begins_at_the_panes_cursor_and_ends_at_the_newest_row(copying: Program) -> None:
    session = copying.context.displayed()
    assert place(copying) == (40, 0)
    press(copying, "PageUp")
    assert session.pane is not None
    copying.view.viewport(session, session.pane.frame, 22)
    assert session.scroll == 19
    press(copying, "q")
    assert session.scroll == 0 and copying.view.copying.mode(session) is None


def test_it_begins_where_the_pane_is_looked_at(three: Program) -> None:
    pane = three.give_pane("\n".join(LINES))
    three.context.displayed().scroll = 10
    assert three.view.viewport(three.context.displayed(), pane.frame, 22).top == 8
    mode = three.copy_mode()
    assert (mode.top, mode.cursor.row) == (8, 29)
    three.run("copy-mode -u")
    assert three.copy_mode() is mode and mode.top == 0


def test_a_session_that_is_not_there_yet_has_no_copy_mode(program: Program) -> None:
    with pytest.raises(UserError, match="No session is open yet"):
        program.run("copy-mode")
    program.open("alpha")
    with pytest.raises(UserError, match="still being loaded"):
        program.run("copy-mode")


def test_a_search_takes_a_pattern_and_goes_on(copying: Program) -> None:
    search(copying, "?", "line 3")
    assert place(copying) == (39, 0)
    press(copying, "n", "n")
    assert place(copying) == (37, 0)
    press(copying, "N")
    assert place(copying) == (38, 0)
    search(copying, "/", "")
    assert place(copying) == (39, 0)
    search(copying, "/", "forty-one")
    assert copying.said[-1] == "Nothing in this pane matches forty-one"
    assert place(copying) == (39, 0)


def test_what_is_typed_goes_into_the_pattern_and_back_into_the_prompt(copying: Program) -> None:
    view = copying.view
    press(copying, "/")
    assert view.editor is view.copying.search
    view.editor.insert("abc")
    copying.run("delete-left")
    assert (str(view.editor.text), str(view.prompt.text)) == ("ab", "")
    copying.run("copy-search-cancel")
    assert view.editor is view.prompt and not copying.copy_mode().pattern
    search(copying, "/", "first\nsecond")
    assert copying.copy_mode().pattern == "first"
    press(copying, "?")
    copying.run("history-previous")
    assert view.editor.text == "first\nsecond"


@pytest.mark.parametrize("key", ["n", "N"])
def test_there_is_nothing_to_go_on_with_before_a_search(copying: Program, key: str) -> None:
    with pytest.raises(UserError, match="Nothing was searched for yet"):
        press(copying, key)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("Space l l l", "line"),
        ("v w e", "line 38"),
        ("V k", f"{LINES[37]}\n{LINES[38]}"),
        ("C-v j e", "line\nline"),
        ("v $ o 0", LINES[38]),
        ("V g", "\n".join(LINES[:39])),
    ],
)
def test_copying(copying: Program, keys: str, text: str) -> None:
    press(copying, "k", "k", *keys.split(), "Enter")
    assert copying.view.copying.copied == text
    assert copying.copied == [text]
    assert copying.said[-1].startswith("Copied ")
    copying.run("paste-buffer")
    assert copying.view.prompt.text == text


def test_a_copy_too_long_for_the_clipboard_is_kept(copying: Program) -> None:
    pane = copying.give_pane("word " * CLIPBOARD)
    copying.run("copy-mode")
    press(copying, "V", "y")
    assert "too much for the terminal's clipboard" in copying.said[-1]
    assert len(copying.view.copying.copied) > CLIPBOARD and pane.frame.history


def test_without_a_selection_nothing_is_copied(copying: Program) -> None:
    press(copying, "Enter")
    assert copying.copied == [] and copying.view.copying.mode(copying.context.displayed()) is None
    for line in ("paste-buffer", "/copy-to-file x"):
        with pytest.raises(UserError, match="Nothing was copied yet"):
            copying.run(line)


def test_blanks_alone_do_not_empty_the_clipboard(copying: Program) -> None:
    press(copying, "V", "Enter")
    assert copying.copied == [] and copying.said[-1].startswith("Nothing but blanks")


def test_a_copy_goes_to_a_file_after_a_question_if_there_is_one(copying: Program, tmp_path: Path) -> None:
    press(copying, "k", "V", ">")
    assert copying.view.prompt.text == "/copy-to-file "
    copying.run(f"/copy-to-file {tmp_path}/new")
    assert copying.written == {f"{tmp_path}/new": f"{LINES[39]}\n"}
    with pytest.raises(UserError, match="is a directory"):
        copying.run(f"/copy-to-file {tmp_path}")
    (tmp_path / "old").write_text("kept")
    copying.run(f"/copy-to-file {tmp_path}/old")
    copying.run("confirm-no")
    assert copying.said[-1] == "Nothing was written."
    copying.run(f"/copy-to-file {tmp_path}/old")
    copying.run("confirm-yes")
    assert f"{tmp_path}/old" in copying.written


def test_each_session_has_its_own(copying: Program) -> None:
    press(copying, "V", "k")
    mode = copying.copy_mode()
    alpha, beta = copying.coordinator.sessions[:2]
    copying.coordinator.active = beta
    copying.view.show(beta)
    assert copying.view.copying.mode(beta) is None
    copying.coordinator.active = alpha
    copying.view.show(alpha)
    assert copying.copy_mode() is mode
    pane = alpha.pane
    assert (
        pane is not None
        and mode.selection(pane_text(pane, pane.frame, copying.view.pane_lines())) is not None
    )


def test_a_pane_that_is_made_anew_is_in_no_copy_mode(copying: Program) -> None:
    copying.give_pane("made anew")
    assert copying.view.copying.mode(copying.context.displayed()) is None


def test_a_new_width_of_the_terminal_is_followed(copying: Program) -> None:
    search(copying, "?", "line 12")
    press(copying, "V")
    copying.view.resize(12, 10)
    pane = copying.context.displayed().pane
    assert pane is not None
    pane.resize(*copying.view.pane_size())
    mode, text = copying.copy_mode(), pane_text(pane, pane.frame, 8)
    mode.settle(text)
    selection = mode.selection(text)
    assert selection is not None and selected_text(selection, text) == LINES[12]


@pytest.mark.parametrize("key", ["C-n", "C-w", "C-c", "PageUp", "Enter"])
def test_copy_modes_keys_win_over_the_direct_keys(key: str) -> None:
    binding = DEFAULTS.lookup(COPY, key)
    assert binding is not None and binding.command.startswith("copy-")


@pytest.mark.parametrize("key", ["C-b", "M-1", "C-l", "C-Tab"])
def test_other_direct_keys_work_in_copy_mode(key: str) -> None:
    binding = DEFAULTS.lookup(COPY, key)
    assert binding is not None and binding.context == "global"
