"""Units."""


def unit(kind):
    if kind:
        return "kg"
    return "never"


def heavy(weight):
    return weight > 20


def spare(n):
    return n + 7
