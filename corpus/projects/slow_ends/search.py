"""Early exits: without them the loops are long, not endless.  Pauses: a longer one is no end, either."""

import time

LIMIT = 6_000_000


def first_divisor(n):
    found = None
    for d in range(2, LIMIT):
        if n % d == 0:
            found = found or d
            break
    return found


def index_of(haystack, needle):
    at = -1
    for k, value in enumerate(haystack):
        if value == needle and at < 0:
            at = k
            break
    return at


def drain(amount, step):
    """In big steps, as long as it goes, then in small ones."""
    total = 0
    while amount >= step:
        amount -= step
        total += step
    while amount > 0:
        amount -= 1
        total += 1
    return total


def halve(n):
    rounds = 0
    while n > 1:
        n = n // 2
        rounds += 1
    return rounds > 0


def politely(values):
    out = []
    for value in values:
        out.append(value + 1)
        time.sleep(0.001)
    return out
