def f(a, b, d):
    x = f"{a + b} {d['k']!r:>{a * 2}} {a!s} {not a} {-a} {a if b else 'c'}"
    y = f'{a == b} {a != b} {a >= 1} {(lambda q: q + 1)(a)} {a and b}'
    z = f"""{
        a - b
    } {d["k"]} {{literal}} {a:{b}.{2}f}"""
    w = f"{ {1: 2}[1] } {not {a}} {a=} {a + 1 = }"
    v = "part" f"{a[0]}" "other" rf"\d{a}"
    u = f"{f'{a + 1}'}" + f"{''}"
    t = f"{min(a, key=lambda v: v + 1)}{d['x'].lower()}"
    return x, y, z, w, v, u, t
