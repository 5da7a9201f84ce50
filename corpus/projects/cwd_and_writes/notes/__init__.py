"""Notes in a file beside the code."""

import os
import random
from pathlib import Path

HOME = Path(__file__).resolve().parent
FILE = HOME / "notes.txt"


def save(text):
    FILE.write_text(text + "\n", encoding="utf-8")
    return len(text)


def read(path="notes/notes.txt"):
    return Path(path).read_text(encoding="utf-8").strip()


def go(folder):
    os.chdir(folder)
    return os.path.basename(os.getcwd()) + "/"


def mark():
    os.environ["NOTES_MARK"] = "1"
    return 1 + 1


def roll():
    random.seed(4)
    return random.randint(1, 6) + 10
