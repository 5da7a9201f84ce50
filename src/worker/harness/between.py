"""What tests leave to others of their file or class, and what is gone after the last of these.

A fixture of the file clears a table, a fixture's own object goes with it, a class is given an object for its tests: what is there at
the end of the suite tells of none of these.  So it is looked at before what tests share is torn down: variables, as at
the end, and the attributes of the objects that were set up for several tests, held against what they were by then.
"""
import itertools

import pytest

from . import children
from .look import Look
from .remains import attributes, shared_by

# so often, at most: each time all of the project's variables are looked at
_LOOKS = 100
# of so many, at most, that one list or table holds: it is gone through at each look
_MEMBERS = 1000


class Between:
    """Registered with pytest in a child that runs the whole suite; `words` is as what `Remains.kept` returns."""

    def __init__(self, remains):
        self.remains, self.words = remains, set()
        self.looks, self.spent = _LOOKS, (0.0, 0.0)
        self.begun = {}     # what is set up, by who gives it: which object it is, and what it was like; not the object, which may have to go

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item):
        """All that this test uses is set up."""
        for giver, value in self._given(item):
            if self.begun.get(giver, (None,))[0] != id(value):
                self.begun[giver] = id(value), _like(value, self.remains)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item, nextitem):
        stack, staying = item.session._setupstate.stack, () if nextitem is None else nextitem.listchain()
        ending = [node for node in item.listchain()[:-1] if node not in staying and node in stack]
        # beside its own end, which every node has
        shared = any(len(stack[node][0]) > 1 for node in ending)
        if shared and item.parent in ending and self.looks:
            self.looks -= 1
            item.session._setupstate.addfinalizer(lambda: self._look(item), item.parent)

    def now(self):
        """As `children.now`, but for what was spent here: it is no test's."""
        return tuple(now - spent for now, spent in zip(children.now(), self.spent))

    def _look(self, item):
        started = self.now()
        self._learn(item)
        self.spent = tuple(now - was for now, was in zip(children.now(), started))

    def _learn(self, item):
        self.words.update(self.remains.kept())
        for giver, value in self._given(item):
            known, before = self.begun.get(giver, (None, {}))
            if known == id(value):
                now = _like(value, self.remains)
                self.words.update(name for k, name in {*before, *now} if before.get((k, name)) != now.get((k, name)))

    def _given(self, item):
        """What is set up for several tests and this one uses: [(who gives it, the object)]."""
        for name, fixture in shared_by(item):
            yield (fixture.baseid, name), fixture.cached_result[0]
        cls = getattr(item, "cls", None)
        for name, value in list(vars(cls).items()) if cls else ():
            yield (cls.__module__, cls.__qualname__, name), value


def _like(value, remains):
    """{(which, attribute): digest} of the project's objects in `value`."""
    several = value.values() if type(value) is dict else value if type(value) in (list, tuple) else (value,)
    found, look = {}, Look()
    for k, one in enumerate(list(itertools.islice(several, _MEMBERS))):
        kind = type(one)
        if not issubclass(kind, type) and remains.is_ours(kind):
            try:
                found.update({(k, name): look.at(held) for name, held in attributes(one, kind).items()})
            except RuntimeError:  # another thread is at work on it
                continue
    return found
