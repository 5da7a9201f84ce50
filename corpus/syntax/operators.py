def f(a, b, m):
    x = a+b-a*b/a//b%a**-b
    y = (a & b) | (a ^ b) << 1 >> b
    m @= a @ b
    x **= 2; x //= 3; x |= 1; x >>= 2
    z = - - a, +a, ~a, -1, - 2, not-a, a--1
    w = [1_000, 0xFF, 0o17, 0b1, 1e10, 1.5j, 10 ** 400, 18446744073709551616, .5, 1., 0XfF]
    return"text"if a else-b
