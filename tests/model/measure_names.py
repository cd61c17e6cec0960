"""Measures names and types on the openings beside this file: `python -m tests.model.measure_names [--missed]`.

Owns the reading of the openings and their rule, which openings/README.md states. Leaves what is required of the
figures to test_openings.py.
"""

import sys
import tomllib
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from qmux.model.detection import detect_type
from qmux.model.naming import generate
from qmux.model.session import SessionType

OPENINGS = Path(__file__).parent / "openings"
NAME_LENGTH = 20  # the default of sessions.name_max_length
TYPES = {
    "debug": SessionType.DEBUG,
    "planning": SessionType.PLANNING,
    "development": SessionType.DEVELOPMENT,
    "review": SessionType.CODE_REVIEW,
}


class Opening(NamedTuple):
    """What a user began a session with, and what a reader says of it."""

    messages: Sequence[str]
    type: SessionType
    topic: frozenset[str]

    @property
    def measures(self) -> bool:
        """Return whether it is of the half that nothing is tuned on."""
        return zlib.crc32(self.messages[0].encode()) % 2 == 1

    @property
    def name(self) -> str:
        """Return the name that its session gets."""
        return generate(self.messages, self.detected, [], NAME_LENGTH)

    @property
    def detected(self) -> SessionType:
        """Return the type that its session gets."""
        return detect_type(self.messages)

    @property
    def is_described(self) -> bool:
        """Return whether its name has a word of its topic."""
        name = _comparable(self.name)
        return any(_contains(name, _comparable(term)) for term in self.topic)


class Figures(NamedTuple):
    """How many openings are named and typed as a reader would."""

    described: int
    with_topic: int
    typed: int
    all: int

    @property
    def descriptive_percent(self) -> float:
        """Return the share of those with a topic whose name has a word of it."""
        return 100 * self.described / self.with_topic

    @property
    def type_percent(self) -> float:
        """Return the share of all whose type is right."""
        return 100 * self.typed / self.all

    def __str__(self) -> str:
        return (
            f"names descriptive {self.descriptive_percent:.1f} % ({self.described} of {self.with_topic}), "
            f"types right {self.type_percent:.1f} % ({self.typed} of {self.all})"
        )


def read_openings() -> list[Opening]:
    """Return all openings, in the order of the files."""
    rows = [
        row
        for path in sorted(OPENINGS.glob("*.toml"))
        for row in tomllib.loads(path.read_text("utf-8"))["opening"]
    ]
    return [
        Opening([row["text"], *row.get("then", [])], TYPES[row["type"]], frozenset(row["topic"].split()))
        for row in rows
    ]


def measuring_half() -> list[Opening]:
    """Return the openings of which only figures are looked at."""
    return [opening for opening in read_openings() if opening.measures]


def development_half() -> list[Opening]:
    """Return the openings on which the generator may be tuned."""
    return [opening for opening in read_openings() if not opening.measures]


def measured(openings: Iterable[Opening]) -> Figures:
    """Return the figures of `openings`."""
    looked_at = list(openings)
    with_topic = [opening for opening in looked_at if opening.topic]
    described = sum(opening.is_described for opening in with_topic)
    typed = sum(opening.detected is opening.type for opening in looked_at)
    return Figures(described, len(with_topic), typed, len(looked_at))


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _contains(name: str, term: str) -> bool:
    if any(_is_unspaced(char) for char in term):
        return term in name.replace("-", "")
    return f"-{term}-" in f"-{name}-"


def _is_unspaced(char: str) -> bool:
    """Return whether `char` is of a script that does not part its words: Chinese, Japanese, Thai."""
    return unicodedata.name(char, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI"))


def _missed(openings: Iterable[Opening]) -> Iterable[str]:
    for opening in openings:
        is_typed = opening.detected is opening.type
        if not is_typed or (opening.topic and not opening.is_described):
            mark = "" if is_typed else f" {opening.detected.value}, not {opening.type.value}"
            yield f"{opening.name}{mark}: {' / '.join(opening.messages)[:120]!r} ({' '.join(sorted(opening.topic))})"


def main(arguments: Sequence[str]) -> None:
    """Print both halves' figures, and with --missed what the development half misses."""
    print(f"measuring half: {measured(measuring_half())}")
    print(f"development half: {measured(development_half())}")
    if "--missed" in arguments:
        print("\n".join(_missed(development_half())))


if __name__ == "__main__":
    main(sys.argv[1:])
