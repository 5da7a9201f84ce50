"""Made once, looked at later."""

import functools

_CONFIG = None
_REGISTERED = []


@functools.lru_cache(maxsize=None)
def constants():
    return {"answer": 40 + 2, "name": "deep"}


def config():
    global _CONFIG
    if _CONFIG is None:
        _CONFIG = {"level": 3 * 2}
    return _CONFIG


class Session:
    _instance = None

    def __init__(self):
        self.token = "t" * 4

    @classmethod
    def get(cls):
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance


def register(name):
    if name not in _REGISTERED:
        _REGISTERED.append(name)
    return len(_REGISTERED)


def untouched():
    return 1
