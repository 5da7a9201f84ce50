"""The project's own zygote."""


def split(n):
    return n - 1
