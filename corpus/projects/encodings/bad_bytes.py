"""No cookie, not UTF-8: ÿ."""

N = 1
