"""The limiter lets N requests through at a time, in the order in which they came, and loses nobody."""

import random
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux import threads
from qmux.cancel import CancelToken
from qmux.engine.limiter import LONGEST_HOLD, LONGEST_SPREAD, ApiRateLimiter, Slot
from qmux.errors import Cancelled
from tests.engine.stand_ins import IDENTITY, SECONDS

HOLD = 0.05  # seconds: a cool-down that a test waits out


class Caller:
    """A thread that acquires one slot and keeps it; it exists once it has the slot or a place in the queue."""

    def __init__(
        self, limiter: ApiRateLimiter, identity: str = IDENTITY, order: "list[Caller] | None" = None
    ) -> None:
        self.cancel = CancelToken()
        self.places: list[tuple[int, float]] = []
        self.slot: Slot | None = None
        self._order = [] if order is None else order
        self._condition = threading.Condition()
        self._ended = False
        threads.start("caller", lambda: self._run(limiter, identity))
        self._until(lambda: bool(self.places) or self._ended)

    def granted(self) -> Slot:
        """Wait for the slot and return it."""
        self._until(lambda: self._ended)
        assert self.slot is not None, "it was cancelled"
        return self.slot

    def told(self, place: int) -> None:
        """Wait until this caller hears that it stands at `place`."""
        self._until(lambda: bool(self.places) and self.places[-1][0] == place)

    def gone(self) -> None:
        """Wait until this caller has left without a slot."""
        self._until(lambda: self._ended)
        assert self.slot is None

    def finish(self) -> None:
        """Wait for the end, whichever it is, and give back the slot if there is one."""
        self._until(lambda: self._ended)
        if self.slot is not None:
            self.slot.release()

    def told_to_wait(self, seconds: float) -> None:
        """Wait until this caller hears that it has to wait longer than that."""
        self._until(lambda: bool(self.places) and self.places[-1][1] > seconds)

    def held_back(self) -> None:
        """Wait until this caller hears that its account cools down."""
        self._until(lambda: bool(self.places) and self.places[-1][1] > 0)

    def _run(self, limiter: ApiRateLimiter, identity: str) -> None:
        slot = None
        try:
            slot = limiter.acquire(identity, self.cancel, self._moved)
        except Cancelled:
            assert self.cancel.cancelled
        with self._condition:
            if slot is not None:
                self._order.append(self)
            self.slot, self._ended = slot, True
            self._condition.notify_all()

    def _moved(self, place: int, seconds: float) -> None:
        with self._condition:
            self.places.append((place, seconds))
            self._condition.notify_all()

    def _until(self, condition: Callable[[], bool]) -> None:
        with self._condition:
            assert self._condition.wait_for(condition, SECONDS), (self.places, self.slot)


def nowhere(place: int, seconds: float) -> None:
    """Take no interest in one's place."""


def test_a_free_slot_is_granted_at_once() -> None:
    limiter = ApiRateLimiter(2)
    told: list[tuple[int, float]] = []
    limiter.acquire(IDENTITY, CancelToken(), lambda *place: told.append(place))
    assert told == [(0, 0.0)]
    assert limiter.state() == (1, 0, {})


def test_slots_are_granted_in_the_order_of_asking() -> None:
    limiter = ApiRateLimiter(1)
    order: list[Caller] = []
    callers = [Caller(limiter, order=order) for _ in range(6)]
    for caller in callers:
        caller.granted().release()
    assert order == callers


def test_places_are_told_as_the_queue_moves() -> None:
    limiter = ApiRateLimiter(1)
    first, second, third = (Caller(limiter) for _ in range(3))
    first.granted().release()
    third.told(1)
    second.granted().release()
    third.granted().release()
    assert [place for place, _ in first.places] == [0]
    assert [place for place, _ in second.places] == [1, 0]
    assert [place for place, _ in third.places] == [2, 1, 0]


@pytest.mark.parametrize("slots", [1, 3])
def test_never_more_requests_at_once_than_slots(slots: int) -> None:
    """As many as there are slots meet at a barrier, so the limit is reached as well as kept."""
    limiter = ApiRateLimiter(slots)
    meeting = threading.Barrier(slots, timeout=SECONDS)
    lock = threading.Lock()
    inside: list[int] = [0]
    most: list[int] = [0]

    def request() -> None:
        with limiter.acquire(IDENTITY, CancelToken(), nowhere):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            meeting.wait()
            with lock:
                inside[0] -= 1

    running = [threads.start("request", request) for _ in range(4 * slots)]
    for thread in running:
        thread.join(SECONDS)
    assert most == [slots]
    assert limiter.state() == (slots, 0, {})


