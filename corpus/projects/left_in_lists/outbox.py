OUTBOX = []
OPEN = {}


def send(to, urgent=False):
    OUTBOX.append(to)
    OUTBOX.remove(to)


def drain(limit=10):
    sent = OUTBOX[:limit]
    OUTBOX.clear()
    return sent


def visit(name):
    OPEN[name] = True
    OPEN.pop(name)
    return len(name)


def close_all(most=20):
    names = sorted(OPEN)[:most]
    OPEN.clear()
    return names
