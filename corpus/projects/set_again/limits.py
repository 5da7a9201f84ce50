"""Values made while importing, which somebody may set again."""

LOW = 3
HIGH = 10
RATES = {
    "a": 10,
    "b": 20,
}
SETTINGS = {
    "c": {"d": 1},
}
NAMES = ["x"]
TOP = 6
EARLY = 8
loaded = False


def part():
    return 5


def whole():
    return part() * 2


SUM = whole()


class Box:
    size = 4
    depth = 2


def reset():
    global loaded
    loaded = False


def raise_top(top):
    global TOP
    TOP = top


def area():
    return Box.size * Box.depth
