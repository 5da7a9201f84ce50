"""A function and the table made from it."""


def cube(n):
    return n * n * n


def offset(n):
    return n + 7


CUBES = [cube(n) for n in range(5)]
OFFSETS = {n: offset(n) for n in range(3)}
