"""Weights."""

from helper import rounded

MAXIMUM = 30


def heavy(kilos):
    return rounded(kilos) > MAXIMUM


def price(kilos):
    if kilos < 2:
        return 4
    return 4 + kilos
