"""Loops that a mutant turns endless, each in its own way, and some that it only makes long."""

import asyncio
import time


def halvings(n):
    """The loop is in the function."""
    steps = 0
    while n > 1:
        n //= 2
        steps += 1
    return steps


class Deck:
    def __init__(self, cards):
        self.cards = cards

    def draw(self):
        self.cards.pop()


def drain(deck):
    """The loop is in the caller of the mutated function."""
    while deck.cards:
        deck.draw()
    return "empty"


def digits(n):
    """The loop is in a generator, which goes on for whoever asks."""
    while n:
        yield n % 10
        n //= 10


def naturals():
    n = 0
    while True:
        yield n
        n += 1


def first_over(limit):
    """The consumer's loop ends a generator's that has no end of its own."""
    for n in naturals():
        if n > limit:
            return n
    return None


async def one(n):
    return n - n + 1


async def collect(n):
    """The loop awaits what is there at once: the event loop never has its turn."""
    total = 0
    while total < n:
        total += await one(n)
    return total


class Gate:
    def __init__(self, rounds):
        self.left = rounds

    def open(self):
        self.left -= 1
        return self.left <= 0


async def through(gate):
    """The loop leaves the event loop its turn, and is asked again by it."""
    while not gate.open():
        await asyncio.sleep(0)
    return "through"


def doze(gate):
    """The loop sleeps."""
    while not gate.open():
        time.sleep(0.01)
    return "awake"


def twice_locked(lock):
    """The second one waits for ever when the first one keeps the lock."""
    for _ in "ab":
        lock.acquire()
        lock.release()
    return "free"


def thirds(n):
    """The loop is in a thread that the test waits for."""
    steps = 0
    while n > 1:
        n //= 3
        steps += 1
    return steps


def highest(size):
    """A way that is a thousand times as long has an end, too: `<<` for `>>`."""
    seen = 0
    for place in range(size >> 5):
        seen = max(seen, sum(divmod(place, 7)) % 9)
    return seen


def pairs(n, known):
    """Without what is known it calls itself very often, and each call goes round twice."""
    if n < 2:
        return 1
    if n in known:
        return known[n]
    total = 0
    for back in 1, 2:
        total += pairs(n - back, known)
    known[n] = total
    return total


def parity(size):
    """A mutant makes the loop a thousand times as long, and it is over before anybody has waited for it."""
    odd = False
    for _ in range(size % 1501):
        odd = not odd
    return odd
