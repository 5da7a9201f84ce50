_TABLE = {}


def build(kind):
    limit = 10 * len(kind)
    return range(3, limit)


def rule(kind):
    if kind not in _TABLE:
        _TABLE[kind] = build(kind)
    return _TABLE[kind]


def allowed(kind, n):
    return n in rule(kind)
