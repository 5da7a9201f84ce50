import functools

CALLS = []


@functools.lru_cache(maxsize=None)
def square(n):
    CALLS.append(n)
    return n * n


def total(numbers):
    return sum(square(n) for n in numbers)
