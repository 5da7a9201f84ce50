"""Everything here is made while importing."""

import functools
import operator

REGISTRY = {}


def adder(step):
    def add(n):
        return n + step

    return add


add_two = adder(2)
add_five = adder(5)


def twice_nested(a):
    def middle(b):
        def inner(c):
            return a * 100 + b * 10 + c

        return inner

    return middle


digits = twice_nested(1)(2)


def register(function):
    REGISTRY[function.__name__] = function
    return None


@register
def cube(n):
    return n**3


@register
def halve(n):
    return n // 2


del register


def power(base, exponent):
    return base**exponent


square = functools.partial(power, exponent=2)


def apply(n, how=cube if False else add_two):
    return how(n)


def loud(text):
    return text.upper() + "!"


class Table:
    ACTIONS = {"loud": loud, "neg": operator.neg}

    def run(self, name, value):
        return self.ACTIONS[name](value)


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


ticks = counter()
