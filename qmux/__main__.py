"""`python -m qmux`."""

import sys

from qmux.cli import main

if __name__ == "__main__":
    sys.exit(main())
