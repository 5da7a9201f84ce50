BASE = 10


def scale(n):
    return n * BASE


def later(moment, seconds):
    return moment + seconds * 2


def label(n):
    if n > 5:
        return "many"
    return "few"
