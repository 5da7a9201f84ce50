"""With a byte-order mark."""
FIRST = 7


def later(n):
    return n - 3
