"""The workloads are what their names say, and the same on every run: figures of two days can be compared."""

from zlib import crc32

import pyte
import pytest

from qmux.terminal.width import cell_width
from tests.bench.workloads import WORKLOADS, Workload, full_screen

# name -> checksum, and bytes to an escape sequence at least and at most
TEXTS = {
    "plain": (0xF5707D16, 1_000_000, 2_000_000),
    "prose": (0x42F45DCF, 50, 80),
    "markdown": (0x26D3B456, 15, 25),
    "wide": (0xE43E2628, 1_000_000, 2_000_000),
}
_TEXTS = [workload for workload in WORKLOADS if workload.make is not full_screen]


@pytest.mark.parametrize("workload", _TEXTS, ids=lambda workload: workload.name)
def test_a_text_is_the_same_on_every_run(workload: Workload) -> None:
    checksum, least, most = TEXTS[workload.name]
    data = workload.make()
    assert crc32(data) == checksum
    assert least <= len(data) / max(1, data.count(b"\x1b")) <= most


@pytest.mark.parametrize("workload", _TEXTS, ids=lambda workload: workload.name)
def test_its_lines_fit_in_the_pane(workload: Workload) -> None:
    lines = workload.make()[:100_000].decode(errors="ignore").splitlines()
    assert max(map(cell_width, map(_without_escapes, lines))) <= workload.columns


def test_programs_ask_for_nothing_that_stock_pyte_raises_at() -> None:
    pyte.ByteStream(pyte.Screen(80, 24)).feed(full_screen())


def test_data_is_made_of_whole_blocks() -> None:
    workload = WORKLOADS[0]
    assert workload.data(1_500_000) == workload.make() * 2


def _without_escapes(line: str) -> str:
    return "".join(
        part.partition("m")[2] if number else part for number, part in enumerate(line.split("\x1b"))
    )
