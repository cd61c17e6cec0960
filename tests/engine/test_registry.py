"""Sessions are found by number, name or the beginning of a name; numbers and names are unique."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.registry import Registry
from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from tests.engine.stand_ins import session


def registry(*names: str) -> Registry:
    """Return a registry of sessions with these names, numbered from 1."""
    made = Registry()
    for name in names:
        made.add(session(made.free_number(), name))
    return made


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("3", 3),
        ("fix-login", 1),
        ("FIX-Login", 1),
        ("plan", 2),
        ("pla", 2),
        ("fix-log", 1),
        ("fix", 3),
        ("3d", 4),
        ("straße", 5),
        ("STRASSE", 5),
    ],
)
def test_a_session_is_found(text: str, number: int) -> None:
    assert registry("fix-login", "plan", "fix", "3d-model", "Straße").find(text).number == number


@pytest.mark.parametrize("text", ["", "4", "0", "-1", "x" * 500, "٩", "²", "1" * 5000])
def test_what_is_not_there_is_refused_with_the_names_that_are(text: str) -> None:
    with pytest.raises(UserError, match=r"1 fix-login, 2 plan"):
        registry("fix-login", "plan").find(text)


def test_a_slip_of_the_finger_is_told_what_was_meant() -> None:
    with pytest.raises(UserError, match=r"“fix-logni”\. Did you mean fix-login\?"):
        registry("fix-login", "plan").find("fix-logni")


def test_several_that_begin_alike_are_refused_with_their_names() -> None:
    with pytest.raises(UserError, match=r"fix-login, fix-logout. Type more"):
        registry("fix-login", "plan", "fix-logout").find("fix")


def test_a_number_is_the_lowest_free_one() -> None:
    sessions = registry("a", "b", "c")
    assert sessions.free_number() == 4
    sessions.remove(sessions.find("b"))
    assert sessions.free_number() == 2


@pytest.mark.parametrize(("wanted", "given_number"), [(7, 7), (1, 2), (0, 2), (-5, 2)])
def test_a_wanted_number_is_kept_if_it_is_free(wanted: int, given_number: int) -> None:
    assert registry("a").free_number(wanted) == given_number


def test_names_in_use() -> None:
    sessions = registry("a", "b")
    sessions.remove(sessions.find("a"))
    assert sessions.names == {"b"}
    assert len(sessions) == 1


@pytest.mark.parametrize(
    ("start", "step", "there"), [(1, 1, 2), (3, 1, 1), (1, -1, 3), (2, -1, 1), (2, 4, 3)]
)
def test_the_sessions_beside(start: int, step: int, there: int) -> None:
    sessions = registry("a", "b", "c")
    assert sessions.beside(sessions.find(str(start)), step).number == there


def test_the_only_session_is_beside_itself() -> None:
    sessions = registry("a")
    assert sessions.beside(sessions.find("a"), 1) is sessions.find("a")


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=40))
@settings(max_examples=60, deadline=None)
def test_it_behaves_like_a_dictionary(changes: list[tuple[bool, int]]) -> None:
    sessions = Registry()
    model: dict[int, ManagedSession] = {}
    for adding, number in changes:
        if adding:
            free = sessions.free_number(number)
            assert free not in model
            assert free == number or number == 0 or number in model
            model[free] = session(free)
            sessions.add(model[free])
        elif number in model:
            sessions.remove(model.pop(number))
        assert sessions.sessions == [model[key] for key in sorted(model)]
        assert all(
            sessions.find(str(key)) is found is sessions.find(found.name) for key, found in model.items()
        )
