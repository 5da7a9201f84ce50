"""Imports late."""

LOADED = []


def load():
    import late

    LOADED.append(late.NAME)
    return late


def ready():
    return len(LOADED) > 0
