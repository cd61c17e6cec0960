"""What the user changes of a session's trust: what it does, that it is kept, and that it is recorded."""

import pytest

from qmux.engine.session import ManagedSession
from qmux.errors import UserError
from qmux.settings.table import Value
from qmux.storage.store import Store
from qmux.tools.audit_entry import USER, What
from qmux.tools.base import Access, AccessKind
from qmux.tools.permission import Permissions, Verdict, rule_text
from tests.engine.desk import Desk

STATUS = Access(AccessKind.RUN, "git status")


def own(session: ManagedSession) -> list[str]:
    """Return the session's own rules, each with its verdict."""
    return [
        f"{rule.verdict.value} {rule_text(rule)}"
        for rule in rules(session).rules()
        if rule.origin == "session"
    ]


def rules(session: ManagedSession) -> Permissions:
    assert session.permissions is not None
    return session.permissions


def may_run(session: ManagedSession) -> bool:
    return rules(session).decide("execute_bash", [STATUS]).verdict is Verdict.ALLOW


def test_trust_is_one_sessions_alone_and_recorded(desk: Desk) -> None:
    one, two = desk.session(name="one"), desk.session(name="two")
    desk.coordinator.trust.trust(one, "execute_bash(git status *)")
    assert may_run(one) and not may_run(two)
    (entry,) = desk.audited
    assert (entry.what, entry.session, entry.conversation) == (What.TRUST, "one", one.id)
    assert (entry.target, entry.decision, entry.by) == ("execute_bash(git status *)", "trusted", USER)


def test_several_tools_are_trusted_at_once(desk: Desk) -> None:
    session = desk.session()
    desk.coordinator.trust.trust(session, "fs_write  execute_bash")
    assert own(session) == ["allow fs_write", "allow execute_bash"]


WRONG = [
    ("", "Name a tool or a rule"),
    ("fs_wrote", r"There is no tool fs_wrote\. Did you mean fs_write\?"),
    ("execute_bash(git", "is no permission rule"),
    ("fs_write *", "/tools trust-all"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_refused_with_nothing_changed(desk: Desk, text: str, message: str) -> None:
    session = desk.session()
    with pytest.raises(UserError, match=message):
        desk.coordinator.trust.trust(session, text)
    assert own(session) == [] and desk.audited == []


def test_what_the_settings_hold_back_cannot_be_trusted(store: Store) -> None:
    value: Value = ("execute_bash(git push *)", "fs_write")
    desk = Desk(store, permissions__deny=value)
    session = desk.session()
    for text in ("execute_bash(git push *)", "fs_write", "fs_write(src/**)"):
        with pytest.raises(UserError, match=r"cannot be trusted: permissions\.deny has"):
            desk.coordinator.trust.trust(session, text)
    desk.coordinator.trust.trust(session, "execute_bash")
    desk.close()


def test_a_rule_is_taken_back_by_number_text_or_tool(desk: Desk) -> None:
    session, trust = desk.session(), desk.coordinator.trust
    trust.trust(session, "execute_bash(git status *)")
    trust.trust(session, "execute_bash(git log *)")
    trust.trust(session, "execute_bash(make)")
    assert trust.untrust(session, "2") == ["execute_bash(git log *)"]
    assert trust.untrust(session, "execute_bash(make)") == ["execute_bash(make)"]
    assert may_run(session)
    assert trust.untrust(session, "execute_bash") == ["execute_bash"]
    assert own(session) == [] and not may_run(session)
    for text in ("1", "0", "execute_bash(make)"):
        with pytest.raises(UserError, match="There is no rule"):
            trust.untrust(session, text)
    assert [entry.decision for entry in desk.audited] == ["trusted"] * 3 + ["revoked"] * 2 + [
        "asks each time"
    ]


def test_a_tool_that_is_trusted_elsewhere_asks_after_untrust_until_trust(store: Store) -> None:
    desk = Desk(store, permissions__allow=("execute_bash",))
    session, trust = desk.session(), desk.coordinator.trust
    assert may_run(session)
    trust.untrust(session, "execute_bash")
    assert own(session) == ["ask execute_bash"] and not may_run(session)
    trust.trust(session, "execute_bash")
    assert own(session) == ["allow execute_bash"] and may_run(session)
    desk.close()


def test_a_rule_of_the_settings_is_not_taken_back_here(store: Store) -> None:
    desk = Desk(store, permissions__allow=("execute_bash(git status)",))
    session = desk.session()
    with pytest.raises(UserError, match=r"permissions\.allow: change it in the settings file"):
        desk.coordinator.trust.untrust(session, "1")
    desk.close()


def test_trust_all_and_reset(desk: Desk) -> None:
    session, trust = desk.session(), desk.coordinator.trust
    trust.trust(session, "fs_write")
    trust.trust_all(session)
    assert may_run(session)
    trust.untrust(session, "execute_bash")
    assert not may_run(session), "what was untrusted by name asks, also when all is trusted"
    trust.reset(session)
    assert own(session) == [] and not rules(session).trust_all
    assert [entry.decision for entry in desk.audited][1:] == ["trust-all", "asks each time", "reset"]


def test_isolation_drops_what_the_settings_allow(store: Store) -> None:
    desk = Desk(store, permissions__allow=("execute_bash",))
    session, trust = desk.session(), desk.coordinator.trust
    trust.isolate(session)
    assert not may_run(session)
    with pytest.raises(UserError, match="isolated already"):
        trust.isolate(session)
    trust.reset(session)
    assert may_run(session)
    desk.close()


def test_rules_and_isolation_survive_a_restart_and_trust_all_does_not(store: Store) -> None:
    desk = Desk(store)
    session = desk.session(shown=True)
    desk.say(session)
    trust = desk.coordinator.trust
    trust.trust(session, "execute_bash(git log *)")
    trust.untrust(session, "fs_write")
    trust.isolate(session)
    trust.trust_all(session)
    record = desk.record(session)
    desk.close()
    later = Desk(store)
    (restored,) = later.coordinator.restore([record])
    later.coordinator.switch(restored)
    later.at_rest(restored)
    assert own(restored) == ["allow execute_bash(git log *)"]
    assert rules(restored).isolated and not rules(restored).trust_all
    assert not may_run(restored)
    later.close()


def test_a_rule_about_an_unknown_tool_is_warned_of(store: Store) -> None:
    desk = Desk(store, permissions__deny=("execut_bash(rm *)", "@files/*", "*(.env)"))
    assert desk.workshop.toolbox.warnings == (
        "permissions.deny: execut_bash(rm *) has no effect, there is no tool execut_bash."
        " Did you mean execute_bash?",
    )
    desk.close()
