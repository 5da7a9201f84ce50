"""Refuses bad settings."""

WORKERS = 4
BATCH = 2

if WORKERS % BATCH != 0:
    raise ValueError("workers must be a multiple of batch")

assert BATCH < 3


def share(n):
    return n / WORKERS
