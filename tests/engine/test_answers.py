"""One answer at a time goes from the user to the thread that waits for it."""

import pytest

from qmux import threads
from qmux.cancel import CancelToken
from qmux.engine.answers import AnswerBox
from qmux.errors import Cancelled
from tests.engine.stand_ins import SECONDS


def test_an_answer_reaches_who_waits() -> None:
    box, taken = AnswerBox(), list[str]()
    box.expect()
    asker = threads.start("asker", lambda: taken.append(box.take(CancelToken())))
    assert box.put("blue")
    asker.join(SECONDS)
    assert taken == ["blue"]


def test_an_empty_answer_is_an_answer() -> None:
    box = AnswerBox()
    box.expect()
    assert box.put("")
    assert box.take(CancelToken()) == ""


def test_an_answer_may_come_before_it_is_waited_for() -> None:
    box = AnswerBox()
    box.expect()
    box.put("blue")
    assert box.take(CancelToken()) == "blue"


def test_nobody_expects_an_answer() -> None:
    assert not AnswerBox().put("blue")


def test_only_the_first_answer_counts() -> None:
    box = AnswerBox()
    box.expect()
    assert box.put("first")
    assert not box.put("second")
    assert box.take(CancelToken()) == "first"


def test_a_new_question_forgets_the_old_answer() -> None:
    box = AnswerBox()
    box.expect()
    box.put("old")
    box.expect()
    box.put("new")
    assert box.take(CancelToken()) == "new"


def test_cancel_ends_the_wait_and_the_question() -> None:
    box, cancel = AnswerBox(), CancelToken()
    box.expect()
    ended, taken = list[BaseException](), list[str]()
    asker = threads.start("asker", lambda: taken.append(box.take(cancel)), ended.append)
    cancel.cancel()
    asker.join(SECONDS)
    assert isinstance(ended[0], Cancelled)
    assert taken == []
    assert not box.put("too late")
    with pytest.raises(Cancelled):
        box.take(cancel)
