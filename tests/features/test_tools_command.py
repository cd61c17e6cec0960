"""/tools: what a session's tools may do, seen and changed from outside."""

import json
from pathlib import Path

from tests.features.conftest import Start
from tests.features.steps import displayed, sees, send, write_settings


def row(tool: str, label: str, program_lines: list[str]) -> bool:
    """Return whether the list says `label` of `tool`."""
    return any(line.split(None, 1) == [tool, label] for line in (each.rstrip() for each in program_lines))


def test_the_list_follows_what_is_trusted(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/tools")
    program.wait_for(lambda lines: row("execute_bash", "not trusted", lines))
    assert row("ask_user", "always allowed", program.screen())
    send(program, "/tools trust execute_bash(git status *)")
    sees(program, "execute_bash(git status *) is now trusted.")
    send(program, "/tools trust fs_write")
    sees(program, "Tool 'fs_write' is now trusted. I will not ask for confirmation")
    send(program, "/tools")
    program.wait_for(lambda lines: row("fs_write", "trusted", lines))
    sees(program, "Rules of this session:", "  1  allow  execute_bash(git status *)", "  2  allow  fs_write")
    send(program, "/tools untrust 1")
    sees(program, "execute_bash(git status *) is no longer trusted.")
    send(program, "/tools untrust fs_write")
    sees(program, "Tool 'fs_write' set to per-request confirmation.")


def test_trust_all_shows_in_the_prompt_and_reset_takes_it_back(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/tools trust-all")
    sees(program, "All tools are now trusted (!).", "[Current: dev-1] !q>")
    send(program, "/tools reset")
    sees(
        program, "Reset all tools to the permission levels as defined in the settings.", "[Current: dev-1] q>"
    )


def test_a_mistake_says_what_to_type_and_keeps_the_line(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/tools trust execut_bash")
    sees(program, "There is no tool execut_bash. Did you mean execute_bash?", "q> /tools trust execut_bash")
    program.press("C-u")
    send(program, "/tools trst fs_write")
    sees(program, 'cannot be "trst"')


def test_tab_completes_actions_and_tools(start: Start) -> None:
    program = start()
    displayed(program, "dev-1")
    program.type("/tools unt")
    program.press("Tab")
    program.type("execute")
    program.press("Tab")
    sees(program, "q> /tools untrust execute_bash")


def test_rules_of_the_settings_are_listed_and_a_broken_one_is_warned_of(
    start: Start, clean_environment: Path
) -> None:
    rules = 'deny = ["execute_bash(rm *)", "ask_user("]\nallow = ["fs_write(src/**)"]'
    write_settings(clean_environment, f"[permissions]\n{rules}\n")
    program = start()
    sees(program, "permissions.deny: ")
    sees(program, "every use of ask_user is denied.")
    send(program, "/tools")
    sees(
        program,
        "Rules of the settings:",
        "deny   execute_bash(rm *)",
        "deny   ask_user",
        "allow  fs_write(src/**)",
    )


def test_every_change_of_trust_stands_in_the_audit_log(start: Start, clean_environment: Path) -> None:
    program = start()
    displayed(program, "dev-1")
    send(program, "/tools trust fs_write")
    sees(program, "Tool 'fs_write' is now trusted.")
    send(program, "/tools trust-all")
    sees(program, "!q>")
    log = clean_environment / ".local" / "share" / "qmux" / "audit.jsonl"
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(row["what"], row["session"], row["decision"], row["by"]) for row in rows] == [
        ("trust", "dev-1", "trusted", "user"),
        ("trust", "dev-1", "trust-all", "user"),
    ]
