"""Endless loops, told by how often they go round.

A test that seems to have no end is run alone, first without and then with the
mutant, and both times each activation of a function of the project counts the
jumps back that it makes.  Soon after what is usual it is looked at whether the loop
can be shown to have no end (`endless.py`).  Else an activation that makes a hundred times
as many as any of that function without the mutant, and many by any measure, is taken to
go on for ever.  That depends on the code alone, neither on the machine nor on
its load, and is known in a fraction of the time that would be given to a test.
Where nobody has looked yet at what is usual, only the first is tried.

Calls do not add up: a recursion that has lost its cache is slow, not endless.  Nor does a
`for` loop count: what it goes through has an end as a rule, however late without a `break`.
Whatever else such a run shows is no verdict, for the counting can be noticed.
"""
import os
import sys
import threading
from json import dumps, loads
from time import CLOCK_PROCESS_CPUTIME_ID, clock_gettime

from . import endless
from .loop_syntax import begins_for

_getframe, _gettrace, _settrace = sys._getframe, sys.gettrace, sys.settrace
_settrace_later = threading.settrace
# the times that a loop may go round, whatever it did without the mutant: measured on Python 3.9
# to 3.14, a short loop is there after 0.02 to 0.1 s
LEAST = 200_000
_MORE = 100
# a loop that would need more seconds for that is not counted to the end, it costs more than it
# saves: seen from how long it takes from one of these rounds to the other, above what is usual
_SLOW, _SOON, _LATER = 0.8, 100, 1000


class Loops:
    """What a process that forks children knows of its tests' loops."""

    def __init__(self, tree):
        self.inside = os.path.join(tree, "")
        self.known = {}          # test to {(file, function): most jumps back of one activation}
        self.largest = None      # likewise, in a child that runs a test unmutated
        self.stop = None

    def begin(self, order, child):
        """In a child whose order is to count: from now on it does."""
        if not order.get("count"):
            return
        if order["path"] is None:
            self.largest = {}
            first, reached = lambda code: self.largest.get(_key(code), 0) + 1, self._larger
        else:
            first, reached = self._end(child, order["tests"][0])
        self.stop = (_by_events if hasattr(sys, "monitoring") else _by_tracing)(self.inside, first, reached)
        if self.stop is None:
            child.say("refused", "its frames are traced already")
            child.leave()

    def finish(self, child):
        """The tests of a child are through."""
        if self.stop:
            self.stop()
        if self.largest is not None:
            child.say("counts", dumps([[*key, n] for key, n in self.largest.items()]))

    def learn(self, order, ended):
        """What a child counted without a mutant is remembered."""
        for line in ended.lines:
            if line[0] == "counts":
                self.known[order["tests"][0]] = {(path, name): n for path, name, n in loads(line[1])}

    def _larger(self, frame, n):
        self.largest[_key(frame.f_code)] = n
        return n + 1

    def _end(self, child, test):
        known = test in self.known
        usual, since = self.known.get(test, {}), {}

        def first(code):
            return usual.get(_key(code), 0) + _SOON

        def reached(frame, n):
            code = frame.f_code
            before = usual.get(_key(code), 0)
            most = max(LEAST, _MORE * before)
            place = endless.place(frame, self.inside)
            if n in (before + _SOON, before + _LATER) and endless.shown(frame):
                child.say("endless", test, place + endless.NO_WAY_OUT, 1)
                child.leave()
            if n == before + _SOON:
                since[code] = clock_gettime(CLOCK_PROCESS_CPUTIME_ID)
                return before + _LATER
            if n == before + _LATER:
                if not known:
                    child.say("refused", "what is usual is not known")
                    child.leave()
                took = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - since[code]
                if took * most > _SLOW * (_LATER - _SOON):
                    child.say("refused", "too slow to be counted")
                    child.leave()
                return most + 1
            child.say("endless", test, "%s goes round a loop more than %d times, without the mutant %d" % (place, most, before), 0)
            child.leave()
        return first, reached


def _key(code):
    """A mutant can move what follows it to other lines, not to other names."""
    return code.co_filename, code.co_name


class _Count:
    """Of one activation.  A tracer that a test sets finds one in the frame that has had enough."""
    __slots__ = "n", "limit", "to"

    def __init__(self, limit):
        self.n, self.limit, self.to = 0, limit, None

    def __call__(self, *_):
        return None


def _by_events(inside, first, reached):
    """Counts by sys.monitoring, if one of its places is free; returns the undo.

    Places that are not of the project, jumps ahead, and `for` loops are switched off where they are met.
    The count stands in the frame, in a field that only a tracer would use, and goes with it.
    """
    monitoring = sys.monitoring
    tool = next((t for t in (4, 3, 5, 2) if monitoring.get_tool(t) is None), None)
    if tool is None or _gettrace() is not None:
        return None
    disable = monitoring.DISABLE

    def jumped(code, at, to):
        if to > at:
            return disable
        frame = _getframe(1)
        count = frame.f_trace
        if count is None:
            if not code.co_filename.startswith(inside):
                return disable
            frame.f_trace = count = _Count(first(code))
        if to != count.to:
            if begins_for(code.co_code, to):
                return disable
            count.to = to
        count.n += 1
        if count.n == count.limit:
            count.limit = reached(frame, count.n)

    def stop():
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, monitoring.events.JUMP, None)
        monitoring.free_tool_id(tool)
    monitoring.use_tool_id(tool, "mutate")
    monitoring.register_callback(tool, monitoring.events.JUMP, jumped)
    monitoring.set_events(tool, monitoring.events.JUMP)
    return stop


def _by_tracing(inside, first, reached):
    """Counts by sys.settrace, here and in threads to come, if nobody else uses it; returns the undo.

    A line that begins no further on than the last one has been jumped back to.
    """
    if _gettrace() is not None:
        return None

    def called(frame, _event, _arg):
        if frame.f_trace is not None:
            return frame.f_trace  # a generator goes on
        if not frame.f_code.co_filename.startswith(inside):
            return None
        last, n, limit, ops = -1, 0, first(frame.f_code), frame.f_code.co_code

        def line(frame, event, _arg):
            nonlocal last, n, limit
            at = frame.f_lasti
            if at <= last and event == "line" and not begins_for(ops, at):
                n += 1
                if n == limit:
                    limit = reached(frame, n)
            last = at
            return line
        return line

    def stop():
        _settrace_later(None)
        if _gettrace() is called:
            _settrace(None)
    _settrace_later(called)
    _settrace(called)
    return stop
