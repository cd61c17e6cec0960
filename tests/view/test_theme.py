"""The tables of looks, as data."""

from qmux.model.session import Reason, SessionType
from qmux.terminal.width import cell_width
from qmux.view.theme import REASON_LOOKS, STYLES, TYPE_ROLES, Role


def test_every_role_has_a_style() -> None:
    assert set(STYLES) == set(Role)


def test_every_reason_and_type_has_a_look() -> None:
    assert set(REASON_LOOKS) == set(Reason)
    assert set(TYPE_ROLES) == set(SessionType)


def test_reasons_are_told_apart_without_color() -> None:
    glyphs = [glyph for glyph, _ in REASON_LOOKS.values()]
    assert len(set(glyphs)) == len(glyphs)
    assert all(cell_width(glyph) == 1 for glyph in glyphs)
