"""SCRIPTS: which programs are recorded, and what is typed into each of them."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.recordings.workplace import CLUSTERS

Step = tuple[str, str]  # what is typed, and a text that is drawn afterwards ("": nothing sure)

_UP, _DOWN, _RIGHT, _LEFT, _END = "\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD", "\x1b[4~"
_PAGE_DOWN = "\x1b[6~"
_F2, _F3, _F9, _F10 = "\x1bOQ", "\x1bOR", "\x1b[20~", "\x1b[21~"
# For a terminal that says so, programs use more: repetition, titles, mouse and keyboard modes, 24-bit color.
_XTERM = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Script(NamedTuple):
    """A program and how it is used; it runs in the directory that workplace.py furnishes."""

    command: tuple[str, ...]
    steps: tuple[Step, ...]
    env: Mapping[str, str] = {}


SCRIPTS: dict[str, Script] = {
    "vim": Script(
        ("vim", "--clean", "-c", "syntax on | set number noswapfile", "gate.py"),
        (
            ("", "Gate: the one lock"),
            ("\x06\x06", ""),
            ("\x05\x05\x05\x19", ""),
            ("ggdd2ddp:set list\r", ""),
            ("otext 漢字 wide\x1b0ix\x1b", "wide"),
            (":split\r\x17j", ""),
            ("/self\r:set hlsearch\r", ""),
            ("V3jI\x1b:vsplit wide.txt\r", "wide.txt"),
            ("\x06\x17l:help\r", "help.txt"),
            (":qa!\r", ""),
        ),
    ),
    "less": Script(
        ("less", "-R", "color.txt", "wide.txt"),
        (
            ("", "palette"),
            ("   ", ""),
            ("kkkb", ""),
            ("/bold\r", ""),
            (":n\r", "漢字"),
            ("dju", ""),
            ("h" + _RIGHT, ""),
            ("q", ""),
            ("q", ""),
        ),
    ),
    "man": Script(
        ("man", "-l", "qmux.1"),
        (("", "qmux"), (" ", ""), ("/key\r", ""), ("G", ""), ("q", "")),
        {"MANWIDTH": "78", "PAGER": "less"},
    ),
    "nano": Script(
        ("nano", "-l", "gate.py"),
        (
            ("", "Help"),
            (_DOWN * 30, ""),
            ("new text 漢字 here\r", "new text"),
            ("\x0b\x0b\x15", ""),
            ("\x17self\r", ""),
            ("\x07", "help"),
            ("\x18", ""),
            ("\x18n", ""),
        ),
    ),
    "mc": Script(
        ("mc", "-u", "--nomouse"),
        (
            ("", "Quit"),
            (_DOWN * 4, ""),
            (_F9, ""),
            ("\r", ""),
            ("\x1b\x1b", ""),
            (_END + _UP + _F3, ""),
            (_PAGE_DOWN, ""),
            (_F10, ""),
            (_F10, ""),
        ),
        {"COLORTERM": ""},
    ),
    "htop": Script(
        ("htop", "--delay=10"),
        (("", "Quit"), (_DOWN, ""), ("t", ""), (_F2, ""), ("\x1b", ""), ("q", "")),
    ),
    "tig": Script(
        ("tig", "--all"),
        (
            ("", "Show a page"),
            (_DOWN * 3, ""),
            ("\r", "Lovelace"),
            ("  ", ""),
            ("qt", ""),
            ("h", "help"),
            ("Q", ""),
        ),
    ),
    "git": Script(
        ("git", "-p", "log", "--graph", "--stat", "-p", "--color=always"),
        (("", "commit"), ("  ", ""), ("kk", ""), ("G", ""), ("q", "")),
        {"PAGER": "less -R"},
    ),
    "dialog": Script(
        (
            *("dialog", "--title", "Choose", "--menu", "Which of the 漢字 rows?", "14", "50", "5"),
            *("one", "the first", "two", "the second", "three", "the third", "--and-widget"),
            *(
                "--title",
                "More",
                "--checklist",
                "Several",
                "14",
                "40",
                "4",
                "a",
                "alpha",
                "on",
                "b",
                "beta",
                "off",
            ),
            *("--and-widget", "--gauge", "At work", "8", "50", "40"),
        ),
        (("", "Choose"), (_DOWN, ""), ("\r", "More"), (" " + _DOWN, ""), ("\r", "")),
    ),
    "w3m": Script(
        ("w3m", "page.html"),
        (
            ("", "Widths"),
            ("\t", ""),
            ("\t\r", ""),
            ("\x03", ""),
            ("jjjl", ""),
            ("U", ""),
            ("\x03q", ""),
            ("y", ""),
        ),
    ),
    "ncdu": Script(
        ("ncdu", "--color", "dark", "/mnt"),
        (("", "Total disk usage"), (_DOWN + _DOWN, ""), ("i", ""), ("i?", ""), ("q", ""), ("q", "")),
    ),
    "python": Script(
        ("python3", "-q"),
        (
            ("", ">>>"),
            ("print('漢字' * 45)\r", ">>>"),
            ("for i in range(30): print('\\x1b[3%dm' % (i % 8), i)\r\r", "29"),
            ("import qmu" + _LEFT * 3 + "\x0b\x01\x19\x05", ""),
            ("\x01" + "\x04" * 3, ""),
            ("\x03", ">>>"),
            ("print('a\\tb\\tc\\n\\t\\td')\r", "d"),
            ("help(len)\r", "built-in"),
            ("q1/0\r", "ZeroDivisionError"),
        ),
    ),
    "clusters": Script(
        ("sh", "-c", 'while read -r text; do printf "%s" "$text"; read -r _ </dev/tty; done <clusters.txt'),
        (("", "marks"), *[("\r", "")] * (len(CLUSTERS) - 1)),
    ),
    "mc-in-ASCII": Script(
        ("mc", "-u", "--nomouse"),
        (("", "Quit"), (_F9 + "\r", ""), ("\x1b\x1b", ""), (_DOWN * 4 + _F3, ""), (_F10, ""), (_F10, "")),
        {"LANG": "C"},
    ),
    "htop-in-ASCII-as-xterm": Script(
        ("htop", "--delay=10"),
        (("", "Quit"), (_F2, ""), (_DOWN * 4 + "\r", ""), ("\x1b", ""), ("q", "")),
        {"LANG": "C", **_XTERM},
    ),
    "dialog-in-ASCII-as-xterm": Script(
        ("dialog", "--title", "Read", "--textbox", "gate.py", "20", "70"),
        (("", "Read"), ("  ", ""), ("b", ""), ("/self\r", ""), ("\r", "")),
        {"LANG": "C", **_XTERM},
    ),
    "vim-as-xterm": Script(
        (
            "vim",
            "--clean",
            "-c",
            "syntax on | set noswapfile spell mouse=a title termguicolors",
            "architecture.md",
        ),
        (
            ("", "Architecture"),
            (":set list cursorline\r", ""),
            ("\x06\x05\x05\x19", ""),
            ("ggR漢字 over it\x1b", ""),
            ("0dlxP", ""),
            (":vsplit wide.txt\r", "wide.txt"),
            (":%s/quotes/“”/g\r", ""),
            (":sort! | set nowrap\r\x06", ""),
            (":terminal\r", ""),
            (":qa!\r", ""),
        ),
        _XTERM,
    ),
    "htop-as-xterm": Script(
        ("htop", "--delay=10"),
        (("", "Quit"), (_F2, ""), (_DOWN * 4 + "\r", ""), ("q", "")),
        _XTERM,
    ),
    "mc-as-xterm": Script(
        ("mc", "-u", "--nomouse"),
        (("", "Quit"), (_DOWN * 3, ""), (_F9 + "\r", ""), ("\x1b\x1b", ""), (_F10, "")),
        _XTERM,
    ),
    "tmux-as-xterm": Script(
        ("tmux", "-u", "-S", "/mnt/socket", "-f", "/dev/null", "new-session", "less -R color.txt"),
        (
            ("", "palette"),
            ("\x02%cat wide.txt; exec cat\r", ""),
            ('\x02"less gate.py\r', ""),
            (" ", ""),
            ("jjjk", ""),
            ("\x02[\x02", ""),
            ("q\x02t", ""),
            ("q\x02z", ""),
            ("\x02w", ""),
            ("q\x02:kill-server\r", ""),
        ),
        {**_XTERM, "SHELL": "/bin/sh", "PS1": "$ "},
    ),
}
