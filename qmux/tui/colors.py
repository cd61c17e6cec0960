"""Styles -> curses attributes: reduced to what curses and the terminal have, and the scarce colour pairs.

curses knows one kind of underline, in the color of the text, and neither strike, overline nor links. An underline of
any kind is drawn as that one; text that is struck out is dim, so that it recedes; the rest is left out. To write such
attributes past curses would mean to write again each cell that curses moves or thinks unchanged.

Python's curses keeps 8 bits for the pair in an attribute and wraps silently above, so that 255 pairs can be
used at once whatever COLOR_PAIRS says. Owns the pairs' allotment. Leaves calling curses to
curses_terminal.py. Main thread only.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from qmux.terminal.style import (
    BLINK,
    BOLD,
    CONCEAL,
    CUBE_LEVELS,
    DEFAULT_COLOR,
    DIM,
    ITALIC,
    REVERSE,
    STRIKE,
    UNDERLINE,
    style_of,
    to_palette,
)

_PAIR_LIMIT = 256
# xterm's first 16 colours, which terminals let their users change; nothing better is known of them.
_ANSI = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
)  # fmt: skip
_WHITE, _BLACK = 7, 0


class Capabilities(NamedTuple):
    """What the terminal can do about colours.

    Arguments:
        colors: how many it has; below 8 none is used. Above 256 they are no palette, and its first 8 are
        used. pairs: how many pairs of them curses has, pair 0 among them. default_colors: -1 stands for the
        terminal's own foreground or background.
    """

    colors: int
    pairs: int
    default_colors: bool


class CursesBits(NamedTuple):
    """The curses attribute for each attribute of a style; what curses cannot draw is left out."""

    bold: int
    dim: int
    italic: int
    underline: int
    blink: int
    reverse: int
    conceal: int


class _Cache(dict[str, int]):
    """What was worked out once; a dictionary that fills itself is three times as fast as a method that looks."""

    def __init__(self, work_out: Callable[[str], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, cell: str) -> int:
        found = self[cell] = self._work_out(cell)
        return found


class Attributes:
    """The curses attribute of each style.

    Arguments:
        capabilities: what the terminal has.
        bits: curses' own constants.
        init_pair: curses.init_pair; it repaints what is on the screen in that pair.
        color_pair: curses.color_pair.
        in_use: the style strings of all rows on the screen.
    """

    def __init__(
        self,
        capabilities: Capabilities,
        bits: CursesBits,
        init_pair: Callable[[int, int, int], None],
        color_pair: Callable[[int], int],
        in_use: Callable[[], Iterable[str]],
    ) -> None:
        self._capabilities = capabilities
        self._bits = bits
        self._init_pair = init_pair
        self._color_pair = color_pair
        self._in_use = in_use
        self._cache = _Cache(self._work_out)
        # The curses attribute for one character of a row's style string; asked for each run, so it is no method.
        self.attribute: Callable[[str], int] = self._cache.__getitem__
        self._pairs: dict[tuple[int, int], int] = {}
        self._free = list(range(min(_PAIR_LIMIT, capabilities.pairs) - 1, 0, -1))
        self._may_recycle = True

    def frame_begins(self) -> None:
        """Look again for pairs that are free; once a frame, since it takes a look at every row."""
        self._may_recycle = True

    @property
    def exhausted(self) -> bool:
        """Whether all pairs are taken, so that some style may have got the nearest one."""
        return bool(self._pairs) and not self._free

    def _work_out(self, cell: str) -> int:
        foreground, background, attributes = style_of(cell)[:3]
        if self._capabilities.colors < 8:
            attribute = self._translate(attributes)
            return attribute if background == DEFAULT_COLOR else attribute | self._bits.reverse
        pair, bright = self._reduced(foreground, background)
        return self._translate(attributes | bright) | self._color_pair(self._pair(pair))

    def _translate(self, attributes: int) -> int:
        if attributes & STRIKE:
            attributes |= DIM
        bits = 0
        for ours, theirs in zip(_ATTRIBUTES, self._bits, strict=True):
            if attributes & ours:
                bits |= theirs
        return bits

    def _reduced(self, foreground: int, background: int) -> tuple[tuple[int, int], int]:
        """Return the pair of colours as the terminal numbers them, and BOLD where that makes one bright."""
        foreground, background = to_palette(foreground), to_palette(background)
        if self._capabilities.colors == 256:
            return self._defaults(foreground, background), 0
        foreground, background = nearest_ansi(foreground), nearest_ansi(background)
        if 16 <= self._capabilities.colors < 256:
            return self._defaults(foreground, background), 0
        bright = BOLD if foreground >= 8 else 0
        dark = foreground & 7 if foreground >= 0 else foreground
        return self._defaults(dark, background & 7 if background >= 0 else background), bright

    def _defaults(self, foreground: int, background: int) -> tuple[int, int]:
        if self._capabilities.default_colors:
            return foreground, background
        return (
            _WHITE if foreground == DEFAULT_COLOR else foreground,
            _BLACK if background == DEFAULT_COLOR else background,
        )

    def _pair(self, colors: tuple[int, int]) -> int:
        """Return the number of the pair for `colors`, the nearest one's if all are on the screen."""
        if colors == (DEFAULT_COLOR, DEFAULT_COLOR):
            return 0
        number = self._pairs.get(colors)
        if number is not None:
            return number
        if not self._free and self._may_recycle:
            self._recycle()
        if not self._free:
            return self._pairs[min(self._pairs, key=lambda other: _pair_distance(colors, other))]
        number = self._free.pop()
        self._init_pair(number, *colors)
        self._pairs[colors] = number
        return number

    def _recycle(self) -> None:
        """Free the pairs that no row on the screen uses; what was decided for lack of pairs is decided anew."""
        self._may_recycle = False
        used = set().union(*map(set, self._in_use()))
        kept = {self._reduced(*style_of(cell)[:2])[0] for cell in used}
        self._free = [number for colors, number in self._pairs.items() if colors not in kept]
        if self._free:
            self._pairs = {colors: number for colors, number in self._pairs.items() if colors in kept}
            self._cache.clear()


_ATTRIBUTES = (BOLD, DIM, ITALIC, UNDERLINE, BLINK, REVERSE, CONCEAL)  # in the order of CursesBits


def nearest_ansi(color: int) -> int:
    """Return which of the first 16 colours of the palette is nearest to `color`, -1 to 255."""
    if color < 16:
        return color
    return min(range(16), key=lambda ansi: _distance(_ANSI[ansi], _rgb(color)))


@lru_cache(maxsize=257)
def _rgb(color: int) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of an entry of xterm's palette; the default counts as grey."""
    if color == DEFAULT_COLOR:
        return (127, 127, 127)
    if color < 16:
        return _ANSI[color]
    if color >= 232:
        level = 8 + 10 * (color - 232)
        return (level, level, level)
    red, green, blue = (color - 16) // 36, (color - 16) // 6 % 6, (color - 16) % 6
    return (CUBE_LEVELS[red], CUBE_LEVELS[green], CUBE_LEVELS[blue])


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """Return a distance that weighs red, green and blue as the eye does, roughly."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return 3 * red * red + 6 * green * green + blue * blue


def _pair_distance(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return how far two pairs are apart; the terminal's own background is kept if at all possible."""
    other_background = (one[1] == DEFAULT_COLOR) != (other[1] == DEFAULT_COLOR)
    distance = _distance(_rgb(one[0]), _rgb(other[0])) + _distance(_rgb(one[1]), _rgb(other[1]))
    return distance + 1_000_000 * other_background
