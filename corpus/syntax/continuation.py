def f(a, b):
    x = a + \
        b
    if a \
            and not \
            b:
        return a \
            is not b
    assert a, \
        "message"
    y = lambda: \
        a
    return a not \
        in b
