"""The scripted server itself: which answer it gives, and what it counts."""

import threading

from qmux import threads
from qmux.cancel import CancelToken
from qmux.http import HttpClient
from tests.fake_api import FakeApi, Gate, Hold, Reply


def ask(api: FakeApi, text: str) -> str:
    """Return the body of the reply to a message."""
    client = HttpClient(api.url, {}, 30.0)
    body = {"messages": [{"role": "user", "content": text}]}
    with client.stream("POST", "/v1/messages", body, CancelToken()) as reply:
        said = b"".join(reply.chunks).decode()
    client.close()
    return said


def test_rules_come_before_the_queue_and_that_before_the_default() -> None:
    with FakeApi() as api:
        api.when("weather", Reply("r1"), Reply("r2"))
        api.enqueue(Reply("q1"))
        texts = ["the weather?", "hello", "weather", "hello", "weather"]
        said = [ask(api, text) for text in texts]
        expected = ["r1", "q1", "r2", "You", "r2"]
        assert all(word in reply for word, reply in zip(expected, said, strict=True))
        assert [request.text for request in api.requests] == texts


def test_concurrent_requests_are_counted() -> None:
    gate, done = Gate(), threading.Semaphore(0)
    with FakeApi() as api:
        api.default = lambda request: Reply(Hold(gate))

        def run() -> None:
            ask(api, "hello")
            done.release()

        for number in range(3):
            threads.start(f"asker-{number}", run)
        api.wait_for_requests(3)
        assert (api.active, api.peak) == (3, 3)
        gate.release()
        assert all(done.acquire(timeout=10) for _ in range(3))
        api.wait_for(lambda server: server.active == 0)
        assert api.peak == 3


def test_closing_ends_what_is_held() -> None:
    api = FakeApi()
    gate = Gate()
    api.enqueue(Reply(Hold(gate)))
    done = threading.Event()

    def run() -> None:
        ask(api, "hello")
        done.set()

    threads.start("asker", run)
    assert gate.reached.wait(10)
    api.close()
    assert done.wait(10)
