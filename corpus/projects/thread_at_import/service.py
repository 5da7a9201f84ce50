"""What the thread runs."""


def answer(n):
    return n + 1


def direct(n):
    return n * 3


def idle(n):
    return n - 1