def test_releasing_twice_frees_one_slot() -> None:
    limiter = ApiRateLimiter(2)
    slot = limiter.acquire(IDENTITY, CancelToken(), nowhere)
    slot.release()
    slot.release()
    with slot:
        pass
    assert limiter.state()[0] == 2


def test_a_slot_is_released_when_its_request_fails() -> None:
    limiter = ApiRateLimiter(1)
    with pytest.raises(OSError, match="cut"), limiter.acquire(IDENTITY, CancelToken(), nowhere):
        raise OSError("cut")
    assert limiter.state()[0] == 1


@pytest.mark.parametrize("leaver", [0, 1, 2])
def test_who_is_cancelled_leaves_and_the_others_keep_their_order(leaver: int) -> None:
    limiter = ApiRateLimiter(1)
    holder = Caller(limiter)
    order: list[Caller] = []
    queue = [Caller(limiter, order=order) for _ in range(3)]
    leaving = queue.pop(leaver)
    leaving.cancel.cancel()
    leaving.gone()
    queue[-1].told(2)
    holder.granted().release()
    for caller in queue:
        caller.granted().release()
    assert order == queue
    assert limiter.state() == (1, 0, {})


def test_a_cancelled_caller_takes_no_slot_even_if_one_is_free() -> None:
    limiter = ApiRateLimiter(1)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        limiter.acquire(IDENTITY, cancel, nowhere)
    assert limiter.state() == (1, 0, {})


def test_cancelling_after_the_grant_keeps_the_slot_with_its_holder() -> None:
    limiter = ApiRateLimiter(1)
    caller = Caller(limiter)
    slot = caller.granted()
    caller.cancel.cancel()
    assert limiter.state()[0] == 0
    slot.release()
    assert limiter.state()[0] == 1


def test_a_caller_hears_of_its_places_in_its_own_thread() -> None:
    """Told by whoever moves the queue, two pieces of news could overtake each other."""
    limiter = ApiRateLimiter(1)
    holder, between = Caller(limiter), Caller(limiter)
    listeners: list[str] = []
    done = threading.Event()

    def wait() -> None:
        limiter.acquire(
            IDENTITY, CancelToken(), lambda *place: listeners.append(threading.current_thread().name)
        ).release()
        done.set()

    threads.start("third", wait)
    holder.granted().release()
    between.granted().release()
    assert done.wait(SECONDS)
    assert set(listeners) == {"third"}


def test_a_listener_that_fails_leaves_no_one_in_its_place() -> None:
    limiter = ApiRateLimiter(1)

    def broken(place: int, seconds: float) -> None:
        raise OSError("the main thread is gone")

    with pytest.raises(OSError, match="gone"):
        limiter.acquire(IDENTITY, CancelToken(), broken)
    assert limiter.state() == (1, 0, {})


def test_a_hold_keeps_its_account_back_and_ends() -> None:
    limiter = ApiRateLimiter(2, jitter=lambda: 0.0)
    began = time.monotonic()
    limiter.hold(IDENTITY, HOLD)
    caller = Caller(limiter)
    assert caller.places[0][0] == 1
    assert 0 < caller.places[0][1] <= HOLD
    caller.granted()
    assert time.monotonic() - began >= HOLD
    assert limiter.state()[2] == {}


def test_a_hold_that_the_user_ends_frees_who_waits() -> None:
    limiter = ApiRateLimiter(1)
    limiter.hold(IDENTITY, SECONDS)
    held = Caller(limiter)
    limiter.let_go("another-account")
    held.held_back()
    limiter.let_go(IDENTITY)
    held.granted()


def test_a_hold_lets_other_accounts_pass() -> None:
    limiter = ApiRateLimiter(1)
    limiter.hold(IDENTITY, SECONDS)
    held = Caller(limiter)
    other = Caller(limiter, "another-account")
    other.granted().release()
    assert held.slot is None
    held.cancel.cancel()
    held.gone()


def test_a_hold_is_told_to_who_waits_already() -> None:
    limiter = ApiRateLimiter(1)
    holder = Caller(limiter)
    waiting = Caller(limiter)
    limiter.hold(IDENTITY, SECONDS)
    waiting.held_back()
    holder.granted().release()
    assert limiter.state()[:2] == (1, 1)
    waiting.cancel.cancel()
    waiting.gone()


