"""Tests in their place in the suite: what a file, a class or the session shares is there, as the tests before them have left it.

After the suite all of it is torn down, and made anew for whoever comes then.  So before a test that shares something with earlier
ones a child is forked for each round that asks it, which runs the test there, with the round's mutants in place.  What it does to
files of the temporary folder is put right after it.
"""
import collections
import os
import unittest

from . import children, suite, swap
from .leftovers import Kept, clear
from .remains import is_from, shared_by

# how pytest names the fixtures that it makes of setUpClass, setup_module and their like
_SET_UP = ("_unittest_setUp", "_xunit_setup_")
_CLASS = "_unittest_setUpClass"


class Midst:
    def __init__(self, zygote, inside, limits):
        self.zygote, self.inside, self.limits = zygote, os.path.join(inside, ""), limits
        self.rounds = collections.defaultdict(list)     # by test: (round, its mutants' plan)
        # by round: tests
        self.asked, self.failing = collections.defaultdict(set), collections.defaultdict(set)
        self.unclear = set()    # rounds of which nothing can be said
        self.bears = True       # whether what the fixtures have made goes on in a fork
        # at the other end nobody hangs up
        self.page, self.ends = children.Page(), os.pipe()

    def ask(self, number, plan, tests):
        for test in tests:
            self.rounds[test].append((number, plan))

    def before(self, test):
        """`test` is the next of the suite."""
        if not (self.bears and test in self.rounds and self._shares(self.zygote.items[test])) or children.threads():
            return
        folder = self.zygote.order["tmp"]
        kept = Kept(folder)
        for number, plan in self.rounds[test]:
            self.zygote.page.at(-1)
            self._ask(number, test, plan)
            clear(folder, kept.names)
            kept.put_back()
            if not self.bears:
                return

    def _ask(self, number, test, plan):
        ended = self._ended(test, plan)
        if ended.idle:
            # it waits for a thread that only C knows of, say, and so would all that follow
            self.bears = False
            return
        self.asked[number].add(test)
        if ["running"] in ended.lines:
            self.unclear.add(number)
        if ["passed"] not in ended.lines:
            self.failing[number].add(test)

    def _shares(self, item):
        """Whether the project has something set up for it that earlier tests have had."""
        def sets_up(name):
            return name.startswith(_SET_UP) and (not name.startswith(_CLASS) or _sets_up(item.cls))
        return any(is_from(self.inside, fixture) or sets_up(name) for name, fixture in shared_by(item))

    def _ended(self, test, plan):
        """How a child ends that runs the test."""
        zygote = self.zygote
        pid, end = children.start(self.page)
        if pid is not None:
            return children.watch(pid, end, self.page, self.limits, self.ends[0])
        try:
            zygote.page = self.page
            more, running = swap.late(plan)
            if running:
                end.say("running")
            swap.put([*plan, *more])
            zygote.clear_caches()
            item = zygote.items[test]
            if not suite.run(zygote.plugin, [item], lambda _: self.page.at(test), then=_Next(item)):
                end.say("passed")
        finally:
            end.leave()


class _Next:
    """In place of the test after one: it shares all with it, so that nothing but the test itself is torn down."""

    def __init__(self, item):
        self.chain = [*item.listchain()[:-1], self]

    def listchain(self):
        return self.chain


def _sets_up(cls):
    """Whether a unittest class has something to set up: the base has a method for it, too."""
    return getattr(cls.setUpClass, "__func__", None) is not unittest.TestCase.setUpClass.__func__
