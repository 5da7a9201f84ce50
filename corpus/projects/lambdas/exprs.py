"""Lambdas in every place."""

increment = lambda n: n + 1

low, high = lambda n: n - 10, lambda n: n + 10

OPERATIONS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "weak": lambda a, b: a * b,
}

same = (lambda n: n + 1, lambda n: n + 1)


def call(value, function=lambda n: n * 3):
    return function(value)


def ranked(words):
    return sorted(words, key=lambda word: (-len(word), word))


class Rules:
    positive = staticmethod(lambda n: n > 0)
    shift = lambda self, n: n - 7

    checks = [lambda n: n % 2 == 0, lambda n: n < 100]


long_one = lambda a, b=2: (
    a
    + b
)

never_called = lambda n: n / 2
