"""pytest from within: the plugin, and running chosen items.

pytest keeps control: `pytest.main` configures, collects and calls the run
loop; there, instead of running everything, a process waits for orders and
forks children that run what they are told through pytest's own protocol.
"""
import gc
import sys
import unittest
import warnings

import pytest
from _pytest import fixtures, threadexception, unraisableexception
from _pytest._code import ExceptionInfo
from _pytest.reports import CollectReport

from . import chance, examples, express, haste, names, options
from .patch import wrap

SKIPS = (pytest.skip.Exception, unittest.SkipTest)

_UNCAUGHT = [
    found for found in (getattr(unraisableexception, "collect_unraisable", None), getattr(threadexception, "collect_thread_exception", None))
    if found
]


class Outcome:
    """How the items run so far ended; one per process."""

    def __init__(self):
        self.failed = None
        self.quick = False       # nobody reads why a test failed,
        self.brief = False       # nor what there is to say of one that passed,
        self.spoken = set()      # but these items, which read it themselves
        self.speaking = False    # whether such an item is running
        self.skipped = False     # whether the item under way was,
        self.skips = []          # and which were, by their place in the run
        self.messages = []
        self.collection = []

    @property
    def spared(self):
        """Whether what a failing assertion says need not be worked out."""
        return self.quick and not self.speaking


class Plugin:
    """Registered with pytest; `loop` is called in place of the run loop."""

    def __init__(self, loop):
        self.loop = loop
        self.outcome = Outcome()
        self.measure = None      # who ran what while collecting, where that is measured
        self.config = None
        self.last = None         # called after the last test, before what tests share is torn down

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self, early_config):
        self.config = early_config
        options.serve_nobody()

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        options.steady(config.option)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_make_collect_report(self, collector):
        path = getattr(collector, "path", None)
        shared = isinstance(collector, (pytest.Session, pytest.Package)) or path is None or path.suffix != ".py"
        if self.measure is None or shared:
            yield
        else:
            with self.measure.collecting(str(path)):
                yield

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.loop(session)
        return True

    def pytest_collectreport(self, report):
        if report.failed:
            self.outcome.collection.append((report.nodeid, str(report.longrepr)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item, nextitem):
        if nextitem is None and self.last is not None and item.parent in item.session._setupstate.stack:
            item.session._setupstate.addfinalizer(self.last, item.parent)

    def pytest_runtest_makereport(self, item, call):
        brief = self.outcome.brief and express.familiar(item.ihook, express.REPORTS)
        return haste.report(item, call, brief) if self.outcome.quick and (call.excinfo is not None or brief) else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            self.outcome.skipped = True
        if report.failed and self.outcome.failed is None:
            self.outcome.failed = report.when or "call"
            if not self.outcome.quick:
                self.outcome.messages.append((report.nodeid, report.when, str(report.longrepr)))


class Selection:
    """Registered with pytest: leaves out what is not wanted, as early as it is known to be."""

    def __init__(self):
        self.files = None        # test files to collect; None: all
        self.places = None       # classes and functions to collect of them, each with the class around it or None
        self.params = {}         # function name to the parameter sets to make items of
        self.wanted = {}         # the same by the function's node id,
        self.sets = {}           # and all of its sets, in order

    def choose(self, files, ids, sets=None):
        """From now on `files` are collected (all, where empty), and of them what `ids` name (None: all).

        `sets`: all parameter sets that each function (by node id) should have.
        """
        self.files = set(files) or None
        if files and ids is not None:
            self.places, self.params = _parts(ids)
            self.wanted, self.sets = names.sets(ids), sets or {}

    def chosen(self, around, names):
        """Those of `names`, found in the class of the name `around` or in a module (None), that are to be collected."""
        return names if self.places is None else [name for name in names if (around, name) in self.places]

    def _other(self, path):
        return self.files is not None and path is not None and path.suffix == ".py" and str(path) not in self.files

    def pytest_ignore_collect(self, collection_path):
        return True if self._other(collection_path) else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_make_collect_report(self, collector):
        # its folder may have been listed before the choice was made
        if isinstance(collector, pytest.Module) and self._other(getattr(collector, "path", None)):
            return CollectReport(collector.nodeid, "passed", None, [])
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, collector, name):
        around = None if isinstance(collector, pytest.Module) else collector.name
        return None if self.chosen(around, [name]) else []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_generate_tests(self, metafunc):
        node = metafunc.definition.nodeid
        if node in self.wanted and node in self.sets:
            metafunc.parametrize = _narrowed(metafunc.parametrize, self.wanted[node], self.sets[node])
        yield
        wanted, calls = self.params.get(metafunc.function.__name__), getattr(metafunc, "_calls", None)
        if wanted and calls:
            calls[:] = [c for c in calls if c.id in wanted] or calls


def fewer_cases(selection):
    """Of unittest's classes, too, none but the wanted methods become tests, each as dear as one; returns the undo."""
    def named(original, loader, case):
        names = original(loader, case)
        for_pytest = sys._getframe(2).f_globals.get("__name__") == "_pytest.unittest"
        return selection.chosen(case.__name__, names) or names if for_pytest else names
    return wrap(unittest.TestLoader, "getTestCaseNames", named)


