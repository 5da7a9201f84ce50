"""One name, many functions."""

import functools
import sys
from typing import overload


@functools.singledispatch
def size(value):
    return -1


@size.register(int)
def _(value):
    return value + 100


@size.register(str)
def _(value):
    return len(value) + 200


@overload
def twice(n: int) -> int: ...
@overload
def twice(n: str) -> str: ...
def twice(n):
    return n * 2


if sys.maxsize > 0:

    def chosen(n):
        return n + 300

else:

    def chosen(n):
        return n - 300


try:
    import no_such_module_anywhere

    def fallback(n):
        return n * 400

except ImportError:

    def fallback(n):
        return n * 500


def shadowed(n):
    return n + 1


def shadowed(n):
    return n + 2


class Thermometer:
    def __init__(self):
        self._degrees = 0

    @property
    def degrees(self):
        return self._degrees + 1

    @degrees.setter
    def degrees(self, value):
        self._degrees = value - 1

    def chosen(self, n):
        return n * 600


class Other:
    def chosen(self, n):
        return n * 700

    class Thermometer:
        def chosen(self, n):
            return n * 800


def outer_a():
    def helper(n):
        return n + 3

    return helper(0)


def outer_b():
    def helper(n):
        return n + 3

    return helper(0) * 1
