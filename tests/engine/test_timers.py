"""Timers run once, when they are due, in the order of their deadlines."""

from qmux.engine.timers import Timers


def test_timers_run_in_the_order_of_their_deadlines() -> None:
    now = [0.0]
    timers, ran = Timers(lambda: now[0]), list[str]()
    for name, seconds in (("late", 3.0), ("early", 1.0), ("first of two", 2.0), ("second of two", 2.0)):
        timers.call_in(seconds, lambda name=name: ran.append(name))  # type: ignore[misc]
    assert timers.next_deadline() == 1.0
    assert not timers.run_due()
    now[0] = 2.5
    assert timers.run_due()
    assert ran == ["early", "first of two", "second of two"]
    assert timers.next_deadline() == 3.0
    assert not timers.run_due()


def test_without_timers_there_is_no_deadline() -> None:
    assert Timers(lambda: 0.0).next_deadline() is None


def test_a_timer_may_set_another() -> None:
    now, ran = [0.0], list[float]()
    timers = Timers(lambda: now[0])

    def again() -> None:
        ran.append(now[0])
        timers.call_in(1.0, again)

    timers.call_in(1.0, again)
    for now[0] in (1.0, 1.5, 2.0):
        timers.run_due()
    assert ran == [1.0, 2.0]
