"""What the program does."""

import subprocess
import sys

from tool import VERSION


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def never(a):
    return a * 2


def helper(n):
    return n + 3


def relay(args):
    result = subprocess.run([sys.executable, "-m", "tool", *args], stdout=subprocess.PIPE, check=False)
    return int(result.stdout) * 2


def run(argv):
    if not argv:
        print("usage: tool add|sub|relay A B")
        return 2
    name, rest = argv[0], argv[1:]
    if name == "version":
        print(VERSION)
    elif name == "add":
        print(add(int(rest[0]), int(rest[1])))
    elif name == "sub":
        print(sub(int(rest[0]), int(rest[1])))
    elif name == "relay":
        print(relay(rest))
    else:
        return 9
    return 0
