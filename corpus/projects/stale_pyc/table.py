"""One digit for another leaves the size as it is."""

A = 1
B = 2
C = 3


def value():
    return 4 + A


def weak():
    return 5
