"""Lines of spans broken for a width: nothing but blanks is lost, and the two ways to find the breaks agree."""

from hypothesis import given
from hypothesis import strategies as st

from qmux.engine.markdown import wrapping
from qmux.engine.markdown.style import Span
from qmux.terminal.width import cell_width

TEXTS = st.text(st.sampled_from("ab  -漢é"), max_size=40)


@given(st.lists(TEXTS, max_size=4), st.integers(2, 20))
def test_lines_have_the_width_and_all_words(texts: list[str], width: int) -> None:
    line = [Span(text, str(number)) for number, text in enumerate(texts)]
    made = list(wrapping.wrapped(line, width))
    assert all(cell_width("".join(span.text for span in piece)) <= width for piece in made)
    before = [(letter, span.style) for span in line for letter in span.text if letter != " "]
    assert [
        (letter, span.style) for piece in made for span in piece for letter in span.text if letter != " "
    ] == before


@given(st.text(st.sampled_from("ab  "), max_size=40), st.integers(1, 20))
def test_plain_text_is_broken_as_any_other(text: str, width: int) -> None:
    assert list(wrapping._ends(text, width)) == list(wrapping._ends_by_width(text, width))


def _letters(*lines: list[Span]) -> list[tuple[str, str]]:
    return [(letter, span.style) for line in lines for span in line for letter in span.text if letter != " "]
