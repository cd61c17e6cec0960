"""The directory in which recorded programs run: files of this repository and some made here, dates fixed."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_SOURCES = ("qmux/terminal/gate.py", "qmux/terminal/width.py", "docs/architecture.md", "man/qmux.1")
_DATE = 1_700_000_000  # of every file and commit

_PAGE = """<html><head><title>Widths</title></head><body><h1>Widths</h1>
<p>A <b>cell</b> is a <i>unit</i>; a <a href="wide.txt">wide</a> character fills two: 漢字, 한글, カナ, ｆｕｌｌ.</p>
<table border=1><tr><th>text</th><th>cells</th></tr><tr><td>日本語</td><td>6</td></tr>
<tr><td>naïve café</td><td>10</td></tr></table>
<ul><li>one<li>two<li>three</ul><form><input name=q value=here><input type=submit></form></body></html>
"""

# One kind of grapheme cluster a line; where the cursor stands after it tells how many cells it fills.
CLUSTERS = (
    "marks: e\u0301 a\u0308\u0323 \u0e01\u0e33 \u0627\u064b",
    "Devanagari: \u0928\u092e\u0938\u094d\u0924\u0947 \u0915\u094d\u0937\u093f",
    "Hangul: \u1112\u1161\u11ab \ud55c",
    "emoji: \U0001f600 \u231a",
    "text style: \u263a\ufe0e",
    "emoji style: \u2764\ufe0f",
    "keycap: 1\ufe0f\u20e3",
    "skin tone: \U0001f44d\U0001f3fd",
    "flag: \U0001f1e9\U0001f1ea",
    "joined: \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "invisible: a\u200bb\u2060c\u00add",
    "ambiguous: \u00b1 \u2460 \u2592 \u03b1",
    "at the margin:" + "." * 64 + "12\u6f22",
    "a mark at the margin:" + "." * 58 + "e\u0301",
    "private: \ue0b0 \U00100000",
)


def furnish(home: Path) -> None:
    """Put the files there."""
    for source in _SOURCES:
        shutil.copy(ROOT / source, home)
    home.joinpath("page.html").write_text(_PAGE)
    home.joinpath("wide.txt").write_text(_wide())
    home.joinpath("clusters.txt").write_text("".join(f"{text}\n" for text in CLUSTERS))
    home.joinpath("color.txt").write_text(_color())
    home.joinpath("a directory", "inside").mkdir(parents=True)
    _commit(home)
    for path in home.rglob("*"):
        os.utime(path, (_DATE, _DATE))


def _wide() -> str:
    lines = (
        "漢字かな混じり文 and some words",
        "한글 텍스트 한 줄",
        "naïve café, “quotes” — dash",
        "｜ｆｕｌｌ　ｗｉｄｔｈ｜",
    )
    return "".join(f"{number:3} {lines[number % 4]}{' ' * (number % 9)}|\n" for number in range(60))


def _color() -> str:
    return "".join(
        f"{n:3} \x1b[1;3{n % 8}mbold\x1b[0m \x1b[48;5;{n * 3}mpalette\x1b[0m"
        f" \x1b[38;2;{n};99;9mtrue\x1b[m \x1b[4mline\x1b[m\n"
        for n in range(80)
    )


def _commit(home: Path) -> None:
    """Make a repository with a branch and a merge, the same one every time."""
    who = "Ada Lovelace", "ada@example.org"
    env = {
        **os.environ,
        "HOME": str(home),
        **{f"GIT_{role}_NAME": who[0] for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": who[1] for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_DATE": f"{_DATE} +0000" for role in ("AUTHOR", "COMMITTER")},
    }
    for words in (
        ("init", "-q", "-b", "main"),
        ("config", "safe.directory", "*"),
        ("config", "--global", "safe.directory", "*"),
        ("add", "gate.py", "wide.txt"),
        ("commit", "-q", "-m", "Let one thread in at a time"),
        ("switch", "-q", "-c", "widths"),
        ("add", "width.py"),
        ("commit", "-q", "-m", "Measure text in cells: 漢字 fills four"),
        ("switch", "-q", "main"),
        ("rm", "-q", "--cached", "wide.txt"),
        ("add", "page.html"),
        ("commit", "-q", "-m", "Show a page"),
        ("merge", "-q", "--no-edit", "widths"),
        ("tag", "v1"),
    ):
        subprocess.run(("git", *words), cwd=home, env=env, check=True)
