def f(a, d):
    x = f"{d["k"] + f"{a["b"]}"}"
    y = f"{'\n'.join(a)} {a  # why
        + 1}"
    z = f"{f"{f"{1 + 1}"}"}"
    return x, y, z
