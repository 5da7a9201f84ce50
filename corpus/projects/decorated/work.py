"""What the decorators are put on."""

import functools
from contextlib import contextmanager

from decorators import Held, edited, logged, times


@logged
def plus_one(n):
    return n + 1


@Held
def minus_one(n):
    return n - 1


@functools.lru_cache(maxsize=None)
def slow_square(n):
    return n * n


@logged
@functools.lru_cache(maxsize=8)
@logged
def stacked(n):
    return n - 5


@times(4)
def quadruple(n):
    return n + 2


@edited
def tripled(n):
    return n * 1000 + 7


STACK = []


@contextmanager
def pushed(name):
    STACK.append(name)
    try:
        yield len(STACK) + 10
    finally:
        STACK.pop()


class Lazy:
    builds = 0

    @functools.cached_property
    def value(self):
        Lazy.builds += 1
        return 6 * 7

    @property
    @functools.lru_cache(maxsize=2)
    def other(self):
        return 8 - 3
