"""Arguments: what a model gave to a tool, read with mistakes told in words that it can act on.

Owns the checks of types and bounds. Leaves what the values mean to each tool. No threads, no state.
"""

from collections.abc import Mapping, Sequence

from qmux.tools.base import ToolMistakeError


class Arguments:
    """The arguments of one call, or one object among them; `owner` begins each message: "fs_read"."""

    def __init__(self, owner: str, values: Mapping[str, object]) -> None:
        self._owner = owner
        self._values = values

    def given(self, name: str) -> bool:
        """Return whether there is a value; a null counts as none."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text that must be given, and may be empty."""
        value = self._values.get(name)
        if not isinstance(value, str):
            raise self.mistake(name, "must be a text")
        return value

    def words(self, name: str) -> str:
        """Return a text that must be given and say something."""
        if not self.text(name).strip():
            raise self.mistake(name, "must be a text that is not empty")
        return self.text(name)

    def optional_text(self, name: str, default: str = "") -> str:
        """Return a text, or `default` where there is none."""
        return self.text(name) if self.given(name) else default

    def integer(self, name: str, default: int | None, minimum: int | None = None) -> int:
        """Return a whole number of at least `minimum`; without a default it must be given."""
        value = self._values.get(name) if self.given(name) else default
        number = _whole(value)
        if number is None or (minimum is not None and number < minimum):
            least = "" if minimum is None else f" of at least {minimum}"
            raise self.mistake(name, f"must be an integer{least}")
        return number

    def flag(self, name: str) -> bool:
        """Return whether something is wanted; not if it is not given."""
        value = self._values.get(name) or False
        if not isinstance(value, bool):
            raise self.mistake(name, "must be true or false")
        return value

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return one of `choices`, whatever its case."""
        value = self._values.get(name)
        wanted = value.casefold() if isinstance(value, str) else None
        found = next((choice for choice in choices if choice.casefold() == wanted), None)
        if found is None:
            raise self.mistake(name, f"must be one of {', '.join(choices)}")
        return found

    def objects(self, name: str, most: int) -> list["Arguments"]:
        """Return the objects of a list that has at least one and at most `most`."""
        values = self._values.get(name)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            raise self.mistake(name, "must be a list of objects")
        if len(values) > most:
            raise self.mistake(name, f"must be at most {most} objects")
        return [Arguments(f"{self._owner}: {name}[{index}]", value) for index, value in enumerate(values)]

    def mistake(self, name: str, problem: str) -> ToolMistakeError:
        """Return the error that says what is wrong with an argument."""
        return ToolMistakeError(f'{self._owner}: "{name}" {problem}')


def _whole(value: object) -> int | None:
    """Return the integer that `value` is: models write 5, 5.0 and "5"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and len(value) <= 20:
        return int(value) if value.strip().removeprefix("-").isdecimal() else None
    return None
