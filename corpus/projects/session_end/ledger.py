"""What is opened must be closed; the suite's end looks whether it was."""
LEFT_OPEN = 0

opened = []
locks = set()


def open_one(name, mode="r"):
    opened.append(name)
    return name


def close_one(name):
    opened.remove(name)


def balanced(number):
    return number == LEFT_OPEN


def lock(name):
    locks.add(name)
    locks.remove(name)


def check():
    if locks:
        raise ValueError("locked")
