"""The texts that the measurements print: made here, the same on every run."""

_WORDS = "the session writes a row and the pane shows it while another one waits for its slot to come".split()


def colored(lines: int, width: int = 100) -> str:
    """Return lines of words in changing colors, as highlighted code has them: a run of color every few cells."""
    return "".join(_line(number, width) + "\n" for number in range(lines))


def _line(number: int, width: int) -> str:
    parts, length = [f"{number:4} "], 5
    for place in range(number, number + width):
        word = _WORDS[place % len(_WORDS)]
        if length + len(word) + 1 > width:
            break
        parts.append(f"\x1b[{31 + place % 6}m{word}\x1b[0m ")
        length += len(word) + 1
    return "".join(parts)
