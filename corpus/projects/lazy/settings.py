"""Reloaded by a test."""

import os

LEVEL = int(os.environ.get("LAZY_LEVEL", "3")) + 1
NAMES = ["a", "b"]


def level():
    return LEVEL * 2


def shout(text):
    return text + "!"