def fewer_checks():
    """Leaves out what can only warn, of each name in each class, where a part of the suite is a guess; returns the undos.

    The whole suite, which has the last word, is collected with it: a warning may be an error.
    """
    manager, check = fixtures.FixtureManager, "_check_for_wrapped_fixture"
    return [wrap(manager, check, lambda *_, **__: None)] if hasattr(manager, check) else []


def _narrowed(parametrize, wanted, known):
    """`parametrize` that makes none but the wanted ones of the known sets: each costs as much as a test.

    Only where the sets are as many as there were, so that each place has its name.
    """
    places = [k for k, name in enumerate(known) if name in wanted]
    names_ = [known[k] for k in places]
    usable = places and all(name and name.isascii() and name.isprintable() and not set(name) & set("\\#") for name in names_)

    def narrowed(argnames, argvalues, *args, **more):
        if usable and isinstance(argvalues, (list, tuple)) and len(argvalues) == len(known) and len(args) < 2 and not more.get("ids"):
            argvalues, more = [argvalues[k] for k in places], {**more, "ids": names_}
        return parametrize(argnames, argvalues, *args, **more)
    return narrowed


def _parts(ids):
    """Classes and functions in node ids, each with the class around it, and the parameter sets of each function that has some."""
    places, params = set(), {}
    for nodeid in ids:
        path, bracket, rest = nodeid.partition("[")
        parts = path.split("::")[1:]
        places.update(zip([None, *parts], parts))
        if parts:
            params.setdefault(parts[-1], set()).add(rest.rpartition("]")[0] if bracket else None)
    return places, {name: sets for name, sets in params.items() if None not in sets}


class _Brief:
    """In place of pytest's representation of an exception: its last line, as pytest would print it."""

    def __init__(self, excinfo):
        self.text = "E   " + excinfo.exconly(tryshort=True).split("\n")[-1]

    def __str__(self):
        return self.text

    def toterminal(self, terminal):
        terminal.line(self.text)


def brief():
    """Errors of collection are told in a line, where none but us reads them; returns the undo."""
    def told(original, excinfo, *args, **more):
        # pytest takes the place of a skip out of its own representation
        return original(excinfo, *args, **more) if excinfo.errisinstance(SKIPS) else _Brief(excinfo)
    return wrap(ExceptionInfo, "getrepr", told)


def keep_doctests(items):
    """A doctest's globals are cleared after its first run; keep what it starts from."""
    for item in items:
        test = getattr(item, "dtest", None)
        if test is not None and hasattr(test, "globs"):
            item._mutate_globs = dict(test.globs)


def run(plugin, items, begin, stop=True, enough=None, then=None):
    """Runs `items` in order, wide fixtures shared, everything torn down at the end, or what `then` does not share,
    which would come next.

    `begin(k)` is called before item k, and `enough(k)`, if there is one, says
    whether it is the last.  With `stop`, ends after the first failure.
    Returns [(k, phase)] of the failures.
    """
    failures, outcome = [], plugin.outcome
    outcome.skips = []
    chance.start()
    for k, item in enumerate(items):
        last = k + 1 == len(items) or (enough is not None and enough(k))
        following = then if last else items[k + 1]
        begin(k)
        examples.settle(item)
        globs = getattr(item, "_mutate_globs", None)
        if globs is not None:
            item.dtest.globs = dict(globs)
        outcome.failed, outcome.skipped, outcome.speaking = None, False, item in outcome.spoken
        try:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        except BaseException as exc:  # pytest.exit, KeyboardInterrupt: the whole run would end here
            outcome.failed = "exit"
            _tear_down(item)
            if not outcome.quick:
                outcome.messages.append((item.nodeid, "exit", repr(exc)))
        if outcome.skipped:
            outcome.skips.append(k)
        if outcome.failed:
            failures.append((k, outcome.failed))
            if stop:
                if not last:
                    _tear_down(item)
                break
        if last:
            break
    return failures


def run_through(plugin, items, begin, stop=True):
    """As `run`, and once all has passed what pytest itself finds at the very end."""
    failures = run(plugin, items, begin, stop)
    if not failures and items and raised(items[-1].config):
        failures.append((len(items) - 1, "teardown"))
    return failures


def skipped(plugin, tests, usual=()):
    """Of `tests`, which were run last, those that were skipped; not of `usual`."""
    return [tests[k] for k in plugin.outcome.skips if tests[k] not in usual]


def is_marked(item):
    """Whether the test says itself that, or when, it is skipped: whatever runs before it."""
    places = [getattr(item, "obj", None), getattr(item, "cls", None)]
    marked = any(item.get_closest_marker(name) for name in ("skip", "skipif"))
    return marked or any(getattr(place, "__unittest_skip__", False) for place in places)


def raised(config):
    """Whether exceptions that nobody caught, in finalizers and threads, fail the run: from pytest 8.4 on it
    asks once more at its end, when all garbage has been collected.  They are forgotten then.
    """
    if not any(entry[0] == "error" for entry in warnings.filters):
        return False
    gc.collect()
    found = False
    for collect in _UNCAUGHT:
        try:
            collect(config)
        except KeyError:  # that plugin is switched off
            continue
        except Exception:  # a warning that is an error, or a group of them
            found = True
    return found


def _tear_down(item):
    try:
        item.session._setupstate.teardown_exact(None)
    except BaseException:  # the test has failed already
        pass
