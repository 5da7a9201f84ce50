"""Guesses which test notices which mutant of the file at a stop.

A child goes on unmutated and collects everything.  Then each mutant is grafted
into the live module for a moment, and tests are called until one fails: those
that are plain functions as such, which costs a tenth of pytest's protocol.
What comes of it proves nothing.  It says where to look first, and where looking
first would be in vain.
"""
import sys
import types
from time import process_time

import pytest

from . import haste, names, suite
from .graft import Graft
from .swap import KIND

# CPU seconds that the tests of one mutant may take
_BUDGET = 0.025
# after so many mutants, half of them must have had an answer
_TRIAL = 12
# seconds that a test may sleep: waiting for what never comes is not worth a guess
_IDLE = 0.3
# so many of the tests that noticed other mutants are tried before the rest
_RECENT = 8
# marks with which a test is not what its function does
_MARKS = ("skip", "skipif", "xfail", "usefixtures", "filterwarnings")


def run(walker, session):
    """In a child, collection done: says what it finds and leaves."""
    task, page, say = walker.task, walker.page, walker.child.say
    page.mutant = -1
    module = next((m for m in list(sys.modules.values()) if getattr(m, "__file__", None) == task["path"]), None)
    if module is None or walker.plugin.outcome.collection:
        walker.child.leave()
    haste.hasten(session, walker.plugin.outcome)
    suite.keep_doctests(session.items)
    tree = walker.order["tree"]
    holders = [m for m in list(sys.modules.values()) if (getattr(m, "__file__", None) or "").startswith(tree)]
    graft = Graft(module, holders, task["source"].encode())
    tests = _Tests(walker, session.items, graft)
    answered = 0
    for n, (start, end, text, likely) in enumerate(task["mutants"]):
        page.mutant = n
        page.at(likely[0] if likely else 0)  # importing takes no longer than a test may
        try:
            graft.put(start, end, text)
        except BaseException:  # so does collection
            found = likely[0] if likely else 0
        else:
            found = tests.first(likely, (start, end, text))
        graft.restore()
        if found is not None:
            say("found", n, found)
        elif tests.shown:
            say("silent", n)
        answered += found is not None or tests.shown
        if n + 1 >= _TRIAL and 2 * answered < n + 1:
            break
    walker.child.leave()


def hasty(limits):
    """`limits` of a child, for one that only guesses."""
    def hastier(mutant, test):
        cpu, idle = limits(mutant, test)
        return cpu, idle if test < 0 else min(idle, _IDLE)
    return hastier


def answer(ended):
    """What the engine is told of how the child ended."""
    said = [line for line in ended.lines if line[0] in ("found", "silent")]
    whole = ended.lines[-1:] == [["end"]]
    return {
        "event": "scouted", "found": [[int(line[1]), int(line[2])] for line in said if line[0] == "found"],
        "silent": [int(line[1]) for line in said if line[0] == "silent"], "died": -1 if whole else ended.at[0],
    }


class _Tests:
    """The suite's tests, by canonical index, and how to ask each."""

    def __init__(self, walker, items, graft):
        self.plugin, self.page, self.graft = walker.plugin, walker.page, graft
        self.items = names.matched(walker.ids, items)
        self.shown = True       # whether the last search went through (nearly) all of them
        self.recent = []
        skip = set(walker.task["skip"])
        rest = [k for k, item in enumerate(self.items) if item is not None and k not in skip]
        self.calls = {k: call for k in rest if (call := _plain(self.items[k])) is not None}
        self.order = sorted(rest, key=lambda k: k not in self.calls)  # the cheap ones first
        self.sound, self.useless = set(), skip

    def first(self, likely, mutant):
        """The first test that fails; None: none does, or time is up before all were asked."""
        until, asked = process_time() + _BUDGET, set(self.useless)
        self.shown = False
        for k in [*likely, *self.recent, *self.order]:
            if k in asked or self.items[k] is None:
                continue
            if process_time() > until:
                return None
            asked.add(k)
            if self._fails(k) and self._passes(k, mutant):
                self.recent = [k, *(t for t in self.recent if t != k)][:_RECENT]
                return k
        self.shown = 2 * len(self.useless) < len(self.items)
        return None

    def _passes(self, k, mutant):
        """Whether the test passes with the original grafted in; what does not is asked no more."""
        if k not in self.sound:
            self.graft.restore()
            self.graft.put(0, 0, "")
            (self.useless if self._fails(k) else self.sound).add(k)
            self.graft.restore()
            self.graft.put(*mutant)
        return k in self.sound

    def _fails(self, k):
        call = self.calls.get(k)
        self.page.at(k)
        if call is None:
            return bool(suite.run(self.plugin, [self.items[k]], lambda _: None))
        try:
            call()
        except suite.SKIPS:
            return False
        except BaseException:  # whatever it is, pytest would not let it pass
            return True
        return False


def _plain(item):
    """Calls the test's function with its parameters; None where there is more to the test than that."""
    function = getattr(item, "obj", None)
    if type(item) is not pytest.Function or type(function) is not types.FunctionType:
        return None
    if function.__code__.co_flags & KIND or any(item.get_closest_marker(mark) for mark in _MARKS):
        return None
    spec = getattr(item, "callspec", None)
    given = {**spec.params, **getattr(spec, "funcargs", {})} if spec else {}
    if not set(item.fixturenames) <= {"request", *given}:
        return None
    wanted = {name: given[name] for name in item._fixtureinfo.argnames if name in given}
    return lambda: function(**wanted)
