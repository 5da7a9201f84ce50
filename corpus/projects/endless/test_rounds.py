import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from rounds import (
    Deck, Gate, collect, digits, doze, drain, first_over, halvings, highest, pairs, parity, thirds, through,
    twice_locked,
)


def test_halvings():
    assert halvings(9) == 3


def test_drain():
    assert drain(Deck([1, 2])) == "empty"


def test_digits():
    assert list(digits(120)) == [0, 2, 1]


def test_first_over():
    assert first_over(2) == 3


def test_collect():
    assert asyncio.run(collect(3)) == 3


def test_through():
    assert asyncio.run(through(Gate(2))) == "through"


def test_doze():
    assert doze(Gate(2)) == "awake"


def test_twice_locked():
    assert twice_locked(threading.Lock()) == "free"


def test_thirds():
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(thirds, 9).result() == 2


def test_highest():
    assert highest(4000) == 8


def test_pairs():
    assert pairs(26, {}) == 196418


def test_parity():
    assert parity(800) is False
