"""Property-based tests: for a verdict the first failing example is enough.

hypothesis goes on after it, to make the example smaller, to explain it and to
look for other faults.  That is for a person to read, takes up to minutes, and
counts as the test's own time.

It also fails examples that take longer than their deadline, or data that takes long to make, by the
clock: on a busy machine that is no matter of the code.
"""
import sys
import time
from time import CLOCK_MONOTONIC, CLOCK_THREAD_CPUTIME_ID, clock_gettime

from . import children

_FOR_READERS = ("shrink", "explain")
_TIMED = ("hypothesis.core", "hypothesis.internal.conjecture.data")
# seconds without the processor that need an explanation
_LONG = 0.02


class Clock:
    """In place of the module `time`: its performance counter leaves out what was spent waiting for a processor."""

    def __init__(self, queued=lambda: children.queued("self")):
        self._queued, self._waited = queued, queued()
        self._wall, self._cpu, self._sum = clock_gettime(CLOCK_MONOTONIC), clock_gettime(CLOCK_THREAD_CPUTIME_ID), 0.0

    def __getattr__(self, name):
        return getattr(time, name)

    def perf_counter(self):
        wall, cpu = clock_gettime(CLOCK_MONOTONIC), clock_gettime(CLOCK_THREAD_CPUTIME_ID)
        ran = max(0.0, cpu - self._cpu)  # another thread's, or a fork's, begins anew
        away = max(0.0, wall - self._wall - ran)
        if away > _LONG:
            waited = self._queued()
            away = max(0.0, away - max(0.0, waited - self._waited))
            self._waited = waited
        self._wall, self._cpu, self._sum = wall, cpu, self._sum + ran + away
        return self._sum


def by_own_time():
    """Has hypothesis time examples by such a clock; nothing where it is not there."""
    for name in _TIMED:
        module = sys.modules.get(name)
        if module is not None and getattr(module, "time", None) is time:
            module.time = Clock()


def first_only(items):
    """Has every hypothesis test of `items` stop at its first failing example."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is None:
        return
    by_own_time()
    for item in items:
        test = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if own is None:
            continue
        try:
            phases = [phase for phase in own.phases if phase.name not in _FOR_READERS]
            test._hypothesis_internal_use_settings = hypothesis.settings(own, phases=phases, report_multiple_bugs=False)
        except Exception:  # a version of another make: it only costs time
            return
