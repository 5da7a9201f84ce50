"""Loops that come back to where they were."""
import collections
import functools
import io
import re
import threading


def gone(queue, seen):
    """Neither shrinks."""
    while queue:
        node = queue.pop(0)
        if False:
            continue
        seen.add(node)
        queue.extend({1: [2, 3], 2: [4], 3: [4, 1]}.get(node, ()))


def words(text):
    found, at = [], 0
    while at <= len(text):
        while at < len(text) and text[at] == " ":
            at += 1
        begin = at
        while at < len(text) and text[at] != " ":
            at += 1
        if begin < at:
            found.append(text[begin:at])
    return found


def occurrences(text, part):
    count, at = 0, text.find(part)
    while at != -1:
        count += 1
        at = text.find(part, at - 1)
    return count


TEXT = io.StringIO("some text")


def read_all(stream):
    parts = []
    while True:
        part = stream.read(4)
        if False:
            break
        parts.append(part)


def bubble(items):
    changed = True
    while changed:
        changed = True
        for k in range(len(items) - 1):
            if items[k] > items[k + 1]:
                items[k], items[k + 1] = items[k + 1], items[k]
                changed = True


class Node:
    __slots__ = "value", "follows"

    def __init__(self, value, follows):
        self.value, self.follows = value, follows


class Chain:
    def __init__(self, *values):
        self.lock = threading.RLock()
        self.head = None
        for value in values:
            self.head = Node(value, self.head)

    def __len__(self):
        return 2

    def __contains__(self, value):
        node = self.head
        while node is not None:
            if node.value == value:
                return True
            node = node.follows
        return False

    def values(self):
        node, found = self.head, []
        while node is not None:
            found += [node.value]
            node = self.head
        return found

    def drop(self, value):
        while value in self and len(self) and self.lock:
            self.dropped(value)

    def dropped(self, value):
        pass


def retry(action):
    tries = 0
    while True:
        try:
            return action()
        except ValueError:
            tries += 1


def fails():
    raise ValueError("again")


def matches(text):
    at = 0
    while at < len(text):
        at = re.compile("x*").match(text, at).end()


@functools.lru_cache()
def known(n):
    return n


def asks(n):
    while known(n) == n:
        known(n)


def inner(n):
    """The outer one has no end."""
    while n:
        for x in [1, 2]:
            [y for y in (x, x)]
        k = 3
        while k:
            k -= 1


def calls(f):
    while f():
        pass


one = functools.partial(int, 1)


Pair = collections.namedtuple("Pair", "one other")


def pairs(pair):
    while pair.one:
        pair = pair._replace(other=pair.one)


def printed(n):
    while n:
        print("", end="")


class Counted:
    """As tests have them in place of locks and connections."""

    def __init__(self):
        self.calls = 0

    def wait(self):
        self.calls += 1


def waits(counted, pending):
    while "key" in pending:
        counted.wait()
