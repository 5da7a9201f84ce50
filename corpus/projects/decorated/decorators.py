"""Decorators of every make."""

import functools
import types

CALLS = []


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        CALLS.append(function.__name__)
        return function(*args)

    return wrapper


class Held:
    """No wraps, no __wrapped__: the function is only an attribute."""

    def __init__(self, function):
        self._f = function

    def __call__(self, *args):
        return self._f(*args)


def times(n):
    def decorate(function):
        def wrapper(x):
            return function(x) * n

        return wrapper

    return decorate


def edited(function):
    """Turns the constant 1000 of a function's code into 3."""
    code = function.__code__
    consts = tuple(3 if c == 1000 else c for c in code.co_consts)
    return types.FunctionType(code.replace(co_consts=consts), function.__globals__, function.__name__)
