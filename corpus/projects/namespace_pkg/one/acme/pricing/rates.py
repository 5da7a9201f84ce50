"""The first portion."""


def rate(level):
    return 10 * level


def discount(n):
    return n - 1 if n > 5 else n
