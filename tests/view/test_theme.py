"""The tables of looks, as data; their colors as they are seen with two kinds of cones instead of three."""

from collections.abc import Iterable
from itertools import combinations

import pytest

from qmux.model.session import STATUS_LOOKS, Reason, SessionType
from qmux.terminal.width import cell_width
from qmux.view.theme import MARK_ROLES, REASON_LOOKS, STYLES, TYPE_ROLES, Role


def test_every_role_has_a_style() -> None:
    assert set(STYLES) == set(Role)


def test_every_reason_and_type_has_a_look() -> None:
    assert set(REASON_LOOKS) == set(Reason)
    assert set(TYPE_ROLES) == set(MARK_ROLES) == set(SessionType)


def test_reasons_are_told_apart_without_color() -> None:
    glyphs = [glyph for glyph, _ in REASON_LOOKS.values()]
    assert len(set(glyphs)) == len(glyphs)
    assert all(cell_width(glyph) == 1 for glyph in glyphs)


def test_states_are_told_apart_by_word_by_sign_and_by_sign_in_ascii() -> None:
    for signs in zip(*STATUS_LOOKS.values(), strict=True):
        assert len(set(signs)) == len(STATUS_LOOKS)
    assert all(look.ascii.isascii() and len(look.ascii) == 1 for look in STATUS_LOOKS.values())


# From linear RGB to what is seen of it at full severity: Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", 2009.
VISIONS = {
    "three kinds of cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deuteranopia": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritanopia": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
Triple = tuple[float, float, float]
NOTICED = 10.0  # CIE76: a difference of 2 can just be seen side by side, 10 at a glance


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(
    "roles",
    [[role for _, role in REASON_LOOKS.values()], list(MARK_ROLES.values())],
    ids=["reasons", "types"],
)
def test_backgrounds_differ_for_every_eye(roles: list[Role], vision: str) -> None:
    distances = {
        (one.name, other.name): _distance(STYLES[one].background, STYLES[other].background, vision)
        for one, other in combinations(roles, 2)
    }
    assert min(distances.values()) >= NOTICED, distances


@pytest.mark.parametrize("vision", VISIONS)
def test_the_words_for_types_differ_for_every_eye(vision: str) -> None:
    colors = [STYLES[role].foreground for role in TYPE_ROLES.values()]
    assert min(_distance(one, other, vision) for one, other in combinations(colors, 2)) >= NOTICED


def _distance(one: int, other: int, vision: str) -> float:
    """Return the distance of two entries of the palette in CIE L*a*b*, as `vision` has them."""
    return float(
        sum((a - b) ** 2 for a, b in zip(_lab(one, vision), _lab(other, vision), strict=True)) ** 0.5
    )


def _lab(color: int, vision: str) -> Triple:
    """Return CIE L*a*b* (D65) of an entry from 16 to 231, the cube of xterm's 256 colors."""
    assert 16 <= color <= 231
    levels = ((color - 16) // 36, (color - 16) // 6 % 6, (color - 16) % 6)
    linear = [_linear((55 + 40 * level) / 255 if level else 0.0) for level in levels]
    seen = [min(1.0, max(0.0, _dot(row, linear))) for row in VISIONS[vision]]
    x = _root(_dot((0.4124, 0.3576, 0.1805), seen) / 0.95047)
    y = _root(_dot((0.2126, 0.7152, 0.0722), seen))
    z = _root(_dot((0.0193, 0.1192, 0.9505), seen) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _dot(row: Iterable[float], column: Iterable[float]) -> float:
    return sum(a * b for a, b in zip(row, column, strict=True))


def _linear(level: float) -> float:
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def _root(share: float) -> float:
    return float(share ** (1 / 3)) if share > 0.008856 else 7.787 * share + 16 / 116
