import sys

try:
    import fast
except ImportError:
    def slow(a):
        return a + 1
else:
    if sys.version_info >= (3, 9):
        def slow(a):
            return a + 2
    elif sys.platform == "win32":
        def slow(a):
            return a + 3
    else:
        class Slow:
            class Inner:
                def __private(self, __x):
                    return super().__init__(self.__x + __x)

            if True:
                def get(self):
                    return __class__, self.__x
finally:
    done = 1

with open("x") as f:
    for line in f:
        while True:
            def inner(n=line):
                return n
            break

match sys.argv:
    case [_, x]:
        def matched():
            return x == 1
    case _:
        pass
