"""/debug: what the program knows of itself."""

from qmux.tools.file_claims import Claimed
from tests.commands.conftest import Program


def test_files_that_tools_hold_and_who_waits_for_them(three: Program) -> None:
    three.run("/debug locks")
    three.coordinator.claims = [
        Claimed("/work/a\x1b[2J.py", "alpha", 3.21, ("beta", "gamma")),
        Claimed("/work/b.py", "beta", 0.04, ()),
    ]
    three.run("/debug locks")
    assert three.printed == [
        ("/debug locks", "No tool holds a file.\n"),
        (
            "/debug locks",
            "Files that a tool holds:\n"
            "  /work/a.py: session alpha for 3.2 s; waiting: beta, gamma\n"
            "  /work/b.py: session beta for 0.0 s\n",
        ),
    ]
