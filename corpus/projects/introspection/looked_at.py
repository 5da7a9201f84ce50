"""Seen from outside."""

import sys


def fails(n):
    value = n + 1

    raise ValueError(value)


def here():
    return sys._getframe().f_lineno


def documented(n, limit=9):
    """Says what it does."""
    return n if n < limit else limit


def constant():
    return 31415


def real(n):
    return n * 2


def uses_real(n):
    return real(n) + 1


def pickled(n):
    return n - 5


def sourced(n):
    return n + 27182
