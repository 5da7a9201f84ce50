"""Imported again after it was dropped from sys.modules."""

BASE = 6


def times(n):
    return BASE * n
