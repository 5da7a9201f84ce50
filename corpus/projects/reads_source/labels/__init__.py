"""Labels, also for translators who extract the texts."""

from labels.units import heavy, unit

__all__ = ["heavy", "unit"]
