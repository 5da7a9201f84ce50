"""Imported by conftest."""

NAMES = {"a": 1}
FIRST = NAMES["a"]


def first():
    return FIRST + 1
