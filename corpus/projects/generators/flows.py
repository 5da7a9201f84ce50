"""Things that yield and await."""

import asyncio
import itertools
from contextlib import asynccontextmanager


def countdown(n):
    while n > 0:
        yield n
        n -= 1


def chained(n):
    yield from countdown(n)
    yield 100


def echo():
    received = 1
    while True:
        received = yield received * 2


def started():
    yield 10 + 1
    yield 20 + 2


running = started()
FIRST = next(running)

evens = [n for n in range(10) if n % 2 == 0]
squares = list(n * n for n in itertools.islice(countdown(3), 5))


async def fetch(n):
    await asyncio.sleep(0)
    return n + 1


async def gather(ns):
    return [await fetch(n) for n in ns if n != 0]


async def stream(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i * 10


@asynccontextmanager
async def session(log):
    log.append("open")
    try:
        yield len(log) + 5
    finally:
        log.append("close")


async def unawaited(n):
    return n - 1
