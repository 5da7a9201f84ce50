def f(a): a += 1; g(a); return a
x = 1; y = lambda: x + 1; z = 2;
class A: b = 1; c = lambda self: 2
if x: pass; y = 3
