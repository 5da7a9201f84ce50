"""The project's own protocol."""

VERSION = 3


def frame(text):
    return text + "\n"
