"""What is imported before something is on the screen: nothing that is slow to import."""

import sys
from pathlib import Path

import pytest

from tests.features.conftest import StartRaw, start_raw

__all__ = ["start_raw"]

# Measured at 2 to 60 ms each on the machine where this list was made; a whole start takes about 35.
SLOW = {
    "argparse", "asyncio", "dataclasses", "httpx", "inspect", "json", "logging", "pathlib", "platformdirs", "pyte",
    "sqlite3", "ssl", "subprocess", "tomllib", "urllib.request", "wcwidth",
}  # fmt: skip

_SPY = """
import sys
before = set(sys.modules)
from qmux import cli

def tell(*arguments):
    with open("modules", "w") as file:
        file.write("\\n".join(set(sys.modules) - before))
    raise SystemExit(0)

{moment} = tell
sys.exit(cli.main([]))
"""
MOMENTS = {
    "the first frame": "cli.paint",
    "the view's first frame": "import qmux.tui.curses_terminal as terminal; terminal.CursesTerminal.draw",
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_nothing_slow_is_imported_before_the_first_frame(
    start_raw: StartRaw, clean_environment: Path, moment: str
) -> None:
    program = start_raw(sys.executable, "-c", _SPY.format(moment=moment), TERM="xterm-256color")
    assert program.wait_exit() == 0, program.said
    imported = set((clean_environment / "modules").read_text(encoding="ascii").split("\n"))
    assert "qmux.tui.full_screen" in imported
    assert imported & SLOW == set()


def test_a_settings_file_may_cost_its_parser(start_raw: StartRaw, clean_environment: Path) -> None:
    path = clean_environment / ".config" / "qmux" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[ui]\n", encoding="utf-8")
    spy = _SPY.format(moment=MOMENTS["the view's first frame"])
    program = start_raw(sys.executable, "-c", spy, TERM="xterm-256color")
    assert program.wait_exit() == 0, program.said
    imported = set((clean_environment / "modules").read_text(encoding="ascii").split("\n"))
    assert imported & SLOW == {"tomllib"}
