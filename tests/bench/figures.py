"""Figures: what a list of measurements says, and one line for each row of the table."""

from collections.abc import Sequence


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


def row(name: str, figure: str, verdict: str = "") -> None:
    """Print one line of the table."""
    print(f"{name:<34} {figure:<58} {verdict}", flush=True)


def ratio(name: str, ours: Sequence[float], theirs: Sequence[float], limit: float) -> None:
    """Print the ratio of two medians measured in turn, with both, and the limit that it shall not pass."""
    value = median(ours) / median(theirs)
    figure = f"{value:.2f} x  ({median(ours) * 1000:.1f} ms to {median(theirs) * 1000:.1f} ms)"
    row(name, figure, f"limit {limit:g} x: {'reached' if value <= limit else 'MISSED'}")
