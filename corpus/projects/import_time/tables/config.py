"""Settings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    HINTS = 1 + 1

try:
    import no_such_module_anywhere as fast
except ImportError:
    fast = None

if sys.version_info >= (3, 0):
    MODE = "new"
else:
    MODE = "old"

LIMIT = 10
SETTINGS = {"retries": 3, "hidden": 1}
DEBUG = False


def retries(settings: Mapping[str, int] = SETTINGS) -> int:
    return settings["retries"]


def capped(n, limit=LIMIT * 2):
    return n if n < limit else limit


def labelled(prefix="id", *, sep="-", width=2 + 1):
    return prefix + sep + "0" * width
