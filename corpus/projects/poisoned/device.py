"""A device that closes once."""

OPEN = [True]
LOG = []
UNIT = 3

if UNIT > 1:
    closes_once = True
else:
    closes_once = False


def send(n):
    if not OPEN:
        raise OSError("the device is closed")
    LOG.append(n)
    return n * 2


def twice(n):
    return send(n) + send(n + 1)


def closing():
    if OPEN:
        OPEN.clear()
    return not OPEN


def logged():
    return len(LOG) * UNIT
