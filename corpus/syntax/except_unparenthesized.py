def f(a):
    try:
        return a + 1
    except ValueError, TypeError:
        return 0
