"""First imported by a test."""

import app

NAME = "late" + "-1"
SEEN = 4 * 5


def value():
    return SEEN + 1


app.LOADED.append("imported")
