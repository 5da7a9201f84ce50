"""Parcels."""

from .weight import heavy

__all__ = ["heavy"]
