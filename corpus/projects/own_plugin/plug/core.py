TABLE = {"a": 1, "b": 2}
UNUSED = 7


def double(n):
    return n * 2


def half(n):
    return n / 2
