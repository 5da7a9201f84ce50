"""One clean run for both: mutants' tests, and coverage as the user has configured it.

The user's own coverage.py measures, and besides what it would measure the files that have mutants.  What it would not
have measured is left out of what is kept for its reports: those files, and what ran before pytest-cov would have
started.  Where more than lines of this process is asked for (plugins, patches, other kinds of concurrency), nothing is
shared, and the suite runs once more for its coverage.
"""
import itertools
import os

import pytest

from .cover import DATA, Asked, packages
from .left_out import listed
from .measure import ALSO


class Share(Asked):
    """Registered with pytest; `begin(measure)` changes a measurement that is under way to the shared one."""

    def __init__(self, order):
        super().__init__(order)
        self.folder = os.path.join(os.path.dirname(order["folder"]), "cover")
        self.measure = None      # the one of imports, where this process has it,
        self.now = None          # and the one that is under way for both
        self.extra = set()       # measured, and not for the user
        self.number = itertools.count()

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self):
        # another process than that one shall not hold coverage.py before it forks
        if self.measure and self.allowed():
            self.measure.become(self)

    def enter(self, context):
        if self.now:
            self.now.name(context)

    def allowed(self):
        """Whether the user's configuration can be measured along."""
        cov = self.coverage(data_file=None)
        wanted = [listed(cov, "run:plugins"), listed(cov, "run:patch"), set(listed(cov, "run:concurrency")) - {"thread"}]
        self.asked["shared"] = not any(wanted)
        return self.asked["shared"]

    def started(self, files, start):
        """The user's coverage, by `start(cov)`, which measures `files`, too."""
        from coverage.files import canonical_filename
        cov = self.coverage(data_file=None)
        # what it keeps is named as the worker has it, and contexts are the measurement's
        cov.set_option("run:relative_files", False)
        cov.set_option("run:context", None)
        start(cov)
        decide = cov._inorout.should_trace

        def should_trace(filename, frame=None):
            found = decide(filename, frame)
            path = canonical_filename(filename)
            if not found.trace and path in files:
                found.trace, found.canonical_filename, found.source_filename = True, path, path
                self.extra.add(path)
            return found
        cov._inorout.should_trace = should_trace
        return cov

    def keep(self, measure):
        """Writes down what is the user's of a measurement that has ended."""
        import coverage
        self.now, data = None, measure.cov.get_data()
        os.makedirs(self.folder, exist_ok=True)
        packages(measure.cov, self.folder)
        names = [name for name in data.measured_files() if name not in self.extra]
        if not names:
            return  # a process in which nothing of the user's ran, or was looked for
        out = coverage.CoverageData(basename=os.path.join(self.folder, DATA), suffix="%d.%d" % (os.getpid(), next(self.number)))
        add, read = (out.add_arcs, data.arcs) if data.has_arcs() else (out.add_lines, data.lines)
        for name in names:
            for context in {c for found in data.contexts_by_lineno(name).values() for c in found}:
                data.set_query_context(context)
                out.set_context(context.partition(ALSO)[2])
                add({name: read(name) or []})
            data.set_query_contexts(None)
        out.set_context("")
        add({})  # files are lines' or arcs', those of which nothing ran, too
        out.touch_files(names)
        out.write()
