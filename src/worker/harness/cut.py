"""Tests that a process has not come to yet are given away by its parent, while one of them takes long.

The process itself gives some away between two tests (`apart.Turn`).  It is its parent that sees that it is at the same
test all the time, and others wait.
"""
import mmap
import struct
from os.path import exists
from time import monotonic

from . import children

_LONG = 0.1  # seconds: what it costs to give tests away, some times over
_END = struct.Struct("=q")


class Cut:
    """Where the tests of a child end; made before it is forked, and shared with it."""

    def __init__(self, tests, own, idle, give):
        """The first `own` of its tests are the child's; `give(place)` is called when those from there on are others'.

        `idle`: a file that is there while somebody waits for work; None: nothing is given away.
        """
        self.places = {test: k for k, test in enumerate(tests)}
        self.idle, self.give = idle, give
        self.memory = mmap.mmap(-1, mmap.PAGESIZE)
        _END.pack_into(self.memory, 0, own)
        self.test, self.since, self.first = -1, monotonic(), 0.0

    def end(self):
        """The place after the last test that is the child's."""
        return _END.unpack_from(self.memory)[0]

    def limits(self, _, test):
        """In the parent, which asks all the time: the child has no limits."""
        now = monotonic()
        if test != self.test:
            if self.places.get(self.test) == 0:
                self.first = now - self.since  # with what tests share, which the others would have to make, too
            self.test, self.since = test, now
        elif self.idle and now - self.since > _LONG + 2 * self.first and exists(self.idle):
            self._cut(self.places.get(test))
        return children.NEVER

    def _cut(self, place):
        # what nobody has run yet; the test that runs leaves for the next one what they share.  Who is at the first one
        # may be making what all of them share, and that takes others as long.
        if place and place + 2 < self.end() == len(self.places):
            _END.pack_into(self.memory, 0, place + 2)
            self.give(place + 2)
