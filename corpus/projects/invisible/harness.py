"""The project's own harness."""


def wire(n):
    return n + 1