def test_the_later_end_of_two_holds_wins() -> None:
    now = [100.0]
    limiter = ApiRateLimiter(1, lambda: now[0], lambda: 0.0)
    limiter.hold(IDENTITY, 20.0)
    limiter.hold(IDENTITY, 5.0)
    assert limiter.state()[2] == {IDENTITY: 20.0}
    now[0] += 20.0
    limiter.acquire(IDENTITY, CancelToken(), nowhere)


def test_no_server_can_hold_its_account_for_ever() -> None:
    limiter = ApiRateLimiter(1, lambda: 0.0)
    limiter.hold(IDENTITY, 1e300)
    assert limiter.state()[2] == {IDENTITY: LONGEST_HOLD}


def test_after_a_hold_an_account_begins_in_its_order_but_not_at_once() -> None:
    """The shares 0.9, 0.1 and 1.0 of a spread of one second: the second may not overtake the first."""
    now = [100.0]
    shares = iter([0.9, 0.1, 1.0])
    limiter = ApiRateLimiter(3, lambda: now[0], lambda: next(shares))
    limiter.hold(IDENTITY, 4.0)
    callers = [Caller(limiter) for _ in range(3)]
    assert [caller.places[0][1] for caller in callers] == pytest.approx([4.9, 4.9, 5.0])
    now[0] = 104.95
    limiter.hold("nobody", 0.0)  # lets everybody look
    for caller in callers[:2]:
        caller.granted()
    callers[2].told(1)
    assert callers[2].slot is None
    now[0] = 105.0
    limiter.hold("nobody", 0.0)
    callers[2].granted()


def test_a_longer_hold_is_told_to_who_waits_for_the_end_of_a_shorter_one() -> None:
    limiter = ApiRateLimiter(1, jitter=lambda: 0.0)
    limiter.hold(IDENTITY, 20.0)
    waiting = Caller(limiter)
    limiter.hold(IDENTITY, 30.0)
    waiting.told_to_wait(25.0)
    waiting.cancel.cancel()
    waiting.gone()


def test_the_spread_is_a_quarter_of_the_hold_and_bounded() -> None:
    for seconds, longest in ((4.0, 5.0), (400.0, 400.0 + LONGEST_SPREAD)):
        limiter = ApiRateLimiter(1, lambda: 0.0, lambda: 1.0)
        limiter.hold(IDENTITY, seconds)
        waiting = Caller(limiter)
        assert waiting.places[0] == (1, longest)
        waiting.cancel.cancel()
        waiting.gone()


class _Schedule:
    """A limiter under a random schedule beside the list that it should behave like."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.limiter = ApiRateLimiter(slots)
        self.holding: list[Caller] = []
        self.queue: list[Caller] = []

    def acquire(self) -> None:
        """One more asks."""
        caller = Caller(self.limiter)
        (self.holding if len(self.holding) < self.slots else self.queue).append(caller)

    def release(self, which: int) -> None:
        """One of those who hold a slot gives it back; the first of the queue gets it."""
        if self.holding:
            self.holding.pop(which % len(self.holding)).granted().release()
            if self.queue:
                self.holding.append(self.queue.pop(0))

    def cancel(self, which: int) -> None:
        """One of those who wait gives up."""
        if self.queue:
            caller = self.queue.pop(which % len(self.queue))
            caller.cancel.cancel()
            caller.gone()

    def check(self) -> None:
        """Compare the limiter with the list."""
        for caller in self.holding:
            caller.granted()
        assert self.limiter.state() == (self.slots - len(self.holding), len(self.queue), {})
        for place, caller in enumerate(self.queue, 1):
            caller.told(place)


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(["acquire", "acquire", "release", "cancel"]), st.integers(0, 9))),
)
@settings(max_examples=40, deadline=None)
def test_any_schedule_behaves_like_a_list(slots: int, schedule: list[tuple[str, int]]) -> None:
    model = _Schedule(slots)
    for action, which in schedule:
        if action == "acquire":
            model.acquire()
        elif action == "release":
            model.release(which)
        else:
            model.cancel(which)
        model.check()
    while model.holding:
        model.release(0)
        model.check()
    assert model.limiter.state() == (slots, 0, {})


def test_nobody_is_lost_when_cancels_and_releases_race() -> None:
    limiter = ApiRateLimiter(2)
    chance = random.Random(1)
    callers = [Caller(limiter) for _ in range(20)]
    leaving = chance.sample(callers[2:], 8)
    start = threading.Barrier(2, timeout=SECONDS)

    def cancel() -> None:
        start.wait()
        for caller in leaving:
            caller.cancel.cancel()

    canceler = threads.start("canceler", cancel)
    start.wait()
    for caller in callers:
        caller.finish()
    canceler.join(SECONDS)
    assert limiter.state() == (2, 0, {})
