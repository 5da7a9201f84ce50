def f(a, b, c):
    r = (
        a
        not  # why
        in b
    )
    s = (a is  # one
         # two
         not b)
    t = a < b <= c != a is not b not in c
    u = not a == b
    v = not(a)in(b)
    w = a is(not b)
    x = a in[1]or b not in(c)and not c
    return r, s, t, u, v, w, x, 1if a else 2
