def f(*args, k=1, **kw):
    a, *b = args
    print(*a, *(b or []), sep="", **kw, end="\n")
    for x in *a, *b:
        pass
    return *a, *b


x = [*range(3), *[1]]
y = {**{"a": 1}, "b": 2}
z = x[*x, 1] if False else x[1:2, ::3]
del x[-1]
