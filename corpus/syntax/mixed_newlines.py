def f(a):    b = a + 1
    return '''xy
z''' * b

x = 1