"""Figures: what a list of measurements says, and one row of the table for each."""

from collections.abc import Sequence
from typing import NamedTuple

REACHED, MISSED = "reached", "MISSED"


class Figure(NamedTuple):
    """One row: what was measured, what came out, and, where there is one, the target and whether it was reached."""

    name: str
    value: str
    target: str = ""
    verdict: str = ""

    def __str__(self) -> str:
        verdict = f"{self.target}: {self.verdict}" if self.target else ""
        return f"{self.name:<38} {self.value:<58} {verdict}".rstrip()


def judged(name: str, value: str, target: str, reached: bool) -> Figure:
    """Return a row that has a target."""
    return Figure(name, value, target, REACHED if reached else MISSED)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return quantile(values, 0.5)


def milliseconds(values: Sequence[float]) -> str:
    """Return median, 95th and 99th percentile of times given in seconds."""
    parts = (f"{name} {quantile(values, share) * 1000:.1f}" for name, share in _SHARES)
    return " / ".join(parts) + " ms"


_SHARES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))


def time_ratio(name: str, ours: Sequence[float], theirs: Sequence[float], most: float) -> Figure:
    """Return the ratio of two median times, with both, and what it shall not pass."""
    value = median(ours) / median(theirs)
    both = f"{value:.2f} x  ({median(ours) * 1000:.1f} ms to {median(theirs) * 1000:.1f} ms)"
    return judged(name, both, f"<= {most:g} x", value <= most)


def speed_ratio(name: str, ours: Sequence[float], theirs: Sequence[float], least: float) -> Figure:
    """Return the median ratio of speeds in MB/s, with both medians, and what it shall reach.

    One of ours and one of theirs were measured right after each other: a disturbance falls on both of a round.
    """
    value = median([our / their for our, their in zip(ours, theirs, strict=True)])
    both = f"{value:.2f} x  ({median(ours):.1f} MB/s to {median(theirs):.1f} MB/s)"
    return judged(name, both, f">= {least:g} x", value >= least)


def size_ratio(name: str, ours: int, theirs: int, most: float) -> Figure:
    """Return the ratio of two sizes in bytes, with both, and what it shall not pass."""
    value = ours / theirs
    return judged(
        name, f"{value:.2f} x  ({megabytes(ours)} to {megabytes(theirs)})", f"<= {most:g} x", value <= most
    )


def megabytes(size: int) -> str:
    """Return a size given in bytes."""
    return f"{size / 1e6:.1f} MB"
