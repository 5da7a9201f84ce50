"""Series of numbers."""


def squares(limit):
    return [n * n for n in range(1, limit) if n < 4]


def is_square(n):
    root = int(n**0.5)
    return root * root == n


def weekdays():
    return ["mon", "tue"]


def shorten(name):
    return name[:2]


def cases():
    return [(1, 2), (3, 4)]


def following(n):
    return n + 1
