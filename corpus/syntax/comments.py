def a(x):
    y = x + 1  # pragma: no cover
    z = x + 2  # pragma: no mutate
    w = x + 3  # mutate: off[arithmetic]
    return y


def b(x):  # pragma: no cover
    return x + 1


def c(x):
    if x:  # pragma: no mutate
        return x + 1
    return x + 2  # kept
