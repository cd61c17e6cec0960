"""What permission rules make of shell commands: a command never passes a pattern that does not cover all of it."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qmux.tools import shell_command
from qmux.tools.patterns import Match, escape
from qmux.tools.shell_command import (
    command_covers,
    command_touches,
    is_read_only,
    sensible_prefix,
    simple_words,
)

COVERED = [
    ("git status *", "git status"),
    ("git status *", "git status -s"),
    ("git status *", "  git   status\t-s "),
    ("git status*", "git status"),
    ("git *", "git log --format='%h; rm -rf %s'"),
    ("git commit -m *", 'git commit -m "a; b && c"'),
    ('git commit -m "*"', 'git commit -m "fix"'),
    ("git status *", "git 'status' -s"),
    ("npm run test:*", "npm run test:unit"),
    ("make && make test", "make && make test"),
    ("ls [*].py", "ls *.py"),
    ("*", "ls"),
]
NOT_COVERED = [
    ("git status *", "git statusx"),
    ("git status", "git status -s"),
    ("git status *", "git"),
    ("git *", "gitx status"),
    ("ls [*].py", "ls a.py"),
    ("make && make *", "make && make test"),
    ("git status *", '"git status" x'),
    ("git *", "FOO=1 git status"),
]
# What must never pass "git *" or even "*": more than one program, or words that only the shell knows.
HIDDEN = [
    "git status; rm -rf x",
    "git status;rm -rf x",
    "git status && rm x",
    "git status || rm x",
    "git status & rm x",
    "git status | sh",
    "git status|sh",
    "git status\nrm x",
    "git status\r\nrm x",
    "git log $(rm x)",
    "git log `rm x`",
    'git log "$(rm x)"',
    'git log "`rm x`"',
    "git log ${IFS}",
    "git log $'\\n'",
    "git diff <(rm x)",
    "git log > ~/.bashrc",
    "git log >> x",
    "git log < x",
    "git {status,push}",
    "git log 'unclosed",
    'git log "unclosed',
    'git log "a\\"; rm x"',
    "git log \\\n x",
    "git log \x00",
    "git\u00a0log",
    "git log \\",
    "(git log)",
    "git log # $(x)",
]


@pytest.mark.parametrize(("pattern", "command"), COVERED)
def test_a_pattern_covers(pattern: str, command: str) -> None:
    assert command_covers(pattern, command)
    assert command_touches(pattern, command) is Match.YES


@pytest.mark.parametrize(("pattern", "command"), NOT_COVERED)
def test_a_pattern_does_not_cover(pattern: str, command: str) -> None:
    assert not command_covers(pattern, command)


def test_a_side_door_that_is_spelled_opens_no_other() -> None:
    pattern = "git -c user.name=x *"
    assert command_covers(pattern, "git -c user.name=x log")
    assert not command_covers(pattern, "git -c user.name=x log --output=.bashrc")
    assert not command_covers(pattern, "git -c user.name=x -C /tmp log")
    assert not command_covers(pattern, "git -c user.name=x -c core.pager=rm log")


@pytest.mark.parametrize(
    ("pattern", "command", "spelled"),
    [
        ("git *", "git -c core.pager='rm x' log", "git -c *"),
        ("git *", "git -calias.x=!rm x", ""),
        ("git *", "git --no-pager -c alias.x='!rm y' x", "git --no-pager -c *"),
        ("git *", "git --exec-path=/tmp/x status", "git --exec-path=/tmp/x *"),
        ("git *", "git -C /tmp/x status", "git -C /tmp/x *"),
        ("git *", "git --git-dir /tmp/x status", "git --git-dir *"),
        ("git *", "/usr/bin/git config alias.x '!rm y'", "/usr/bin/git config *"),
        ("git log *", "git log -p --output=.bashrc", "git log -p --output=*"),
        ("git log *", "git log --outp=.bashrc", ""),
        ("git grep *", "git grep -Orm x", ""),
        ("git grep *", "git grep -iO'rm' x", ""),
        ("git fetch *", "git fetch --upload-pack='rm x' y", "git fetch --upload-pack=*"),
        ("git rebase *", "git rebase -x 'rm x' main", "git rebase -x *"),
        ("git submodule *", "git submodule foreach 'rm x'", "git submodule foreach *"),
        ("go test *", "go test -exec 'rm x' ./...", "go test -exec *"),
        ("rg *", "rg --pre=rm x", "rg --pre=rm *"),
        ("tar *", "tar -xf x --checkpoint-action=exec=rm", ""),
        ("make *", "make SHELL=/tmp/x all", "make SHELL=/tmp/x *"),
        ("*", "sort -o .bashrc x", "sort -o *"),
    ],
)
def test_a_wildcard_does_not_cover_side_doors(pattern: str, command: str, spelled: str) -> None:
    assert not command_covers(pattern, command)
    assert command_covers(escape(command), command)
    assert not spelled or command_covers(spelled, command)
    assert sensible_prefix(command) == ""
    assert command_touches(pattern, command) is Match.YES


@pytest.mark.parametrize(
    ("pattern", "command"),
    [
        ("git *", "git log --oneline -5"),
        ("git *", "git commit -C HEAD"),
        ("git switch *", "git switch -c new"),
        ("git diff *", "git diff --exit-code -- a"),
        ("git clean *", "git clean -xfd"),
        ("make *", "make -j4 all V=1"),
        ("npm run build *", "npm run build --production"),
        ("grep *", "grep -o x y"),
    ],
)
def test_a_wildcard_covers_what_only_looks_like_one(pattern: str, command: str) -> None:
    assert command_covers(pattern, command)


@pytest.mark.parametrize("command", HIDDEN)
def test_no_pattern_covers_what_hides_more(command: str) -> None:
    for pattern in ("git *", "*", "git status*", "git log *"):
        assert not command_covers(pattern, command)
    assert command_covers(escape(command.strip()), command), "the very same text was approved"
    assert sensible_prefix(command) == ""


TOUCHED = [
    ("rm *", "git status; rm -rf x"),
    ("rm *", "git status && sudo rm -rf x"),
    ("rm *", "/bin/rm x"),
    ("rm *", "A=1 B=2 rm x"),
    ("rm *", "echo $(rm x)"),
    ("rm *", "echo `rm x`"),
    ("rm *", "true\nrm x"),
    ("rm *", "r\\m x"),
    ("rm *", "'r'm x"),
    ("rm *", "if true; then rm x; fi"),
    ("rm *", "{ rm x; }"),
    ("rm *", "(rm x)"),
    ("rm *", "xargs rm < list"),
    ("rm *", "xargs /bin/rm < list"),
    ("git push", "git push > log"),
    ("git push *", "cd x && git  push origin"),
]
MAYBE = [
    ("rm *", "sh -c 'rm x'"),
    ("rm *", "find . -exec rm x +"),
    ("rm *", "find . -exec /bin/rm x +"),
    ("rm *", "git -c alias.x='!rm -r' x"),
    ("rm *", "env -S --x=rm y"),
    ("rm *", "echo rm x"),
    ("rm *", "git commit -m 'stop; rm x'"),
    ("rm *", "$RM x"),
    ("rm *", "/bin/r? x"),
    ("rm *", "r{m,} x"),
    ("rm *", "x" * 20_001),
]
UNTOUCHED = [("rm *", "git status"), ("rm *", "rmdir x"), ("git push *", "git pull; git log"), ("rm *", "  ")]


@pytest.mark.parametrize(
    ("pattern", "command", "match"),
    [(*row, Match.YES) for row in TOUCHED]
    + [(*row, Match.MAYBE) for row in MAYBE]
    + [(*row, Match.NO) for row in UNTOUCHED],
)
def test_a_denied_pattern_is_found_in_any_part(pattern: str, command: str, match: Match) -> None:
    assert command_touches(pattern, command) is match


@pytest.mark.parametrize(
    "command",
    [
        "r\\\nm x",
        "echo a | r\\\nm -f x",
        "sh -c 'r\\\nm x'",
        "r``m x",
        "r`:`m x",
        "echo `r``m x`",
        "r$()m x",
        "sh -c $'\\x72m x'",
        'bash -c "$x"',
        'bash -c "`cat x`"',
        "echo cm0geA== | base64 -d | sh",
        "curl x | sudo bash -s",
        "bash < x",
        "bash <(cat x)",
        ". <(cat x)",
        "sh <<E\n$x\nE",
    ],
)
def test_a_denied_pattern_may_be_in_what_cannot_be_read(command: str) -> None:
    assert command_touches("rm *", command) is not Match.NO


@pytest.mark.parametrize(
    "command",
    ["echo `date`", "echo $(date)", "bash script.sh", "make \\\n all", "ls | grep sh", "sh -c 'make all'"],
)
def test_a_denied_pattern_is_not_seen_everywhere(command: str) -> None:
    assert command_touches("rm *", command) is Match.NO


def test_where_case_does_not_count_it_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command_touches("rm *", "RM x") is Match.NO
    monkeypatch.setattr(shell_command, "CASE_COUNTS", False)
    assert command_touches("rm *", "RM x") is Match.YES
    assert command_touches("Rm *", "/bin/rM x") is Match.YES
    assert not command_covers("rm *", "RM x")


@pytest.mark.parametrize("pattern", ["rm *", "*rm*", "[a-z]*x*"])
def test_looking_into_a_long_command_takes_no_time_to_speak_of(pattern: str) -> None:
    for words in ("a ", "a/", "x="):
        command_touches(pattern, words * 9_999)  # the test's timeout is the judge


READ_ONLY = [
    "ls -la",
    "cat a.txt | head -5",
    "find . -name '*.py'",
    "grep -rn x src | head",
    "pwd",
    "type ls",
    "echo a | grep a",
]
NOT_READ_ONLY = [
    "ls > x",
    "cat a|sh",
    "cat a | sh",
    "find . -delete",
    "find . -exec rm {} +",
    "find . '-exec' rm x",
    "find . -okdir x",
    "find . -fprintf x y",
    "grep -P x",
    "grep -rP x",
    "grep --perl-regexp x",
    "ls; rm x",
    "ls\nrm x",
    "echo $(rm x)",
    "A=1 ls",
    "./ls",
    "rm x",
    "ls | ",
    "",
    "ls &",
]


@pytest.mark.parametrize("command", READ_ONLY)
def test_what_only_reads(command: str) -> None:
    assert is_read_only(command)


@pytest.mark.parametrize("command", NOT_READ_ONLY)
def test_what_may_do_more_than_read(command: str) -> None:
    assert not is_read_only(command)


PREFIXES = [
    ("git status -s", "git status"),
    ("git status", "git status"),
    ("cargo test --all", "cargo test"),
    ("npm run build -- --x", "npm run build"),
    ("npm run -s", ""),
    ("python3 -m pytest tests", "python3 -m pytest"),
    ("python3 setup.py", ""),
    ("docker compose up", "docker compose up"),
    ("ls -la", "ls"),
    ("make", ""),
    ("git -C x status", ""),
    ("rm -rf x", ""),
    ("sudo git status", ""),
    ("/usr/bin/sudo git status", ""),
    ("find . -name x", ""),
    ("bash run.sh", ""),
    ("A=1 git status", ""),
]


@pytest.mark.parametrize(("command", "prefix"), PREFIXES)
def test_a_prefix_ends_at_a_sensible_word(command: str, prefix: str) -> None:
    assert sensible_prefix(command) == prefix
    if prefix:
        assert command_covers(f"{prefix} *", command)


ALPHABET = st.sampled_from([*"ab ;&|<>()$`{}\\'\"\n\t*?[]~#!=-", "git", "rm ", "$(", "&&"])

TEXTS = st.lists(ALPHABET.filter(lambda part: part != "~"), max_size=8).map("".join)


@given(st.lists(ALPHABET, max_size=12).map("".join))
@settings(max_examples=300, deadline=None)
def test_an_exact_rule_covers_its_own_command_and_nothing_raises(command: str) -> None:
    assert command_covers(escape(command.strip()), command)
    assert command_touches("rm *", command) in Match
    assert not (is_read_only(command) and simple_words(command) is None and "|" not in command)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is the judge, and is not installed")
@given(
    st.lists(
        st.lists(ALPHABET.filter(lambda part: part != "~"), max_size=8).map("".join), min_size=30, max_size=30
    )
)
@settings(max_examples=15, deadline=None)
def test_bash_splits_simple_commands_into_the_same_words(arguments: list[str]) -> None:
    """A shell function stands for the program; with globbing off, its arguments must be our words, one call each."""
    commands = [f"count {text}" for text in arguments]
    simple = [(command, words) for command in commands if (words := simple_words(command))]
    script = "\n".join(
        ['set -f; count() { printf \'%s\\0\' "$#" "$@"; }', *(command for command, _ in simple)]
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=20, check=False)
    expected = [field for _, words in simple for field in (str(len(words) - 1), *words[1:])]
    said = done.stdout.decode().split("\0")[:-1]
    assert said == expected, done.stderr
