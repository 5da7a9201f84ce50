"""Decorator arguments and what they leave behind."""

PRIORITIES = {}


def plugin(priority, enabled=True):
    def decorate(function):
        if enabled:
            PRIORITIES[function.__name__] = priority
        return function

    return decorate


@plugin(5 * 2)
def first(n):
    return n + 1


@plugin(3, enabled=False)
def second(n):
    return n + 2
