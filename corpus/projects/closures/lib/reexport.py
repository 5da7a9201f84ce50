"""Another name for the same functions."""

from made import add_two as plus_two
from made import power

__all__ = ["plus_two", "power"]

ALIASES = [plus_two, power]
