"""Computed while importing."""

from tables.build import CUBES, cube
from tables.config import LIMIT, SETTINGS

TOTAL = LIMIT + 5
NAMES = [name.upper() for name in SETTINGS if name != "hidden"]

__all__ = ["CUBES", "LIMIT", "NAMES", "SETTINGS", "TOTAL", "cube"]
