"""The project's own worker."""

import zygote


def work(n):
    return zygote.split(n) * 2
