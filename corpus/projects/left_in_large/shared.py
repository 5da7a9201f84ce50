"""A table that is large enough for a look at it to take longer than the tests."""
table = {n: [n] for n in range(200_000)}


def fill():
    table[880].append(1)
    table[880].pop()


def put(value):
    table[881] = [value]
    table[881] = [881]
