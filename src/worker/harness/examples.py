"""Property-based tests: for a verdict the first failing example is enough.

hypothesis goes on after it, to make the example smaller, to explain it and to
look for other faults.  That is for a person to read, takes up to minutes, and
counts as the test's own time.

It also fails examples that take longer than their deadline, or data that takes long to make, by the
clock: on a busy machine that is no matter of the code.

And it tries texts and numbers that it finds in the source of the project's modules, all that are imported.  To find them is
no look at a source that a mutant in it must be there for: what it would find there is one more example among many.

Where nobody imports hypothesis it is not imported: its plugin for pytest would, for the sake of an option.
"""
import importlib
import sys
import time
from time import CLOCK_MONOTONIC, CLOCK_THREAD_CPUTIME_ID, clock_gettime

from . import children

_FOR_READERS = ("shrink", "explain")
_CORE = "hypothesis.core"
_TIMED = (_CORE, "hypothesis.internal.conjecture.data")
# where all examples begin
_SEED = 0
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


def settle(item):
    """Has the examples of `item`, which is about to run, be the same in each process, and be timed by that clock."""
    if _CORE not in sys.modules and _imports(item):
        try:
            importlib.import_module(_CORE)
        except Exception:  # the test will find the same
            return
    core = sys.modules.get(_CORE)
    if core is not None and getattr(core, "global_force_seed", _SEED) is None:
        core.global_force_seed = _SEED
        by_own_time()


def _imports(item):
    """Whether the test itself imports hypothesis."""
    code = getattr(_function(item), "__code__", None)
    return any(name.partition(".")[0] == "hypothesis" for name in getattr(code, "co_names", ()))


def _function(item):
    test = getattr(item, "obj", None)
    return getattr(test, "__func__", test)


def _property(item):
    """The function of a hypothesis test, None of any other."""
    test = _function(item)
    return None if getattr(test, "_hypothesis_internal_use_settings", None) is None else test


def find_constants(items):
    """Has hypothesis look through the modules now, if one of `items` will need it: not on a test's account."""
    providers = sys.modules.get("hypothesis.internal.conjecture.providers")
    find = getattr(providers, "_get_local_constants", None)
    if find is not None and any(map(_property, items)):
        try:
            find()
        except Exception:  # a version of another make: the test will do it
            return


def constants_of(items, tests, files):
    """{context: those of `files` that hypothesis may have found constants in} for those of `tests` that are its own."""
    if "hypothesis.internal.constants_ast" not in sys.modules:
        return {}
    sources = [path for path in files if path.endswith(".py")]
    return {"t%d" % test: sources for test in tests if _property(items[test])}


def first_only(items):
    """Has every hypothesis test of `items` stop at its first failing example."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is None:
        return
    by_own_time()
    find_constants(items)
    for test in filter(None, map(_property, items)):
        own = test._hypothesis_internal_use_settings
        try:
            phases = [phase for phase in own.phases if phase.name not in _FOR_READERS]
            test._hypothesis_internal_use_settings = hypothesis.settings(own, phases=phases, report_multiple_bugs=False)
        except Exception:  # a version of another make: it only costs time
            return
