"""The table [keys]: what a user binds, and every way to get it wrong, each refused with a sentence."""

import pytest

from qmux.commands.bindings import BINDINGS, COPY, DEFAULTS, GLOBAL, PREFIX, PROMPT, Bindings
from qmux.commands.describe import key_sections
from qmux.commands.rebinding import rebound
from qmux.commands.table import COMMANDS
from qmux.errors import SettingsError
from qmux.settings.toml import parse


def bind(text: str) -> Bindings:
    """Return the keys with a [keys] table of this text."""
    keys = parse("[keys]\n" + text, "config.toml")["keys"]
    assert isinstance(keys, dict)
    return rebound(keys, COMMANDS, "config.toml")


def command(bindings: Bindings, context: str, key: str) -> str:
    """Return what a key runs in a context, "" for nothing."""
    row = bindings.lookup(context, key)
    return "" if row is None else row.command


TAKEN = [
    ('"ctrl-t" = "new"', PROMPT, "C-t", "new"),
    ('"Ctrl+T" = "/new review"', PROMPT, "C-t", "new review"),
    ('"ctrl-n" = "switch-next"', PROMPT, "C-n", "switch-next"),
    ('"ctrl-n" = ""', PROMPT, "C-n", ""),
    ('"alt-q" = "quit"', COPY, "M-q", "quit"),
    ('"F5" = "retry"', PROMPT, "F5", "retry"),
    ('"prefix x" = "close"', PREFIX, "x", "close"),
    ('"Prefix ctrl-n" = "switch-next"', PREFIX, "C-n", "switch-next"),
    ('"prefix c" = ""', PREFIX, "c", ""),
    ('[keys.copy-mode]\nq = "copy-selection"', COPY, "q", "copy-selection"),
    ('[keys.prompt]\n"ctrl-t" = ""', PROMPT, "C-t", ""),
    ('[keys.global]\n"ctrl-t" = "new"', GLOBAL, "C-t", "new"),
    ('prefix = "ctrl-a"', PROMPT, "C-a", "prefix"),
    ('prefix = "ctrl-a"', PROMPT, "C-b", "cursor-left"),
    ('prefix = "ctrl-a"', COPY, "C-a", "prefix"),
    ('prefix = "ctrl-a"', PREFIX, "C-a", "send-prefix"),
    ('prefix = "ctrl-a"', PREFIX, "C-b", ""),
    ('prefix = "ctrl-n"', PROMPT, "C-n", "prefix"),
    ('prefix = ""', PROMPT, "C-b", "cursor-left"),
]


@pytest.mark.parametrize(("text", "context", "key", "expected"), TAKEN)
def test_the_file_has_its_say(text: str, context: str, key: str, expected: str) -> None:
    assert command(bind(text), context, key) == expected


@pytest.mark.parametrize("text", ["", 'prefix = "C-b"', '"ctrl-n" = "new"'])
def test_what_is_so_anyway_changes_nothing(text: str) -> None:
    bindings = bind(text)
    for row in BINDINGS:
        assert command(bindings, row.context, row.key) == command(DEFAULTS, row.context, row.key)


REFUSED = [
    ('"ctl-n" = "new"', 'keys."ctl-n": "ctl-n" is no key. Keys are written like ctrl-n'),
    ('"PageUpp" = "new"', "Did you mean PageUp?"),
    ('"shift-1" = "new"', "write the character that shift makes"),
    ('"a" = "new"', 'keys."a": a could not be typed any more. Take it with ctrl- or alt-, or "prefix a".'),
    ('"space" = "new"', "Space could not be typed any more"),
    ('[keys.prompt]\nx = ""', 'keys.prompt."x": x could not be typed'),
    ('"ctrl-t" = "nwe"', 'keys."ctrl-t" is "nwe", but there is no command nwe. Did you mean new?'),
    ('"ctrl-t" = "qqqqqq"', "there is no command qqqqqq. docs/commands.md lists them."),
    ('"ctrl-t" = "rename"', 'keys."ctrl-t" is "rename": '),
    ('"ctrl-t" = 5', 'keys."ctrl-t" is no text; it must be a command line, like "switch 2", or "" for none.'),
    (
        '"ctrl-t" = "new"\n"C-T" = "quit"',
        'keys."ctrl-t" and keys."C-T" are about the same key, C-t: keep one',
    ),
    ('"ctrl-i" = "new"\n"tab" = "quit"', "are about the same key, Tab"),
    ('prefix = "ctrl-a"\n"C-a" = "new"', 'keys."C-a" and keys.prefix are about the same key, C-a'),
    ('prefix = "ctl-a"', "keys.prefix: "),
    ('prefix = "a"', "keys.prefix: a could not be typed"),
    ("prefix = 1", "keys.prefix is no text"),
    ('[keys.prefix]\nx = "new"', "keys.prefix is no text"),
    ('[keys.copymode]\nx = "new"', "[keys.copymode] is no table of keys. Did you mean copy-mode?"),
    ('"prefix " = "new"', "is no key"),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        bind(text)
    assert str(caught.value).startswith("config.toml: ")
    assert sentence in str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        bind('"ctl-n" = "nwe"\n"ctrl-t" = "nwe"')
    assert len(str(caught.value).splitlines()) == 3


def test_what_is_shown_is_what_is_in_force() -> None:
    bindings = bind('prefix = "ctrl-a"\n"ctrl-t" = "new"\n"ctrl-n" = ""\n"prefix x" = "close"')
    sections = dict(key_sections(COMMANDS, bindings))
    after_prefix = sections["After the prefix key, C-a"]
    assert ("&, x", "Close the displayed session, after a question") in after_prefix
    assert ("C-t", "Make a session and show it") in sections["Direct keys"]
    assert not [keys for keys, _ in sections["At the prompt"] if "C-t" in keys or "C-a" in keys.split(", ")]
    assert bindings.keys_of("new") == ["C-a c", "C-t"]


def test_without_a_prefix_key_its_keys_are_not_shown() -> None:
    bindings = bind('prefix = ""')
    assert "After the prefix key" not in dict(key_sections(COMMANDS, bindings))
    assert bindings.way_to("keys") == "the command keys"
