LIMIT = 10
UNUSED = 3


def clip(n):
    if n > LIMIT:
        return LIMIT
    return n


def untested(n):
    return n - 1
