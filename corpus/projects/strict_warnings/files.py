"""Opens and closes."""

import warnings


def read(path):
    handle = open(path, encoding="utf-8")
    text = handle.read()
    handle.close()
    return text


def old(n, quiet=True):
    if not quiet:
        warnings.warn("old is going away", DeprecationWarning, stacklevel=2)
    return n + 1


def is_one(n):
    return n == 1


def length(path):
    with open(path, encoding="utf-8") as handle:
        return len(handle.read())
