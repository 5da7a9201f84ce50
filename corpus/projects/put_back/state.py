import contextlib
import contextvars
import os
import warnings

_current = None
REGISTRY = {}
LOG = []
level = contextvars.ContextVar("level", default=0)


def activate(name):
    global _current
    _current = name


def deactivate():
    global _current
    _current = None


def greet():
    return "hello" if _current is None else "bonjour"


@contextlib.contextmanager
def registered(name, value):
    REGISTRY[name] = value
    try:
        yield value
    finally:
        REGISTRY.pop(name)


@contextlib.contextmanager
def raised(amount):
    token = level.set(level.get() + amount)
    try:
        yield
    finally:
        level.reset(token)


class Switch:
    on = False

    def __enter__(self):
        Switch.on = True
        return self

    def __exit__(self, *exc):
        Switch.on = False
        return False


@contextlib.contextmanager
def environ(key, value):
    before = os.environ.get(key)
    os.environ[key] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[key]
        else:
            os.environ[key] = before


@contextlib.contextmanager
def inside(folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def note(text):
    LOG.append(text)
    if len(LOG) > 2:
        LOG.clear()
    return len(LOG)


def log_size():
    return len(LOG)


def names():
    return sorted(REGISTRY)


class Shelf:
    def __init__(self):
        self.lent = []

    def lend(self, name):
        self.lent.append(name)

    def give_back(self, name):
        self.lent.remove(name)
