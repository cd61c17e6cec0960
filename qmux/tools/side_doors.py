"""Side doors: the options by which well-known programs run another one, or write where they like.

Owns the table. A rule with a wildcard trusts a program with any arguments of its own ("git log *"), but not with
those that make it something else ("git log --output=.bashrc"); they have to be spelled in the rule. It cannot be
complete: whoever trusts a program trusts what it does, and what its project's files have it do. Pure; any thread.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class _Doors(NamedTuple):
    """What opens one: long options (or what can be short for one), letters of short ones, and whole words.

    `leading` are options that count only before the first word that is none.
    """

    options: tuple[str, ...] = ()
    letters: str = ""
    words: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PACKAGES = _Doors(("--script-shell", "--prefix", "--node-options", "--dir"))

_DOORS: Mapping[str, _Doors] = {
    "git": _Doors(
        options=_words(
            "--upload-pack --receive-pack --exec --open-files-in-pager --ext-diff --extcmd --output"
            " --output-directory --config --template"
        ),
        words=_words("bisect config difftool filter-branch foreach hook mergetool send-email"),
        leading=_words("-c -C --config-env --exec-path --git-dir --work-tree"),
    ),
    "git archive": _Doors(letters="o"),
    "git clone": _Doors(letters="cu"),
    "git format-patch": _Doors(letters="o"),
    "git grep": _Doors(letters="O"),
    "git rebase": _Doors(letters="x"),
    "go": _Doors(words=_words("-exec -toolexec -vettool -o --exec --toolexec --vettool --o generate")),
    "cargo": _Doors(_words("--config --target-dir --manifest-path")),
    "make": _Doors(
        _words("--eval --file --makefile --directory"), "fCE", _words("SHELL MAKEFLAGS .SHELLFLAGS")
    ),
    "man": _Doors(_words("--pager --html --preprocessor"), "PHp"),
    "npm": _PACKAGES,
    "pnpm": _PACKAGES,
    "rg": _Doors(_words("--pre --hostname-bin")),
    "sort": _Doors(_words("--compress-program --output"), "o"),
    "tar": _Doors(
        _words(
            "--checkpoint-action --to-command --use-compress-program --rsh-command --rmt-command --info-script"
            " --new-volume-script"
        ),
        "IF",
    ),
    "tree": _Doors(letters="o"),
    "yarn": _Doors(_words("--cwd --script-shell")),
}


def side_doors(words: Sequence[str]) -> Counter[str]:
    """Return which words of a simple command open side doors, without values behind "=", and how often."""
    program = words[0].rpartition("/")[2]
    arguments = [word for word in words[1:] if word != "--"]
    first = _first_word(arguments, _DOORS.get(program, _Doors()))
    subcommand = f"{program} {arguments[first]}" if first < len(arguments) else ""
    doors = [_DOORS[name] for name in (program, subcommand) if name in _DOORS]
    return Counter(
        word.partition("=")[0]
        for at, word in enumerate(arguments)
        if any(_opens(word, door) or (at < first and _leads(word, door)) for door in doors)
    )


def _first_word(arguments: Sequence[str], doors: _Doors) -> int:
    """Return where the first word is that is no option; what leads has its value behind it or in the next word."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in doors.leading else 1
    return at


def _opens(word: str, doors: _Doors) -> bool:
    name = word.partition("=")[0]
    if name in doors.words:
        return True
    if word.startswith("--"):
        return any(
            option.startswith(name) for option in doors.options
        )  # a unique beginning is enough for most
    return word.startswith("-") and any(letter in word for letter in doors.letters)


def _leads(word: str, doors: _Doors) -> bool:
    name = word.partition("=")[0]
    if word.startswith("--"):
        return any(option.startswith(name) for option in doors.leading)
    return word.startswith(doors.leading) if doors.leading else False
