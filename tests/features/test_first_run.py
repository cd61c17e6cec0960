"""The first minutes: an empty frame that takes keys, a welcome, and a stand-in for a model that says so."""

from pathlib import Path

from tests.features.conftest import Start
from tests.features.steps import asked, displayed, leave, locked, prompt_of, sees, send, status


def test_a_first_start_shows_prompt_status_line_and_a_welcome(start: Start) -> None:
    program = start()
    sees(program, "Welcome to qmux", "/help the commands", prompt_of("dev-1"))
    program.wait_for(lambda lines: status(lines).split() == ["1:dev-1", "dev", "*", "ACTIVE", "offline"])
    assert program.cursor() == (len("[Current: dev-1] q> "), program.lines - 2)


def test_the_welcome_is_said_at_the_first_start_only(start: Start) -> None:
    program = start()
    program.wait_for("Welcome to qmux")
    leave(program)
    program = start()
    lines = program.wait_for("Welcome to qmux")  # in the session that comes back
    assert sum("Welcome" in line for line in lines) == 1
    program.press("C-n")
    displayed(program, "dev-2")
    program.wait_gone("Welcome")


def test_keys_typed_before_the_sessions_are_there_are_kept_and_enter_is_held(
    start: Start, clean_environment: Path
) -> None:
    program = start()
    displayed(program, "dev-1")
    leave(program)
    with locked(clean_environment) as unlock:
        program = start()
        program.wait_for("[Current: -] q>")
        program.type("hello there")
        program.press("Enter")
        program.type("unsent")
        program.press("C-n")
        program.type("unsent too")
        program.wait_for("q> hello there")
        program.wait_for(lambda lines: "restoring sessions" in status(lines))
        unlock()
    program.wait_for("[Current: dev-2] q> unsent too")
    program.press("M-1")
    sees(program, "You said: hello there", "q> unsent")


def test_a_start_without_key_and_server_says_that_it_is_no_model_and_how_to_get_one(start: Start) -> None:
    program = start(columns=200, lines=50)
    displayed(program, "dev-1")
    send(program, "good morning")
    program.wait_for("no language model")
    program.wait_for("set ANTHROPIC_API_KEY, OPENAI_API_KEY or OLLAMA_HOST")
    program.wait_for("You said: good morning")


def test_the_offline_provider_shows_what_qmux_can_do(start: Start) -> None:
    program = start(lines=50)
    displayed(program, "dev-1")
    send(program, "help")
    sees(program, "help: ", "slow [SECONDS]: ", "fail: ", "ask [QUESTION]: ", "print N lines: ")
    send(program, "slow 0.1")
    program.wait_for("done.")
    send(program, "print 40 lines")
    program.wait_for("line 40 of 40")
    send(program, "ask Tea or coffee?")
    asked(program, "? Tea or coffee?")
    send(program, "tea")
    program.wait_for("You answered: tea")
    send(program, "fail")
    sees(program, "Session failed: The offline provider failed, as you asked.", "FAILED")
    send(program, "/retry")
    program.wait_for("The second try works.")
