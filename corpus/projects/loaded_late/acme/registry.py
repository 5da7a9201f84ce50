import importlib
import pkgutil

import acme.plugins as plugins

FOUND = {}


def register(name):
    def deco(fn):
        FOUND[name] = fn
        return fn
    return deco


def load():
    for info in pkgutil.iter_modules(plugins.__path__, plugins.__name__ + "."):
        importlib.import_module(info.name)
    return sorted(FOUND)


def call(name, *args):
    if name not in FOUND:
        load()
    return FOUND[name](*args)
