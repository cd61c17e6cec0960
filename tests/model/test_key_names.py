"""How users spell keys, and the one name that each has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.model.key_names import key_name
from tests.tui.test_decode import KEYS

SPELLINGS = [
    ("ctrl-n", "C-n"), ("Ctrl-N", "C-n"), ("C-N", "C-n"), ("control+n", "C-n"), ("ctrl-shift-n", "C-S-n"),
    ("alt-n", "M-n"), ("Alt-N", "M-N"), ("meta-shift-n", "M-N"), ("shift-ctrl-alt-up", "C-M-S-Up"),
    ("ctrl-tab", "C-Tab"), ("ctrl-shift-tab", "C-S-Tab"), ("btab", "S-Tab"), ("ctrl-1", "C-1"), ("shift-a", "A"),
    ("ctrl-i", "Tab"), ("ctrl-m", "Enter"), ("ctrl-[", "Escape"), ("ctrl-@", "C-Space"), ("ctrl-/", "C-_"),
    ("ctrl--", "C--"), ("-", "-"), ("+", "+"), ("alt++", "M-+"), ("c", "c"), ("C", "C"), ("C-", None), ("", None),
    ("esc", "Escape"), ("return", "Enter"), ("pgdn", "PageDown"), ("del", "Delete"), ("backspace", "BSpace"),
    ("f12", "F12"), ("F21", None), ("space", "Space"), (" ", "Space"), ("shift-space", "Space"), ("é", "é"),
    ("漢", "漢"), ("\x01", None), ("ctrl-nn", None), ("hyper-n", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), SPELLINGS)
def test_spellings(text: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(ValueError, match="is no key"):
            key_name(text)
    else:
        assert key_name(text) == name


@pytest.mark.parametrize("name", sorted({name for _, name in KEYS}))
def test_what_the_decoder_calls_a_key_is_its_name(name: str) -> None:
    assert key_name(name) == name


@given(
    st.text(max_size=12)
    | st.lists(st.sampled_from(["C-", "m+", "shift-", "Tab", "a", "-", " "])).map("".join)
)
def test_any_text_has_one_name_or_none(text: str) -> None:
    try:
        name = key_name(text)
    except ValueError as error:
        assert str(error).startswith('"')
    else:
        assert key_name(name) == name
