"""Names: what is made of a message, what a user may choose, and the type that a message speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qmux.errors import UserError
from qmux.model.detection import detect_type
from qmux.model.naming import check_name, fallback_name, generate
from qmux.model.session import SessionType

DEBUG, PLANNING = SessionType.DEBUG, SessionType.PLANNING
DEVELOPMENT, REVIEW = SessionType.DEVELOPMENT, SessionType.CODE_REVIEW

MESSAGES = [
    ("Fix the login page timeout error when users sign in with OAuth", DEBUG, "login-timeout-oauth"),
    ("Please help me debug a memory leak in our Python worker", DEBUG, "memory-leak-python"),
    ("the docker build fails with exit code 137", DEBUG, "docker-build-fails"),
    ("There's a crash in the parser, see src/parse/lexer.c", DEBUG, "crash-parser-lexer"),
    ("Design a REST API for a todo app", PLANNING, "design-rest-api"),
    ("plan the migration from mysql to postgres", PLANNING, "plan-migration-mysql"),
    ("Can you review this pull request for the payment service?", REVIEW, "review-pull-payment"),
    ("check my regex", REVIEW, "check-regex"),
    ("Write unit tests for src/utils/date_parser.py", DEVELOPMENT, "unit-tests-date"),
    ("How do I deploy a lambda function with terraform?", DEVELOPMENT, "deploy-lambda"),
    ("what's the difference between TCP and UDP?", DEVELOPMENT, "difference-tcp-udp"),
    ("explain kubernetes networking", DEVELOPMENT, "explain-kubernetes"),
    ("Add dark mode to the settings page", DEVELOPMENT, "add-dark-mode"),
    ("convert this CSV to JSON: data.csv", DEVELOPMENT, "convert-csv-json"),
    ("Optimize slow SQL query in reports dashboard", DEVELOPMENT, "optimize-sql-query"),
    ("I don't understand why the tests don't pass on windows", DEVELOPMENT, "tests-pass-windows"),
    ("Refactor https://example.com/a/b.html please", DEVELOPMENT, "refactor"),
    ("Translate this:\n```\nignored words here\n```", DEVELOPMENT, "translate-words"),
    ("```\nfoo bar baz\n```", DEVELOPMENT, "foo-bar-baz"),
    ("Supercalifragilisticexpialidocious", DEVELOPMENT, "supercalifragilistic"),
    ("ＦＩＸ the ｃａｃｈｅ", DEBUG, "fix-cache"),
    ("404 500", DEVELOPMENT, "404-500"),
    ("12345", DEVELOPMENT, "dev-12345"),
    ("修复登录页面的错误", DEBUG, "登录页面"),
    ("ログイン画面のバグを直してください", DEBUG, "ログイン-画面-バグ"),
    ("почини ошибку в авторизации", DEBUG, "почини-авторизации"),
    ("नमस्ते दुनिया कोड", DEVELOPMENT, "दुनिया-कोड"),
    ("오류를 수정해 주세요", DEBUG, "오류-수정해"),
    ("L'erreur de connexion à la base de données", DEBUG, "erreur-base-données"),
    ("Bitte die Größe der Schrift ändern", DEVELOPMENT, "größe-schrift-ändern"),
    ("hi", DEVELOPMENT, "dev-1"),
    ("can you help me with this?", DEVELOPMENT, "dev-1"),
    ("🎉🎉 !!! \u0301", DEVELOPMENT, "dev-1"),
    ("", DEVELOPMENT, "dev-1"),
]


@pytest.mark.parametrize(("message", "type", "name"), MESSAGES)
def test_a_message_gives_a_type_and_a_name(message: str, type: SessionType, name: str) -> None:
    assert detect_type([message]) is type
    assert generate([message], type, [], 20) == name


def test_the_first_three_messages_count_and_what_is_repeated_counts_more() -> None:
    messages = ["hello", "the importer is slow", "profile the importer", "and cook dinner"]
    assert generate(messages, DEVELOPMENT, [], 20) == "importer-profile"
    assert generate(messages, DEVELOPMENT, [], 30) == "importer-slow-profile"


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("debugging session", DEBUG),
        ("please check why it crashes", DEBUG),
        ("review the fix in this branch", REVIEW),
        ("design a check for the fixture", PLANNING),
        ("prefix the checkout with a planet", DEVELOPMENT),
        ("FIX THIS", DEBUG),
    ],
)
def test_types_are_told_by_whole_words_the_first_one_first(text: str, type: SessionType) -> None:
    assert detect_type([text]) is type


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("SHOP-2291: the coupon is applied twice", "shop-2291-coupon"),
        ("rename the cartReducer", "rename-cart-reducer"),
        ("IndexError: list index out of range", "indexerror-index"),
        ("is calculate_discount() right?", "calculate-discount"),
        ("a parser for INI files", "parser-ini-files"),
        ("see https://example.com/some/page?of=words about webhooks", "webhooks"),
        ("mail anna@example.com about the invoice", "mail-invoice"),
        ("图书馆的管理系统", "图书馆-管理系统"),
        ("東京の天気アプリ", "東京-天気-アプリ"),
        ("게시판을 만들어줘", "게시판"),
    ],
)
def test_identifiers_tickets_and_scripts_without_spaces_have_their_words(message: str, name: str) -> None:
    assert generate([message], DEVELOPMENT, [], 20) == name


def test_of_a_pasted_megabyte_the_request_before_or_after_it_is_read() -> None:
    paste = "    move(x, y);\n" * 60_000
    assert "webhook" in generate([f"port the webhook\n{paste}"], DEVELOPMENT, [], 20)
    assert "webhook" in generate([f"{paste}\nport the webhook"], DEVELOPMENT, [], 20)


def test_where_there_is_no_room_for_a_number_a_letter_is_free() -> None:
    assert generate(["a"], DEBUG, [], 1) == "a"
    assert generate(["parser"], DEBUG, ["p", "a"], 1) == "b"
    assert generate(["42 42"], DEBUG, [], 2) == "de"


def test_taken_names_get_numbers_within_the_limit() -> None:
    message, taken = ["fix the login page timeout"], ["Fix-Login-Timeout", "fix-login-timeout-2"]
    assert generate(message, DEBUG, taken[:1], 20) == "fix-login-timeout-2"
    assert generate(message, DEBUG, taken, 20) == "fix-login-timeout-3"
    assert generate(message, DEBUG, ["fix-login-timeout"], 18) == "fix-login-timeou-2"


def test_the_fallback_takes_the_lowest_free_number() -> None:
    assert fallback_name(REVIEW, ["review-1", "Review-2", "review-4"], 20) == "review-3"
    assert fallback_name(PLANNING, [], 20) == "plan-1"


@pytest.mark.parametrize("name", ["a", "größe", "x.y_z-1", "你好", "नमस्ते", "v2", "x" * 20, "1a"])
def test_what_the_rule_allows_is_taken(name: str) -> None:
    assert check_name(name, ["other"], 20) == name


def test_a_name_is_composed() -> None:
    assert check_name("cafe\u0301", [], 20) == "café"


REFUSED = [
    ("", "is empty", "session"),
    ("my name", "has a space in it", "my-name"),
    ("a/b", 'has "/" in it', "a-b"),
    ("tab\there", "has U+0009 in it", "tab-here"),
    ("esc\x1b[0m", "has U+001B in it", "esc-0m"),
    ("zero\u200bwidth", "has U+200B in it", "zero-width"),
    ("\u0301acute", "has U+0301 in it", "acute"),
    ("half\ud800", "has U+D800 in it", "half"),
    ("42", "is only digits", "session-42"),
    ("٤٢", "is only digits", "session-٤٢"),
    ("x" * 21, "is 21 characters long", "x" * 20),
    ("Taken", "is taken", "Taken-2"),
    ("!!!", 'has "!" in it', "session"),
]


@pytest.mark.parametrize(("name", "problem", "proposal"), REFUSED)
def test_what_the_rule_forbids_is_refused_with_the_rule_and_a_proposal(
    name: str, problem: str, proposal: str
) -> None:
    with pytest.raises(UserError) as caught:
        check_name(name, ["taken"], 20)
    message = str(caught.value)
    assert f" {problem}" in message
    assert 'has 1 to 20 letters, digits, "-", "_" or "."' in message
    assert message.endswith(f'Try "{proposal}".')
    assert check_name(proposal, ["taken"], 20) == proposal


TEXTS = st.text(st.characters(codec=None), max_size=60) | st.text("ab1 的を́-_.'/", max_size=30)
TYPES = st.sampled_from(SessionType)


@given(st.lists(TEXTS, max_size=4), TYPES, st.integers(1, 100), st.integers(0, 12))
def test_a_generated_name_is_always_valid_and_unique(
    messages: list[str], type: SessionType, max_length: int, others: int
) -> None:
    taken: list[str] = []
    for _ in range(others + 1):
        name = generate(messages, type, taken, max_length)
        assert check_name(name, taken, max_length) == name
        taken.append(name)
    assert generate(messages, type, taken[:-1], max_length) == taken[-1]


@given(TEXTS, st.lists(st.text(max_size=5), max_size=5), st.integers(1, 100))
def test_a_proposal_is_always_valid(name: str, taken: list[str], max_length: int) -> None:
    try:
        check_name(name, taken, max_length)
    except UserError as exc:
        proposal = str(exc).rpartition(' Try "')[2].removesuffix('".')
        assert check_name(proposal, taken, max_length) == proposal
