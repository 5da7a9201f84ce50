RATES = {"a": 1, "b": 2}
LIMIT = 30
STEP = 4


def size(n):
    return min(n * STEP, LIMIT)
