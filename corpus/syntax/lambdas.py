key = lambda x, n=1: x + n
table = {"a": lambda: 1, "b": (lambda x: (x, 2))}
nested = lambda a: lambda b: a + b
pairs = sorted([(1, 2)], key=lambda p: -p[0]); other = lambda: 3


class C:
    handler = lambda self, x: self.x - x
    table = [
        lambda x: x + 1,
        lambda x:
            x + 2,
    ]

    def method(self, f=lambda: 1):
        return lambda y=f: y


if key: one_line = lambda: 4
for k in map(lambda q: q + 1, [1]):
    deep = lambda: k

def with_default(f=lambda a: a * 2, *, g=1): return f(g)
