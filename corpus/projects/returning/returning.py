"""Loops whose state is more than a number."""
import functools
import io
import itertools
import re
import weakref


def reached(graph, start):
    queue, seen = [start], set()
    while queue:
        node = queue.pop(0)
        if node in seen:
            continue
        seen.add(node)
        queue.extend(graph.get(node, ()))
    return seen


def words(text):
    found, at = [], 0
    while at < len(text):
        begin = at
        while at < len(text) and text[at] != " ":
            at += 1
        found.append(text[begin:at])
        at += 1
    return found


def read(stream):
    parts = []
    while True:
        part = stream.read(4)
        if not part:
            break
        parts.append(part)
    return "".join(parts)


class Chain:
    def __init__(self, values):
        self.first = None
        for value in values:
            self.first = [value, self.first]

    def __len__(self):
        return len(self.values())

    def values(self):
        node, found = self.first, []
        while node is not None:
            found.append(node[0])
            node = node[1]
        return found

    def shorten(self, length):
        while len(self) > length:
            self.drop()

    def drop(self):
        self.first = self.first[1]


def tokens(text):
    at, found = 0, []
    while at < len(text):
        match = re.compile(r" *(\w*)").match(text, at)
        found.append(match.group(1))
        at = match.end()
    return found


# -- with another sign there are a hundred times as many rounds; each ends all the same ------


class Box:
    n = 0


def in_a_class():
    limit = int(50_000 / 10)
    Box.n = 0
    while Box.n < limit:
        Box.n += 1
    return "ended"


def in_a_default(held=[0]):
    limit = int(50_000 / 10)
    held[0] = 0
    while held[0] < limit:
        held[0] += 1
    return "ended"


def in_a_closure():
    limit, n = int(50_000 / 10), 0

    def more():
        nonlocal n
        n += 1
        return n < limit
    while more():
        pass
    return "ended"


def in_an_iterator():
    numbers = iter([1] * int(50_000 / 10))
    while next(numbers, None):
        pass
    return "ended"


def in_a_count():
    limit, numbers = int(50_000 / 10), itertools.count()
    while next(numbers) < limit:
        pass
    return "ended"


def in_a_stream():
    stream = io.StringIO("x" * int(50_000 / 10))
    while stream.read(1):
        pass
    return "ended"


def in_a_cache():
    limit, rounds = int(50_000 / 10), []

    @functools.lru_cache(maxsize=None)
    def more(n):
        rounds.append(n)
        return len(rounds) < limit
    n = 0
    while more(n):
        n += 1
    return "ended"


def in_the_loop_around():
    """What the inner loop sees is always the same."""
    for _ in [0] * int(50_000 / 10):
        again = True
        while again:
            again = False
    return "ended"


def in_a_number_while_nobody_else_holds_a_box():
    """Who looks on might."""
    limit, n, box = int(50_000 / 10), 0, Box()
    seen = weakref.ref(box)
    while n < limit:
        n += 1
    del box
    return "ended" if seen() is None else "held"
