import re

if (m := re.match("a+", "aaa")) and (n := m.end()) > 2:
    found = n

values = [y := 1, y**2, (z := y + 1)]


def f(data):
    while (chunk := data.read(10)) != b"":
        yield chunk
    return (last := chunk) if chunk else (first := None)


def outer():
    count = 0

    def inner():
        nonlocal count
        if (count := count + 1) > 3:
            return count
        return -count

    try:
        inner()
    except ValueError:
        count = 1
    return inner
