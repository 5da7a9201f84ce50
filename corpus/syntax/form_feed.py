x = 1

def f(a):
    return a + 1

class A:
    def g(self):
        return 2
