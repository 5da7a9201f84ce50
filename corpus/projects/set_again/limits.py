"""Values made while importing, which somebody may set again."""

LOW = 3
HIGH = 10
RATES = {
    "a": 10,
    "b": 20,
}
loaded = False


class Box:
    size = 4
    depth = 2


def reset():
    global loaded
    loaded = False


def area():
    return Box.size * Box.depth
