"""Squares that are kept."""
from pkg.room import make_room

_known = {}


def square(number):
    if number not in _known:
        make_room(_known, 3)
        _known[number] = number * number
    return _known[number]


def known():
    return list(_known)
