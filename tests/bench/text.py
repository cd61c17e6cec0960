"""The texts that the measurements print: made here, the same on every run."""

from collections.abc import Callable, Iterator

_WORDS = "the session writes a row and the pane shows it while another one waits for its slot to come".split()

Workload = Callable[[int], str]


def markdown(lines: int) -> str:
    """Return lines as rendered replies have them: words, every fifth of them in a color of its own."""
    return "".join(_line(number, 5) for number in range(lines))


def dense(lines: int) -> str:
    """Return lines in which every word has another color, as highlighted code does at its worst."""
    return "".join(_line(number, 1) for number in range(lines))


def _line(number: int, every: int, width: int = 100) -> str:
    words = [
        _painted(word, place) if place % every == 0 else word
        for place, word in enumerate(_words(number, width))
    ]
    return f"{number:4} {' '.join(words)}\n"


def _words(first: int, width: int) -> Iterator[str]:
    left = width - 5
    place = first
    while (word := _WORDS[place % len(_WORDS)]) and len(word) < left:
        yield word
        left -= len(word) + 1
        place += 1


def _painted(word: str, place: int) -> str:
    return f"\x1b[{31 + place % 6}m{word}\x1b[0m"
