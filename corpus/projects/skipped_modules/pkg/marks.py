FIRST = 0


def first(items):
    return items[FIRST]
