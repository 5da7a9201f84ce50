"""Imported in the body of one test, nowhere else."""

ANSWER = 42


def half():
    return ANSWER // 2
