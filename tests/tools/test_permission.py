"""May this be done: rules, their order, the defaults, and what a user is offered to trust."""

import os
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.errors import UserError
from qmux.settings.config import Settings
from qmux.tools import patterns
from qmux.tools.base import Access, AccessKind, Place
from qmux.tools.permission import Decision, Permissions, Rule, Verdict, parse_rule, rule_text, rules_from

ALLOW, ASK, DENY = Verdict.ALLOW, Verdict.ASK, Verdict.DENY


class Scene:
    """A home directory with a workspace and the sessions' directories, and permissions in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.work = home / "work"
        self.sessions = home / "data" / "sessions"
        for directory in (self.work / "src", self.sessions / "mine", self.sessions / "other"):
            directory.mkdir(parents=True)
        self.place = Place(str(self.work), str(self.sessions / "mine"))

    def permissions(self, *rules: str, **options: bool) -> Permissions:
        """Return permissions with rules of the settings, each written as "deny fs_read(x)"."""
        parsed = [
            parse_rule(text, Verdict(word), "settings")
            for word, text in (rule.split(" ", 1) for rule in rules)
        ]
        guarded = (str(self.home / "data"), str(self.home / "config"))
        return Permissions(self.place, parsed, guarded=guarded, **options)

    def access(self, kind: AccessKind, target: str) -> Access:
        """Return an access as a tool would tell it: a path, relative to the workspace, resolved."""
        if kind in (AccessKind.READ, AccessKind.WRITE):
            target = os.path.realpath(os.path.join(self.work, target.replace("~", str(self.home), 1)))
        return Access(kind, target)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("HOME", str(tmp_path))
    yield Scene(tmp_path)


CALLS: dict[str, tuple[str, AccessKind]] = {
    "read": ("fs_read", AccessKind.READ),
    "grep": ("grep", AccessKind.READ),
    "write": ("fs_write", AccessKind.WRITE),
    "run": ("execute_bash", AccessKind.RUN),
    "fetch": ("fetch", AccessKind.FETCH),
    "call": ("@files/list", AccessKind.CALL),
}


def decide(scene: Scene, permissions: Permissions, call: str) -> Decision:
    """Return the decision on a call written as "read src/a.py"."""
    word, _, target = call.partition(" ")
    tool, kind = CALLS[word]
    return permissions.decide(tool, [scene.access(kind, target)])


DEFAULTS = [
    ("read src/a.py", ALLOW),
    ("read .", ALLOW),
    ("grep .", ALLOW),
    ("read ~/data/sessions/mine/x", ALLOW),
    ("write ~/data/sessions/mine/x", ALLOW),
    ("write src/a.py", ASK),
    ("read ../secret", ASK),
    ("read ../work2/x", ASK),
    ("read ~/data/sessions/other/x", ASK),
    ("run git status", ASK),
    ("run ls", ASK),
    ("fetch https://example.com/", ASK),
    ("call x", ASK),
]


@pytest.mark.parametrize(("call", "verdict"), DEFAULTS)
def test_what_holds_without_a_rule(scene: Scene, call: str, verdict: Verdict) -> None:
    assert decide(scene, scene.permissions(), call).verdict is verdict


RULES = [
    ("allow execute_bash(git status *)", "run git status -s", ALLOW),
    ("allow execute_bash(git status *)", "run git push", ASK),
    ("allow execute_bash(git *)", "run git status; rm -rf x", ASK),
    ("allow execute_bash", "run git status; rm -rf x", ALLOW),
    ("deny execute_bash(rm *)", "run git status; rm -rf x", DENY),
    ("deny execute_bash(rm *)", "run sh -c 'rm x'", ASK),
    ("allow fs_write(src/**)", "write src/a/b.py", ALLOW),
    ("allow fs_write(src/**)", "write setup.py", ASK),
    ("allow fs_write(src/**)", "write src/../setup.py", ASK),
    ("allow fs_write(src)", "write src/a/b.py", ALLOW),
    ("allow fs_write(src/*.py)", "write src/a.py", ALLOW),
    ("allow fs_write(src/*.py)", "write src/a/b.py", ASK),
    ("allow fs_write(*.py)", "write src/a/b.py", ALLOW),
    ("allow fs_write(*.py)", "write ../b.py", ASK),
    ("allow fs_write(./b.py)", "write b.py", ALLOW),
    ("allow fs_write(./b.py)", "write src/b.py", ASK),
    ("allow fs_write(**/test_*.py)", "write src/test_a.py", ALLOW),
    ("allow fs_write(./**)", "write .git/hooks/pre-commit", ASK),
    ("allow fs_write(./**)", "write src/sub/.git/config", ASK),
    ("allow fs_write(./**)", "write .gitignore", ALLOW),
    ("allow fs_write(.git/**)", "write .git/info/exclude", ALLOW),
    ("allow fs_read(~/x/**)", "read ~/x/.git/config", ALLOW),
    ("allow fs_write", "write .git/config", ALLOW),
    ("allow fs_read(~/notes/**)", "read ~/notes/a", ALLOW),
    ("allow fs_read(~/notes)", "read ~/notes", ALLOW),
    ("allow fs_read(~/notes)", "read ~/notes2", ASK),
    ("allow fs_*(~/notes)", "write ~/notes/a", ALLOW),
    ("deny fs_read(.env)", "read src/.env", DENY),
    ("deny fs_read(.env)", "read ~/.env", DENY),
    ("deny fs_read(secrets/)", "read secrets/deep/key", DENY),
    ("deny fs_read(src/secrets/**)", "read src/secrets/key", DENY),
    ("deny fs_read(../x/**)", "read ../x/key", DENY),
    ("deny fs_read(secrets/)", "read src/a.py", ALLOW),
    ("deny *(secrets/)", "grep secrets", DENY),
    ("deny *(src/secrets/)", "grep src", ALLOW),  # the search leaves them out
    ("deny fs_read(.env)", "grep .env", DENY),
    ("deny fs_read(.env)", "grep .", ALLOW),
    ("deny fs_read(src/secrets/)", "grep src/secrets/a", DENY),
    ("deny fs_read", "grep .", DENY),
    ("ask fs_read", "grep .", ASK),
    ("deny grep", "read src/a.py", ALLOW),
    ("allow fs_read", "grep ../x", ASK),
    ("deny *(src/secrets/)", "grep docs", ALLOW),
    ("deny *(.env)", "grep docs", ALLOW),
    ("deny fs_write", "write ~/data/sessions/mine/x", DENY),
    ("deny *", "read src/a.py", DENY),
    ("ask fs_read", "read src/a.py", ASK),
    ("deny fetch(internal)", "fetch http://INTERNAL:8080/x", DENY),
    ("deny fetch(internal)", "fetch https://internal./x", DENY),
    ("deny fetch(internal)", "fetch https://me@internal/x", ASK),
    ("deny fetch(http://[::1]/*)", "fetch http://[::1]/x", DENY),
    ("deny fetch([::1])", "fetch http://[::1]:8080/x", DENY),
    ("deny fetch([fd00::1]:8080)", "fetch http://[fd00::1]:8080/x", DENY),
    ("deny fetch(127.0.0.1)", "fetch http://localhost:8080/x", DENY),
    ("deny fetch(127.*)", "fetch http://app.localhost/x", DENY),
    ("deny fetch(localhost)", "fetch http://127.0.0.2/x", DENY),
    ("deny fetch(localhost)", "fetch http://[::1]:9/x", DENY),
    ("deny fetch(127.0.0.1)", "fetch http://0.0.0.0:9/x", DENY),
    ("deny fetch(localhost:9)", "fetch http://127.0.0.1:9/x", DENY),
    ("deny fetch(localhost:9)", "fetch http://127.0.0.1:8/x", ASK),
    ("deny fetch(localhost)", "fetch http://notlocalhost/x", ASK),
    ("allow fetch(localhost)", "fetch http://127.0.0.1/x", ASK),
    ("deny fetch(https://example.org:443/*)", "fetch https://example.org/x", DENY),
    ("deny fetch(bücher.example)", "fetch https://xn--bcher-kva.example/", DENY),
    ("deny fetch(example.org/admin/*)", "fetch https://example.org/admin//x", DENY),
    ("deny fetch(example.org/a/admin/*)", "fetch https://example.org/a//admin/x", DENY),
    ("allow fetch(https://*.example.com/*)", "fetch https://a.example.com/x", ALLOW),
    ("allow fetch(https://*.example.com/*)", "fetch https://evil.com/a.example.com/x", ASK),
    ("allow fetch(https://*.example.com/*)", "fetch https://evil.com#.example.com/x", ASK),
    ("allow fetch(https://*.example.com/*)", "fetch https://evil.com?.example.com/x", ASK),
    ("allow fetch(https://*.example.com/*)", "fetch https://x@evil.com/.example.com/x", ASK),
    ("allow fetch(https://*.example.com/*)", "fetch https://evil.com\\.example.com/x", ASK),
    ("allow fetch(https://*.example.com/*)", "fetch http://a.example.com/x", ASK),
    ("allow fetch(example.com)", "fetch http://example.com/x", ALLOW),
    ("allow fetch(example.com/docs/*)", "fetch https://example.com/docs/x?y", ALLOW),
    ("allow fetch(example.com/docs/*)", "fetch https://example.com/admin", ASK),
    ("allow fetch(example.com)", "fetch ftp://example.com/x", ASK),
    ("allow @files/*", "call x", ALLOW),
    ("allow @file/*", "call x", ASK),
    ("allow @files/list(x)", "call x", ASK),
    ("deny @files/list(x)", "call x", DENY),
]


@pytest.mark.parametrize(("rule", "call", "verdict"), RULES)
def test_a_rule(scene: Scene, rule: str, call: str, verdict: Verdict) -> None:
    decision = decide(scene, scene.permissions(rule), call)
    assert decision.verdict is verdict
    assert decision.rule == rule.partition(" ")[2] or decision.rule.startswith("default: ")


@pytest.mark.parametrize("order", list(permutations(["deny", "ask", "allow"])))
def test_deny_counts_before_ask_before_allow(scene: Scene, order: tuple[str, ...]) -> None:
    patterns = {"deny": "git push *", "ask": "git *", "allow": "*"}
    permissions = scene.permissions(*(f"{word} execute_bash({patterns[word]})" for word in order))
    assert decide(scene, permissions, "run git push x").verdict is DENY
    assert decide(scene, permissions, "run git log") == (ASK, "execute_bash(git *)")
    assert decide(scene, permissions, "run ls").verdict is ALLOW


def test_all_that_a_call_touches_must_be_allowed(scene: Scene) -> None:
    permissions = scene.permissions("allow fs_write(src/**)", "deny fs_write(src/lock)")
    one, two, three = (scene.access(AccessKind.WRITE, path) for path in ("src/a", "b", "src/lock"))
    assert permissions.decide("fs_write", [one]).verdict is ALLOW
    assert permissions.decide("fs_write", [one, two]).verdict is ASK
    assert permissions.decide("fs_write", [two, three, one]) == (DENY, "fs_write(src/lock)")
    assert permissions.decide("ask_user", []).verdict is ALLOW


def test_rules_are_about_what_links_lead_to(scene: Scene) -> None:
    (scene.home / "vault").mkdir()
    (scene.work / "link").symlink_to(scene.home / "vault")
    assert decide(scene, scene.permissions(), "read link/key").verdict is ASK
    assert decide(scene, scene.permissions("deny fs_read(link/**)"), "read ~/vault/key").verdict is DENY
    assert decide(scene, scene.permissions("allow fs_read(link/**)"), "read link/key").verdict is ALLOW


def test_a_working_directory_may_be_reached_through_a_link(scene: Scene) -> None:
    (scene.home / "there").symlink_to(scene.work)
    permissions = Permissions(scene.place._replace(working_directory=str(scene.home / "there")))
    assert decide(scene, permissions, "read src/a.py").verdict is ALLOW


def test_read_only_commands_read_no_files_that_are_withheld(scene: Scene) -> None:
    permissions = scene.permissions(
        "deny fs_read(.env)", "ask *(src/keys/**)", read_only_commands_allowed=True
    )
    verdicts = {
        command: decide(scene, permissions, f"run {command}").verdict
        for command in (
            "cat .env",
            "cat src/.env",
            "cat src/keys/a",
            "grep -r x",
            "cat *",
            "cat a",
            "ls | grep x",
        )
    }
    asked = [command for command, verdict in verdicts.items() if verdict is ASK]
    assert asked == ["cat .env", "cat src/.env", "cat src/keys/a", "grep -r x", "cat *"]


def test_a_search_leaves_out_what_may_not_be_read(scene: Scene) -> None:
    permissions = scene.permissions(
        "deny fs_read(.env)", "ask grep(src/keys/)", "allow fs_read(x)", "deny fs_write(y)"
    )
    permissions.add(parse_rule("*(~/vault/**)", DENY))
    assert permissions.withheld() == ("~/vault/**", ".env", "src/keys/")


def test_a_search_of_what_is_below_asks_where_that_is_qmux_itself(scene: Scene) -> None:
    place = scene.place._replace(working_directory=str(scene.home))
    permissions = Permissions(place, read_only_commands_allowed=True, guarded=[str(scene.home / "config")])
    for command, verdict in (("grep -r x", ASK), ("grep --recursive x", ASK), ("grep x a", ALLOW)):
        assert decide(scene, permissions, f"run {command}").verdict is verdict


UNTRUSTABLE = [
    "read /proc/1/environ",
    "read ~/data/sessions/other/x",
    "write ~/config/config.toml",
    "read ~/data/qmux.db",
    "grep ~",
]


@pytest.mark.parametrize("call", UNTRUSTABLE)
def test_no_trust_opens_other_sessions_and_qmux_itself(scene: Scene, call: str) -> None:
    tool, kind = CALLS[call.split(maxsplit=1)[0]]
    permissions = scene.permissions(f"allow {tool}", f"allow {tool}(~/**)")
    permissions.trust_all = True
    assert decide(scene, permissions, call).verdict is ASK
    assert permissions.offers(tool, [scene.access(kind, call.split()[1])]) == ()
    assert decide(scene, scene.permissions(f"deny {tool}(/**)"), call).verdict is DENY


def test_trust_all_allows_what_no_rule_holds_back(scene: Scene) -> None:
    permissions = scene.permissions("deny execute_bash(rm *)", "ask execute_bash(git push *)")
    permissions.trust_all = True
    assert decide(scene, permissions, "write ../x") == (ALLOW, "trust-all")
    assert decide(scene, permissions, "run rm x").verdict is DENY
    assert decide(scene, permissions, "run git push").verdict is ASK


def test_isolation_ignores_inherited_trust_and_nothing_else(scene: Scene) -> None:
    permissions = scene.permissions("allow fs_write", "deny fs_read(.env)", "ask grep", isolated=True)
    assert decide(scene, permissions, "write x").verdict is ASK
    assert decide(scene, permissions, "read .env").verdict is DENY
    assert decide(scene, permissions, "grep .").verdict is ASK
    permissions.add(parse_rule("fs_write(src/**)"))
    assert decide(scene, permissions, "write src/x").verdict is ALLOW
    permissions.isolated = False
    assert decide(scene, permissions, "write x").verdict is ALLOW


def test_read_only_commands_are_allowed_by_a_setting(scene: Scene) -> None:
    permissions = scene.permissions("deny execute_bash(cat *)", read_only_commands_allowed=True)
    assert decide(scene, permissions, "run ls | head") == (ALLOW, "tools.allow_read_only_commands")
    assert decide(scene, permissions, "run cat x").verdict is DENY
    assert decide(scene, permissions, "run ls > x").verdict is ASK


@pytest.mark.parametrize(
    ("command", "verdict"),
    [
        ("cat ~/config/config.toml", ASK),
        ("cat ~/con*/config.toml", ASK),
        ("cat ../data/sessions/other/x", ASK),
        ("cat x | grep -f ../config/config.toml", ASK),
        ("grep -f../config/config.toml x", ASK),
        ("grep --file=../config/config.toml x", ASK),
        ("cat /proc/1/environ", ASK),
        ("grep -r key ~", ASK),
        ("head ../*/*", ASK),
        ("cat /*/*/x", ASK),
        ("ls ~", ALLOW),
        ("cat src/*.py", ALLOW),
        ("cat ~/notes ~/data/sessions/mine/x", ALLOW),
    ],
)
def test_read_only_commands_do_not_read_qmux_itself(scene: Scene, command: str, verdict: Verdict) -> None:
    permissions = scene.permissions(read_only_commands_allowed=True)
    assert decide(scene, permissions, f"run {command}").verdict is verdict


OFFERS = [
    ("run git status -s", ["execute_bash(git status -s)", "execute_bash(git status *)", "execute_bash"]),
    ("run make", ["execute_bash(make)", "execute_bash"]),
    ("run ls *.py", ["execute_bash(ls [*].py)", "execute_bash(ls *)", "execute_bash"]),
    ("run make; make test", ["execute_bash(make; make test)", "execute_bash"]),
    ("write README", ["fs_write(./README)", "fs_write(./**)", "fs_write"]),
    ("write src/a[1].py", ["fs_write(src/a[[]1].py)", "fs_write(src/**)", "fs_write"]),
    ("read /etc/hosts", ["fs_read(/etc/hosts)", "fs_read(/etc/**)", "fs_read"]),
    ("read ~/.profile", ["fs_read(HOME/.profile)", "fs_read"]),
    ("read /vmlinuz", ["fs_read(/vmlinuz)", "fs_read"]),
    ("fetch https://a.b/c?d=*", ["fetch(https://a.b/c[?]d=[*])", "fetch(https://a.b/*)", "fetch"]),
    ("fetch https://a.b", ["fetch(https://a.b)", "fetch(https://a.b/*)", "fetch"]),
    ("call x", ["@files/list"]),
    ("read src/a.py", []),
]


@pytest.mark.parametrize(("call", "offers"), OFFERS)
def test_what_is_offered_to_trust(scene: Scene, call: str, offers: list[str]) -> None:
    permissions = scene.permissions()
    word, _, target = call.partition(" ")
    tool, kind = CALLS[word]
    rules = permissions.offers(tool, [scene.access(kind, target)])
    home = str(scene.home)
    assert [rule_text(rule).replace(home, "HOME") for rule in rules] == offers
    for rule in rules:
        fresh = scene.permissions()
        fresh.add(rule)
        assert decide(scene, fresh, call) == (ALLOW, rule_text(rule)), "what is offered must work"


def test_several_paths_are_trusted_by_their_directory(scene: Scene) -> None:
    paths = [scene.access(AccessKind.READ, f"../lib/{name}") for name in ("a", "b/c")]
    rules = scene.permissions().offers("fs_read", paths)
    assert [rule_text(rule) for rule in rules] == [f"fs_read({scene.home}/lib/**)", "fs_read"]


def test_nothing_is_offered_that_would_not_help(scene: Scene) -> None:
    permissions = scene.permissions("ask execute_bash(git push *)", "deny execute_bash(rm *)")
    for command in ("git push", "rm x"):
        assert permissions.offers("execute_bash", [scene.access(AccessKind.RUN, command)]) == ()


def test_rules_are_listed_revoked_and_reset(scene: Scene) -> None:
    permissions = scene.permissions("allow fs_write")
    mine, other = parse_rule("execute_bash(git *)"), parse_rule("grep")
    for rule in (mine, other, mine):
        permissions.add(rule)
    assert [rule_text(rule) for rule in permissions.rules()] == ["grep", "execute_bash(git *)", "fs_write"]
    permissions.revoke(mine)
    with pytest.raises(UserError, match="There is no rule execute_bash"):
        permissions.revoke(mine)
    with pytest.raises(UserError, match=r"fs_write comes from permissions\.allow"):
        permissions.revoke(permissions.rules()[-1])
    permissions.trust_all = permissions.isolated = True
    permissions.reset()
    assert (permissions.trust_all, permissions.isolated) == (False, False)
    assert [rule_text(rule) for rule in permissions.rules()] == ["fs_write"]


def test_a_rule_replaces_one_about_the_same(scene: Scene) -> None:
    permissions = scene.permissions()
    permissions.add(parse_rule("fs_read", ASK))
    assert decide(scene, permissions, "read x").verdict is ASK
    permissions.add(parse_rule("fs_read"))
    assert decide(scene, permissions, "read x").verdict is ALLOW


# -- the notation ---------------------------------------------------------------------------------------------

PARSED = [
    ("fs_read", "fs_read", ""),
    (" execute_bash(git status *) ", "execute_bash", "git status *"),
    ("execute_bash(echo (a))", "execute_bash", "echo (a)"),
    ("execute_bash(a\nb)", "execute_bash", "a\nb"),
    ("@server/tool", "@server/tool", ""),
    ("@server/*", "@server/*", ""),
]
NO_RULES = ["", "execute_bash(", "execute_bash(rm", "execute_bash()", "two words", "(x)", "fs_read)"]


@pytest.mark.parametrize(("text", "tool", "pattern"), PARSED)
def test_a_rule_is_read_and_written(text: str, tool: str, pattern: str) -> None:
    rule = parse_rule(text)
    assert rule == Rule(ALLOW, tool, pattern, "session")
    assert rule_text(rule) == text.strip()


@pytest.mark.parametrize("text", NO_RULES)
def test_what_is_no_rule_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(
        UserError, match=r'is no permission rule. Write TOOL or TOOL\(PATTERN\), for instance "'
    ):
        parse_rule(text)


@pytest.mark.parametrize("text", ["*", "**", "*(src/**)", "?*"])
def test_no_rule_allows_every_tool(text: str) -> None:
    with pytest.raises(UserError, match="/tools trust-all"):
        parse_rule(text)
    assert parse_rule(text, DENY).verdict is DENY


@given(st.from_regex(r"[@a-z_*?/]{1,9}", fullmatch=True), st.text(max_size=20))
def test_writing_and_reading_are_inverse(tool: str, pattern: str) -> None:
    rule = Rule(DENY, tool, pattern, "settings")
    assert parse_rule(rule_text(rule), DENY, "settings") == rule


def test_settings_are_read_in_the_order_in_which_they_count() -> None:
    values = {
        "permissions.allow": ("grep",),
        "permissions.ask": ("fetch",),
        "permissions.deny": ("fs_read(x)",),
    }
    rules, warnings = rules_from(Settings("", values))
    assert [(rule.verdict, rule_text(rule), rule.origin) for rule in rules] == [
        (DENY, "fs_read(x)", "settings"),
        (ASK, "fetch", "settings"),
        (ALLOW, "grep", "settings"),
    ]
    assert warnings == ()


BROKEN = [
    ("deny", "execute_bash(rm", (DENY, "execute_bash"), "every use of execute_bash is denied."),
    ("deny", "(rm *)", (DENY, "*"), "every tool is denied."),
    ("ask", "execute_bash(", (ASK, "execute_bash"), "every use of execute_bash asks first."),
    ("allow", "execute_bash(", None, "It is ignored."),
    ("allow", "*", None, "It is ignored."),
]


@pytest.mark.parametrize(("key", "text", "rule", "words"), BROKEN)
def test_a_broken_rule_is_never_the_milder_one(
    key: str, text: str, rule: tuple[Verdict, str] | None, words: str
) -> None:
    read = rules_from(Settings("", {f"permissions.{key}": (text,)}))
    assert [(each.verdict, rule_text(each)) for each in read.rules] == ([rule] if rule else [])
    (warning,) = read.warnings
    assert warning.startswith(f"permissions.{key}: ") and text in warning and warning.endswith(words)


def test_where_case_does_not_count_it_hides_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "CASE_COUNTS", False)
    permissions = scene.permissions("deny fs_read(~/.ssh/**)", "deny fs_write(*.key)")
    assert decide(scene, permissions, "read ~/.SSH/id").verdict is DENY
    assert decide(scene, permissions, "write A.KEY").verdict is DENY
    assert decide(scene, permissions, "read ~/CONFIG/config.toml") == (ASK, "default: qmux's own files")
