def f(xs):
    got = yield
    got = yield from (x for x in xs if x)
    g(x for x in xs)
    total = sum(x + 1 for x in xs)
    try:
        yield 1, 2
    except GeneratorExit:
        return (yield)
    x = [(yield), 1]
    return total


squares = [n * n for n in range(3) if n > 1 for m in [n] if not m]
mapping = {n: -n for n in range(3)}


class A:
    rows = [i + 1 for i in range(3)]
    it = (j for j in rows)
