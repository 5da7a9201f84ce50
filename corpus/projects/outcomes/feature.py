"""Partly broken."""


def buggy(n):
    return n + 2


def strictly_buggy(n):
    return n + 1


def wrong_type(n):
    if n > 1:
        raise KeyError(n)
    return n


def available():
    return 1 == 1


def supported(version):
    return version > 3


def skipping(n):
    return n * 2


def checked(n):
    return n - 6
