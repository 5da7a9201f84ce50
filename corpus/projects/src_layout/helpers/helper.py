"""Beside the package."""


def rounded(n):
    return int(n + 0.5)
