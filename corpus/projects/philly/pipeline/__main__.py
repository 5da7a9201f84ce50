"""``python -m pipeline incidents.csv``"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Optional

from analysis.models import ParseError
from pipeline.retry import RetryError
from pipeline.steps import nightly, render


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="pipeline", description="Report on a file of incidents.")
    result.add_argument("file")
    result.add_argument("--json", action="store_true", help="print JSON")
    result.add_argument("--strict", action="store_true", help="refuse bad rows")
    result.add_argument("--located", action="store_true", help="only incidents with coordinates")
    return result


def main(argv: Optional[Sequence[str]] = None) -> int:
    options = parser().parse_args(argv)
    try:
        outcome = nightly(strict=options.strict, located_only=options.located)(options.file)
    except ParseError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 2
    except RetryError as exc:
        print(f"error: {exc.last}", file=sys.stderr)
        return 3
    if options.json:
        print(json.dumps(outcome.value, sort_keys=True))
    else:
        print(render(outcome.value))
    return 0 if outcome.complete else 1


if __name__ == "__main__":
    sys.exit(main())
