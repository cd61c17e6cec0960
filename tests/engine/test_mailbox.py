"""Any thread may post; the main thread is woken and finds all calls in order."""

from qmux import threads
from qmux.engine.mailbox import Mailbox
from tests.engine.stand_ins import SECONDS


def test_calls_come_out_in_order_and_wake_the_main_thread() -> None:
    woken, made = list[int](), list[int]()
    mailbox = Mailbox(lambda: woken.append(1))
    for number in range(3):
        mailbox.post(lambda number=number: made.append(number))  # type: ignore[misc]
    for call in mailbox.drain():
        call()
    assert (made, len(woken)) == ([0, 1, 2], 3)
    assert list(mailbox.drain()) == []


def test_what_is_posted_while_draining_waits_for_the_next_turn() -> None:
    mailbox, made = Mailbox(lambda: None), list[str]()
    mailbox.post(lambda: mailbox.post(lambda: made.append("second turn")))
    for call in mailbox.drain():
        call()
    assert made == []
    for call in mailbox.drain():
        call()
    assert made == ["second turn"]


def test_nothing_is_lost_between_threads() -> None:
    mailbox, made = Mailbox(lambda: None), list[int]()

    def post() -> None:
        for number in range(500):
            mailbox.post(lambda number=number: made.append(number))  # type: ignore[misc]

    running = [threads.start("poster", post) for _ in range(4)]
    while any(thread.is_alive() for thread in running):
        for call in mailbox.drain():
            call()
    for thread in running:
        thread.join(SECONDS)
    for call in mailbox.drain():
        call()
    assert sorted(made) == sorted(list(range(500)) * 4)
