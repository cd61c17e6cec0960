"""The document says what was measured, what came out, and why a target is missed."""

from pathlib import Path

import pytest

from tests.bench import document
from tests.bench.figures import Figure, judged, speed_ratio


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(document, "PATH", tmp_path / "performance.md")
    slow = speed_ratio("emulator, plain: qmux / tmux", [1.0, 2.0, 3.0], [4.0, 4.0, 4.0], 0.8)
    fast = judged("start: qmux", "20.0 ms", "<= 2 x", True)
    meanings = {"emulator": "Emulator: MB/s of a pane.\n", "start": "Start: from exec to the first frame."}
    document.write(
        "a machine", {"emulator": [slow], "start": [fast, Figure("start: floor", "9 ms")]}, meanings
    )
    return document.PATH.read_text()


def test_each_measurement_has_its_meaning_and_its_rows(written: str) -> None:
    assert "## Emulator\n\nMB/s of a pane.\n" in written
    assert "| plain: qmux / tmux | 0.50 x  (2.0 MB/s to 4.0 MB/s) | >= 0.8 x | MISSED |" in written
    assert "| qmux | 20.0 ms | <= 2 x | reached |\n| floor | 9 ms |  |  |" in written


def test_what_is_missed_has_its_reason_at_the_end(written: str) -> None:
    _, _, missed = written.partition("## Missed")
    assert document.REASONS["emulator, plain"] in missed
    assert "start" not in missed
