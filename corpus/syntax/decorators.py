import functools


@functools.lru_cache(maxsize=1 + 1)
@(lambda f: f)
def cached(x=1, *, y=(lambda: 2)):
    return x * y


class A:
    @property
    @functools.cache  # why
    def p(self):
        return self._p + 1

    @staticmethod
    @functools.lru_cache(
        maxsize=None,
    )
    def s(a, b=2, /, c=3): return a + b - c


@functools.cache
class B(A, metaclass=type, flag=True):
    x = lambda self: 1
