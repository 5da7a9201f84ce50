"""What is written, and taken away again or not."""
import os
import tempfile

SPOOL = tempfile.mkdtemp()


def locked(path):
    path.touch()
    os.remove(path)


def save(rows, end="."):
    with open("rows.txt", "w") as file:
        for row in rows:
            file.write(row)
        file.write(end)


def put(folder, name):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(name)
    os.remove(path)


def note(folder, text, end="!"):
    with open(os.path.join(folder, "notes"), "w") as file:
        file.write(text)
        file.write(end)


def spool(name):
    path = os.path.join(SPOOL, name)
    with open(path, "w") as file:
        file.write(name)
    os.remove(path)
    return len(name)
