"""Values made while importing, and tests of which one needs another before it."""

HIGH = 10
LOW = 3
STEP = 2
SPARE = 7

seen = []


def open_up():
    seen.append(HIGH)
