"""Who ran which line: coverage.py with a context per test.

A line is credited to the test that ran it, and further
- lines run by a fixture wider than one test: to every test that uses it;
- lines run while a module is imported, whenever that is: to no test ("import");
- lines run while a test file is imported and collected, by itself: to that file;
- lines run by a Python process that a test started: to that test.
"""
import contextlib
import functools
import gc
import glob
import importlib.machinery as machinery
import inspect
import json
import os
import sys
import types

from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.fixtures import FixtureDef

from . import collector, hearing
from .codes import Codes
from .patch import wrap
from .peers import Peers
from .processes import VARIABLE, Processes
from .reads import Reads
from .site import _mutate_hidden, _mutate_seen
from .surroundings import Surroundings, modules
from .tracer import c_tracer, start

IMPORT = ""
# After a context, and before what pytest-cov would call it.
ALSO = "\n"


class Measure:
    """One coverage measurement in this process, started by the constructor."""

    def __init__(self, files, branch, concurrency, folder, tree=None, seeing=None, share=None):
        """`seeing`: the arguments of `Seen` between the first and the last, where that is wanted."""
        self.share = share       # where the user's coverage is measured, too
        self.early = []          # data of what ran before that
        self.files = files
        self.tree = tree         # where data files count, too
        self.folder = folder
        self.seeing = seeing
        self.context = IMPORT
        self.also = ""           # what comes after it, where the user's coverage is measured, too
        self.setup = []          # wide fixtures being set up, innermost last
        self.fixtures = {}       # FixtureDef -> number
        self.users = {}          # number -> contexts that use it: tests, other fixtures
        self.spawning = set()    # contexts that started a process
        self.blind = set()       # contexts that were traced by somebody else for a while: what ran then is not known
        self.loses_greenlets = sys.version_info < (3, 11) or "greenlet" in concurrency
        self.inspected = set()   # (file, first line) of functions whose signature was read
        self.imported = set()    # files, of modules that another of their name has replaced, too
        self.caches, self.finalizes = (), False
        self.reads = Reads(files, tree) if tree else None  # who opens which file
        self.around = Surroundings(tree, lambda: self.context) if tree else None
        self.codes = Codes(files, tree, lambda: self.context, self._shown) if tree else None
        self.peers = Peers() if tree else None
        self.cov = self._shared() if share else _coverage(files, branch, concurrency, folder)
        if not share:
            self.cov.start()
        self._undo = [
            _mutate_hidden.hide(self._displaced),
            wrap(type(self.cov), "start", self._started),
            wrap(machinery.SourceFileLoader, "exec_module", self._exec_module),
            wrap(AssertionRewritingHook, "exec_module", self._exec_module),
            wrap(inspect, "_signature_from_function", self._signature),
        ]
        self.pid = os.getpid()
        listen = functools.partial(hearing.listen, _mutate_seen.EVENTS)
        self.seen = seeing and _mutate_seen.Seen(self._seen_file(), *seeing, lambda: self.context, listen)
        if self.around:
            self.around.start()

    def _shared(self):
        self.share.now = self
        return self.share.started(self.files, start)

    def become(self, share):
        """From here on the measurement is the user's, too."""
        self.cov.stop()
        self.early, self.share = [self.cov.get_data()], share
        self.cov = self._shared()
        self.cov.switch_context(self.context)

    # -- contexts -----------------------------------------------------------

    def switch(self, context):
        if context != self.context:
            if self.peers:
                self.peers.look(self.context)
            if self.reads:
                self.reads.collect(self.context)
            self.context = context
            self.cov.switch_context(context + self.also)

    def name(self, name):
        """From here on pytest-cov would call it `name`, whoever it belongs to."""
        self.also = ALSO + name
        self.cov.switch_context(self.context + self.also)

    def begin(self, test, prefix="t"):
        """Everything from here on belongs to `test` (its index)."""
        self._finalize()
        for clear in self.caches:
            clear()
        self.switch("%s%d" % (prefix, test))
        if self.loses_greenlets:
            _mutate_hidden.greenlets(self._displaced)

    def _started(self, original, cov):
        """Another measurement takes this one's place until it ends."""
        if cov is not self.cov:
            self._displaced()
        return original(cov)

    def _displaced(self):
        self.blind.add(self.context)

    def end(self):
        self._finalize()
        self.switch(IMPORT)

    def _finalize(self):
        """What only the collector frees is freed while the test goes on that it belongs to."""
        if self.finalizes:
            gc.collect()

    def _exec_module(self, original, loader, module):
        """A module is there for everybody, except a test file that is being collected (and is no source with doctests)."""
        previous, origin = self.context, getattr(module.__spec__, "origin", None) or ""
        self.imported.add(origin)
        if previous == "m" + origin and origin not in self.files:
            return original(loader, module)
        self.switch(IMPORT)
        try:
            return original(loader, module)
        finally:
            self.switch(previous)

    @contextlib.contextmanager
    def collecting(self, path):
        """Meanwhile what runs is run for the tests of one file."""
        previous = self.context
        self.switch("m" + path)
        try:
            yield
        finally:
            self.switch(previous)

    def _signature(self, original, cls, func, *args, **kwargs):
        code = getattr(func, "__code__", None)
        if code is not None and code.co_filename in self.files:
            self._shown(code)
        return original(cls, func, *args, **kwargs)

    def _shown(self, code):
        """Somebody knows the default values of its function."""
        self.inspected.add((code.co_filename, code.co_firstlineno))

    # -- fixtures and processes ---------------------------------------------

    def watch_tests(self, forgetting=True):
        """From now on tests run: follow their fixtures and the processes that they start.

        `forgetting`: what functions have cached for a test is computed again for the next one, so that
        it is seen to need it.
        """
        for name, method in (("execute", self._execute), ("finish", self._finish)):
            self._undo.append(wrap(FixtureDef, name, method))
        objects = collector.objects()
        self.caches = [
            o.cache_clear for o in objects
            if type(o) is functools._lru_cache_wrapper
            and isinstance(getattr(o, "__wrapped__", None), types.FunctionType)
            and o.__wrapped__.__code__.co_filename in self.files
        ] if forgetting else []
        self.finalizes = any(
            type(o) is types.FunctionType and o.__name__ == "__del__" and o.__code__.co_filename in self.files for o in objects)
        del objects
        gc.freeze()
        Processes(self)
        self.reads = self.reads or Reads(self.files)
        os.register_at_fork(after_in_child=self._forked)

    def _number(self, fixture):
        return self.fixtures.setdefault(fixture, len(self.fixtures))

    def _execute(self, original, fixture, request):
        if fixture.scope == "function":
            return original(fixture, request)
        number = self._number(fixture)
        owner = "f%d" % self.setup[-1] if self.setup else self.context
        if owner != "f%d" % number:
            self.users.setdefault(number, set()).add(owner)
        previous = self.context
        self.setup.append(number)
        self.switch("f%d" % number)
        try:
            return original(fixture, request)
        finally:
            self.setup.pop()
            self.switch(previous)

    def _finish(self, original, fixture, request):
        if fixture.scope == "function":
            return original(fixture, request)
        previous = self.context
        self.switch("f%d" % self._number(fixture))
        try:
            return original(fixture, request)
        finally:
            self.switch(previous)

    def spawned(self):
        self.spawning.add(self.context)

    def environment(self, env):
        """`env` for a child process, so that a Python in it is measured too."""
        self.spawned()
        env = dict(os.environ if env is None else env)
        site = os.path.join(os.path.dirname(os.path.abspath(__file__)), "site")
        env["PYTHONPATH"] = os.pathsep.join([site, *filter(None, [env.get("PYTHONPATH")])])
        env[VARIABLE] = json.dumps([self.folder, self.context, sorted(self.files), self.seeing])
        return env

    def _forked(self):
        """A test forked: the copy writes what it measures to a file of its own."""
        cov = _coverage(self.files, False, ["thread"], self.folder, "forked.%d" % os.getpid())
        context = self.context
        try:
            self.cov.stop()
        except Exception:
            return
        self.cov = cov
        cov.start()
        cov.switch_context(context)
        leave = os._exit

        def exit_measured(status):
            if os.getpid() != self.pid:
                cov.stop()
                cov.save()
            leave(status)
        os._exit = exit_measured

    # -- the result ----------------------------------------------------------

    def stop(self):
        if self.seen:
            self.seen.stop()
        if self.around:
            self.around.stop()
            self.codes.stop()
        if self.reads:
            self.reads.collect(self.context)
            self.reads.stop()
        self.cov.stop()
        if self.share and os.getpid() == self.pid:
            self.share.keep(self)
        for undo in self._undo:
            undo()

    def lines(self):
        """{file: {line: [context, ...]}}, fixture contexts replaced by their users."""
        import coverage
        table, users = {}, {n: self._users(n) for n in range(len(self.fixtures))}
        stores = [self.cov.get_data(), *self.early]
        for path in glob.glob(os.path.join(glob.escape(self.folder), "forked.*")) + glob.glob(os.path.join(glob.escape(self.folder), "sub.*")):
            try:
                data = coverage.CoverageData(path)
                data.read()
                stores.append(data)
            except coverage.CoverageException:
                continue
        for data in stores:
            for path in data.measured_files():
                if self.share and path not in self.files:
                    continue
                lines = table.setdefault(os.path.realpath(path), {})
                for line, contexts in data.contexts_by_lineno(path).items():
                    out = lines.setdefault(line, set())
                    for context in {c.partition(ALSO)[0] for c in contexts}:
                        out.update(users[int(context[1:])] if context[:1] == "f" else [context])
        return {p: {line: sorted(c) for line, c in lines.items()} for p, lines in table.items()}

    def _users(self, number):
        seen, todo, tests = set(), [number], set()
        while todo:
            for owner in self.users.get(todo.pop(), ()):
                if owner[:1] != "f":
                    tests.add(owner)
                elif owner not in seen:
                    seen.add(owner)
                    todo.append(int(owner[1:]))
        return tests or {IMPORT}

    def readers(self):
        """{file: contexts of the tests that opened it, looked at its code, or may have run it unseen}."""
        found, looked = self.reads.found if self.reads else {}, self.codes.found if self.codes else {}
        paths = {*found, *looked, *(self.files if self.blind else ())}
        return {path: sorted(self._tests({*found.get(path, ()), *looked.get(path, ()), *self.blind})) for path in paths}

    def _tests(self, contexts):
        out = set()
        for context in contexts:
            out |= self._users(int(context[1:])) if context[:1] == "f" else {context}
        return out

    def _seen_file(self):
        return os.path.join(self.folder, "seen")

    def deeds(self):
        """[kind, what, tests that did it] of what `Seen` saw."""
        found = {}
        for kind, context, what in _mutate_seen.read(self._seen_file()):
            found.setdefault((kind, what), set()).update(self._tests({context}))
        for what, contexts in (self.peers.found if self.peers else {}).items():
            found.setdefault(("claim", what), set()).update(self._tests(contexts))
        return [[*key, sorted(who)] for key, who in sorted(found.items())]

    def world(self, opened=lambda files: {}):
        """What was looked at besides code, by context; files of the project and of packages that are imported.

        `opened(files)`: by context, which of the former count as opened, too.
        """
        found = {}
        for context, kinds in self.around.settled().items():
            for owner in self._tests({context}):
                for kind, what in kinds.items():
                    found.setdefault(owner, {}).setdefault(kind, set()).update(what)
        inside = len(os.path.join(self.tree, ""))
        for path, contexts in self.reads.others.items():
            for owner in self._tests(contexts):
                found.setdefault(owner, {}).setdefault("opened", set()).add(path[inside:])
        project, packages = modules(self.tree, self.imported)
        for context, paths in opened([path[inside:] for path in project]).items():
            found.setdefault(context, {}).setdefault("opened", set()).update(paths)
        lists = {c: {kind: sorted(what) for kind, what in kinds.items()} for c, kinds in found.items()}
        return {"surroundings": lists, "modules": project, "packages": packages}

    def spawners(self):
        return self._tests(self.spawning)


def _coverage(files, branch, concurrency, folder, name=None):
    """The C tracer, whatever Python: sysmon reports a line once, not once per context."""
    import coverage
    target = os.path.join(folder, name) if name else None
    with c_tracer():
        cov = coverage.Coverage(data_file=target, config_file=False, branch=branch, include=sorted(files),
                                concurrency=concurrency or None, messages=False)
    cov._warn_no_data = False
    cov._warn_unimported_source = False
    begin = cov.start
    cov.start = lambda: start(cov, begin)
    return cov


def user_options():
    """(branch, concurrency) as the user's own coverage configuration has them."""
    import coverage
    try:
        cov = coverage.Coverage(data_file=None, messages=False)
        wanted = [c for c in cov.get_option("run:concurrency") or [] if c != "multiprocessing"]
        return bool(cov.get_option("run:branch")), wanted
    except (coverage.CoverageException, coverage.exceptions.ConfigError):  # they are no kin
        return False, []
