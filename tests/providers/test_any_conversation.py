"""Whatever happened in a session, every server takes what is sent of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.engine.conversation import ConversationState
from qmux.model.event import Event, EventKind
from qmux.model.message import Message
from qmux.providers.base import Request
from tests.fake_api import FakeApi
from tests.fake_api.judges import JUDGES
from tests.providers.conftest import PROTOCOLS, Connect, outcome

IDS = st.sampled_from(["a", "b", "", "call.1/ä", "call_1", "x" * 80])
NAMES = st.sampled_from(["ask_user", "fs_read", "multi_tool_use.parallel", "", "@server/tool", "n" * 90])
WORDS = st.sampled_from(["", " ", "\n", "x", "words", "\u200b", "half \ud83d"])


def payload(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, object]]:
    """Return payloads with these fields."""
    return st.fixed_dictionaries(fields)


ATTACHED = st.lists(payload(path=WORDS, text=WORDS, note=WORDS), max_size=2)
REASONING = payload(
    provider=st.sampled_from(["anthropic", "openai", "other"]),
    model=st.sampled_from(["scripted", "other"]),
    data=st.just({"type": "thinking", "thinking": "", "signature": "c2ln"}),
)
EVENTS: st.SearchStrategy[tuple[EventKind, dict[str, object]]] = st.one_of(
    st.tuples(st.just(EventKind.USER_INPUT), payload(text=WORDS, attached=ATTACHED)),
    st.tuples(st.just(EventKind.TEXT), payload(text=WORDS)),
    st.tuples(st.just(EventKind.REASONING), REASONING),
    st.tuples(
        st.just(EventKind.TOOL_CALL),
        payload(id=IDS, name=NAMES, arguments=st.sampled_from([{}, {"a": [1, None]}, None, "text"])),
    ),
    st.tuples(st.just(EventKind.TOOL_RESULT), payload(id=IDS, text=WORDS, is_error=st.booleans())),
    st.tuples(st.just(EventKind.COMPACTION), payload(text=WORDS, kept=st.integers(-1, 3))),
    st.tuples(
        st.sampled_from(
            [
                EventKind.TURN_FINISHED,
                EventKind.INTERRUPTED,
                EventKind.ERROR,
                EventKind.RETRY,
                EventKind.CLEARED,
            ]
        ),
        payload(text=WORDS),
    ),
    st.tuples(st.sampled_from(EventKind), st.just({})),  # the database is untrusted
)
Happened = list[tuple[EventKind, dict[str, object]]]


def messages(happened: Happened) -> tuple[Message, ...]:
    """Return what is told of what happened, and of a message after it."""
    state = ConversationState()
    last: Happened = [(EventKind.USER_INPUT, {"text": "go on"})]
    for number, (kind, fields) in enumerate(happened + last, 1):
        state.apply(Event("c1", number, 1, kind, fields, 0.0))
    return state.messages()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_server_takes_it(api: FakeApi, connected: Connect, protocol: str) -> None:
    provider = connected(protocol)

    @given(st.lists(EVENTS, max_size=20))
    @settings(max_examples=40, deadline=None)
    def check(happened: Happened) -> None:
        asked = Request("scripted", "Be brief.", messages(happened), (), 100)
        assert outcome(provider, asked).error is None
        JUDGES[protocol](api.requests[-1].body)

    check()
