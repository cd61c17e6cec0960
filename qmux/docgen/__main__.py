"""`python -m qmux.docgen [--check]`: write the documents, or name those that are not as the tables have them."""

import os
import sys

from qmux.docgen.documents import stale, write

_CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(words: list[str], checkout: str = _CHECKOUT) -> int:
    """Write the documents, or with --check name those that are stale; return the exit code."""
    if not os.path.isdir(os.path.join(checkout, "docs", "templates")):
        print(f"docgen: {checkout} is no checkout of qmux: there is no docs/templates", file=sys.stderr)
        return 2
    if words not in ([], ["--check"]):
        print("usage: python -m qmux.docgen [--check]", file=sys.stderr)
        return 2
    if not words:
        write(checkout)
        return 0
    paths = stale(checkout)
    for path in paths:
        print(f"{path} is not as the tables have it; run python -m qmux.docgen", file=sys.stderr)
    return 1 if paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
