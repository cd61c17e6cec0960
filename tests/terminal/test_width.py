"""The generated width table against wcwidth, and the clusters that cells are counted by."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import list_versions, wcwidth

from qmux.terminal import width_table
from qmux.terminal.width import cell_width, character_width, cluster_width, clusters
from tests.tools import make_width_table

same_unicode = pytest.mark.skipif(
    list_versions()[-1] != width_table.UNICODE_VERSION, reason="the installed wcwidth knows another Unicode"
)


@same_unicode
def test_every_code_point_is_as_wide_as_wcwidth_says() -> None:
    wrong = [
        code_point
        for code_point in range(sys.maxunicode + 1)
        if character_width(chr(code_point)) != max(0, wcwidth(chr(code_point)))
    ]
    assert wrong == []


@same_unicode
def test_the_table_is_what_its_script_writes() -> None:
    assert make_width_table.TARGET.read_text() == make_width_table.render()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("ab", [("a", 1), ("b", 1)]),
        ("日x", [("日", 2), ("x", 1)]),
        ("e\u0301x", [("e\u0301", 1), ("x", 1)]),
        ("\u0301", [("\u0301", 0)]),
        ("👩\u200d⚕\ufe0f!", [("👩\u200d⚕\ufe0f", 2), ("!", 1)]),
        ("👨‍👩‍👧‍👦", [("👨‍👩‍👧‍👦", 2)]),
        ("👍🏽👍", [("👍🏽", 2), ("👍", 2)]),
        ("🇩🇪🇫🇷🇪", [("🇩🇪", 2), ("🇫🇷", 2), ("🇪", 2)]),
        ("❤❤\ufe0f", [("❤", 1), ("❤\ufe0f", 2)]),
        ("1\ufe0f\u20e3", [("1\ufe0f\u20e3", 2)]),
        ("x\ufe0f", [("x\ufe0f", 1)]),
        ("\u1112\u1161\u11ab", [("\u1112\u1161\u11ab", 2)]),
        ("a\u200db", [("a\u200d", 1), ("b", 1)]),
        ("a\n\u0301b", [("a", 1), ("\n", 0), ("\u0301", 0), ("b", 1)]),
        ("a" + "\u0301" * 40, [("a" + "\u0301" * 31, 1), ("\u0301" * 9, 0)]),
    ],
)
def test_clusters(text: str, parts: list[tuple[str, int]]) -> None:
    assert list(clusters(text)) == parts
    assert cell_width(text) == sum(width for _, width in parts)


@given(st.text())
def test_clusters_are_the_text_again(text: str) -> None:
    parts = list(clusters(text))
    assert "".join(cluster for cluster, _ in parts) == text
    assert all(width == cluster_width(cluster) and 0 <= width <= 2 for cluster, width in parts)
    assert all(width == cell_width(cluster) for cluster, width in parts)


@pytest.mark.parametrize("module", ["width", "text", "sanitize", "rows", "style"])
def test_the_view_s_modules_are_light(module: str) -> None:
    heavy = {"dataclasses", "inspect", "pyte", "wcwidth"}
    program = f"import sys, qmux.terminal.{module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
