import os

REMEMBERED = {}


def remember(value):
    REMEMBERED["x"] = value


def recall():
    return REMEMBERED.get("x", "")


def joined(value=None):
    return (value or "") + (recall() if value is None else "")


def loud(value):
    return (value if value else recall()) + "!"


def marked(path=None):
    if path is None:
        return os.path.exists("mark.txt")
    return False


def rated(path=None):
    return stars() if path is None else 0


def stars():
    return len(os.listdir())
