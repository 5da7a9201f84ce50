"""The command line."""

import sys

from tool.core import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
