def f(a, b=1):
    if a > b:
        return 'x' + a
    return -1


class A:
    def m(self):
        return self.a + 1
