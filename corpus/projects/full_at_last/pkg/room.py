"""Room in a table, whichever it is."""


def make_room(table, most):
    """Drops what came first until one more fits."""
    while len(table) >= most:
        oldest = next(iter(table))
        del table[oldest]
        report(oldest, len(table) + 1)


def report(key, count):
    assert count >= 1 and key > 0
    return "%s of %d" % (key, count)
