import importlib
import pkgutil

import acme.plugins as plugins

FOUND = {}
_calls = 0


def register(name):
    def deco(fn):
        FOUND[name] = fn
        return fn
    return deco


def load():
    for info in pkgutil.iter_modules(plugins.__path__, plugins.__name__ + "."):
        importlib.import_module(info.name)
    return sorted(FOUND)


def reset():
    global _calls
    _calls = 0


def calls():
    return _calls


def call(name, *args):
    global _calls
    _calls += 1
    if name not in FOUND:
        load()
    return FOUND[name](*args)
