"""The second portion uses the first."""

from acme.pricing.rates import rate

FEE = 3


def bill(level):
    return rate(level) + FEE
