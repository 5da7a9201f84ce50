"""The suite under coverage.py as the user has configured it, and coverage.py's own reports.

What `pytest --cov` would measure is measured: coverage.py is started when the first conftest is about to be loaded,
with the options that pytest-cov would read from the command line, and every test has contexts of its own.  The C
tracer, whatever Python: the others tell of a line once, not once per context.
"""
import contextlib
import functools
import glob
import io
import json
import os
import shutil
import sqlite3
import sys
import warnings

import pytest

from . import children, left_out, options, suite
from .apart import Apart, Turn
from .cut import Cut
from .held import hold
from .tracer import c_tracer, put, start
from .wire import encoded

_HARNESS = os.path.dirname(os.path.abspath(__file__))
DATA = "data"
_IMPORTED = "imported"
_PTH = "a1_coverage.pth"  # by which coverage.py itself starts in new processes
_OUTPUTS = ("xml:output", "lcov:output", "json:output", "html:directory")


class Asked:
    """What pytest-cov would have been asked for."""

    def __init__(self, order):
        self.original, self.tree = order["original"], order["tree"]
        self.args = []
        self.asked = {}
        self.refused = None  # what coverage.py has against its configuration

    def ask(self, args):
        """Takes pytest's `args`: the command line first, then what stands before it for pytest, too."""
        self.args = [*args, *self.args]
        self.asked = options.coverage(self.args)

    def coverage(self, **more):
        """coverage.py as the user has configured it, for the worker's copy of the project; it is not started."""
        import coverage
        asked = self.asked
        with self.heeding():
            cov = coverage.Coverage(config_file=asked.get("config") or True, source=asked.get("source") or None,
                                    branch=asked.get("branch") or None, messages=False, **more)
            _below(100.0, float(cov.get_option("report:fail_under") or 0), 0)  # which it looks at last
        for name in ("run:source", "run:include", "run:omit"):
            cov.set_option(name, [self._moved(p) for p in cov.get_option(name) or []] or None)
        # what is not the project's must not be taken for it
        cov.set_option("run:omit", [*(cov.get_option("run:omit") or []), os.path.join(_HARNESS, "*")])
        cov.set_option("run:dynamic_context", None)
        with contextlib.suppress(Exception):  # older versions read the variable alone
            cov.set_option("run:core", "ctrace")
        return cov

    @contextlib.contextmanager
    def heeding(self):
        """What coverage.py has against its configuration here is kept, and ends pytest."""
        import coverage
        try:
            yield
        except (coverage.CoverageException, coverage.exceptions.ConfigError) as exc:  # they are no kin
            self.refused = _refusal(str(exc), self.asked.get("config"))
            raise pytest.UsageError(self.refused)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        self.enter("%s|setup" % item.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item):
        self.enter("%s|run" % item.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item):
        self.enter("%s|teardown" % item.nodeid)

    def _moved(self, path):
        """A path of the user's folder, in the worker's copy of it."""
        inside = path == self.original or path.startswith(self.original + os.sep)
        return self.tree + path[len(self.original):] if inside else path


def _refusal(why, config):
    """What coverage.py says of its configuration, with the file, which it does not always name."""
    def has(name):
        with contextlib.suppress(OSError), open(name, encoding="utf-8", errors="replace") as handle:
            return name == config or name.startswith(".coveragerc") or "coverage" in handle.read()
        return False
    names = [config or os.environ.get("COVERAGE_RCFILE"), ".coveragerc", ".coveragerc.toml", "setup.cfg", "tox.ini", "pyproject.toml"]
    name = next((name for name in names if name and has(name)), None)
    return "coverage.py refuses %s" % ("its configuration: " + why if name is None or name in why else "%s: %s" % (name, why))


class Cover(Asked):
    """One measurement; registered with pytest for the contexts of its tests."""

    def __init__(self, order):
        super().__init__(order)
        self.folder, self.cov = order["folder"], None
        self.named = os.environ.get("COVERAGE_FILE")  # by the user
        self.apart = None  # where tests may be given to others

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self):
        os.makedirs(self.folder, exist_ok=True)
        cov = self.coverage(data_file=os.path.join(self.folder, DATA), data_suffix=True)
        cov._make_pth_file = False  # some versions would write to the interpreter's own folder
        with self.heeding():
            start(cov)
        self.cov = cov
        hold(cov)
        if "multiprocessing" in (cov.get_option("run:concurrency") or ()):
            # its processes measure themselves, by the configuration alone
            os.environ["COVERAGE_FILE"] = os.path.join(self.folder, DATA)
        if "COVERAGE_PROCESS_CONFIG" in os.environ and not any(os.path.exists(os.path.join(p, _PTH)) for p in sys.path):
            site = os.path.join(_HARNESS, "site")
            os.environ["PYTHONPATH"] = os.pathsep.join([site, *filter(None, [os.environ.get("PYTHONPATH")])])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        yield
        if self.apart:
            self.apart.made(fixturedef)

    def enter(self, context):
        self.cov.switch_context(context)

    def adopt(self):
        """In a child: the measurement goes on as its own; returns coverage.py."""
        current = _current()
        if current is None:  # `patch = fork` of older versions stops what it cannot start
            with c_tracer():
                self.cov.start()
        else:
            self.cov = current  # a fork may have another than its parent
        with contextlib.suppress(AttributeError):
            # else it is given up as one of the parent's when a test starts a measurement of its own
            self.cov._collector.pid = os.getpid()
        hold(self.cov)
        return self.cov

    def stop(self):
        """Ends the measurement; those go first that tests have begun, and not ended."""
        while (other := _current()) not in (None, self.cov):
            other.stop()
        _save(self.cov, stop=True)

    def report(self, order):
        """`report` in the process that has coverage.py, and measures no more."""
        while other := _current():
            other.stop()
        put("COVERAGE_FILE", self.named)
        return report(order)


def _current():
    import coverage
    return coverage.Coverage.current()


def _save(cov, stop=False):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if stop:
            cov.stop()
        cov.save()
        packages(cov, os.path.dirname(cov.get_option("run:data_file")))


def packages(cov, folder):
    """Writes down which packages of the configuration are imported."""
    names = [name for option in left_out.PACKAGES for name in left_out.listed(cov, option) if name in sys.modules]
    if names:
        with open(os.path.join(folder, "%s.%d" % (_IMPORTED, os.getpid())), "w") as out:
            out.write("\n".join(names))


def _told(folder):
    """Packages that some process had imported."""
    names = set()
    for path in glob.glob(os.path.join(glob.escape(folder), _IMPORTED + ".*")):
        with open(path, encoding="utf-8") as handle:
            names.update(handle.read().split("\n"))
    return names


def collected():
    """What imports and collection ran is written down; children start from there."""
    _save(_current())


def run(zygote, order):
    """Tests in one child; its measurement goes to files of its own, how they ended to the order's."""
    tests, own, idle = order["tests"], order["own"], order["idle"]
    cut = Cut(tests, own, idle, lambda place: zygote.wire.send(event="given", at=place))

    def work(child):
        cov = zygote.cover.adopt()
        apart = Apart(zygote.order["tree"], zygote.session, zygote.order["tmp"], cov) if idle and len(tests) > 1 else None
        zygote.cover.apart, turn, failures = apart, Turn(len(tests), own, idle if apart else None, apart, cut), []
        while (row := turn.next()) is not None:
            found = suite.run(zygote.plugin, [zygote.items[tests[k]] for k in row], lambda k: zygote.page.at(tests[row[k]]),
                              stop=False, enough=turn.enough)
            failures += [[tests[row[k]], phase] for k, phase in found]
            turn.ran()
        zygote.cover.stop()
        result = {"ran": turn.done, "failed": failures, "messages": zygote.plugin.outcome.messages}
        fd = os.open(order["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        children.write_all(fd, encoded(result))
        os.close(fd)
        child.say("done")
    ended = zygote._fork(work, cut.limits)
    broken = next((" ".join(line[1:]) for line in ended.lines if line[0] == "broken"), None)
    done = any(line[0] == "done" for line in ended.lines)
    return {"event": "baseline", "crashed": ended.crashed or (None if done or broken else "it ended early"),
            "at": ended.at[1], "broken": broken}


# -- reports ------------------------------------------------------------------


def report(order):
    """Joins what is in `folder` to one measurement of the user's own files, and renders what is wanted.

    Files that cannot be parsed are passed over, as by pytest-cov.  `formats` name files or folders below `out`.  What coverage.py refuses is the answer's `problem`.
    """
    import coverage
    os.chdir(order["original"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return {"event": "report", "problem": None, **_report(order, coverage)}
        except Exception as exc:  # a plugin of the user's may raise anything
            known = isinstance(exc, (coverage.CoverageException, coverage.exceptions.ConfigError))  # they are no kin
            problem = str(exc) if known else "%s: %s" % (type(exc).__name__, exc)
            return {"event": "report", "problem": problem, "text": "", "tests": {}, "precision": 0, "fail_under": 0,
                    "failed": False, "data_file": "", "excluded": [], "unimported": [], "outputs": {}}


def _report(order, coverage):
    cov, merged = _joined(order, coverage)
    if order["only"]:
        cov.set_option("report:include", order["only"])
    out, text = order["out"], io.StringIO()
    os.makedirs(out, exist_ok=True)
    place = lambda name: os.path.join(out, name)
    cov.json_report(outfile=place("table.json"), show_contexts=False, ignore_errors=True)
    with open(place("table.json"), encoding="utf-8") as handle:
        table = json.load(handle)
    for name in order["formats"]:
        if name == "xml":
            cov.xml_report(outfile=place(name), ignore_errors=True)
        elif name == "lcov":
            cov.lcov_report(outfile=place(name), ignore_errors=True)
        elif name == "json":
            cov.json_report(outfile=place(name), ignore_errors=True)
        elif name == "html":
            cov.html_report(directory=place(name), ignore_errors=True)
        elif name in ("term", "term-missing"):
            cov.report(file=text, show_missing=name == "term-missing" or None, ignore_errors=True)
    shutil.copyfile(merged, place("coverage"))
    own = coverage.Coverage(config_file=order["config"] or True, messages=False)
    asked = lambda name: cov.get_option("report:" + name) if order[name] is None else order[name]
    fail_under, precision = float(asked("fail_under") or 0), int(asked("precision") or 0)
    return {
        "text": text.getvalue(),
        "tests": _tests(merged, table["files"]),
        "precision": precision,
        "fail_under": fail_under,
        "failed": _below(table["totals"]["percent_covered"], fail_under, precision),
        "data_file": os.path.relpath(os.environ.get("COVERAGE_FILE") or own.get_option("run:data_file"), order["original"]),
        "outputs": {name.partition(":")[0]: cov.get_option(name) for name in _OUTPUTS},
        "excluded": left_out.excluded(cov, order["sources"], table["files"]),
        "unimported": left_out.unimported(cov, _told(order["folder"])),
    }


def _below(total, fail_under, precision):
    """Whether coverage.py itself, whatever its version, has a total (a percentage) fail."""
    from coverage.results import should_fail_under
    return bool(should_fail_under(total, fail_under, precision))


def _joined(order, coverage):
    """First to the user's paths instead of the workers', then by the user's own `[paths]`."""
    folder = order["folder"]
    asked = {"config_file": order["config"] or True, "source": order["source"] or None, "branch": order["branch"] or None}
    for k, name in enumerate(order["given"]):
        _read(os.path.join(folder, "%s.given.%d" % (DATA, k)), name, coverage)
    parts = sorted(glob.glob(os.path.join(glob.escape(folder), DATA + ".*")))
    home, merged = os.path.join(folder, "home"), os.path.join(folder, "merged")
    own = coverage.Coverage(data_file=home, config_file=False, messages=False)
    user = coverage.Coverage(data_file=merged, messages=False, **asked)
    own.set_option("run:relative_files", user.get_option("run:relative_files"))
    own.set_option("paths", {"mutate": [order["original"], *order["trees"]]})
    own.combine(data_paths=parts, strict=True)
    own.save()
    if user.get_option("paths") and _moves(own.get_data().measured_files(), folder, asked, coverage):
        user.combine(data_paths=[home], strict=True)
        user.save()
    else:
        os.rename(home, merged)
    user = coverage.Coverage(data_file=merged, messages=False, **asked)
    user.set_option("paths", {})  # which it would apply again for every report
    user.load()
    return user, merged


def _moves(files, folder, asked, coverage):
    """Whether the user's own `[paths]` give one of the files another name: joining costs more than to ask."""
    names, moved = os.path.join(folder, "names"), os.path.join(folder, "moved")
    data = coverage.CoverageData(names)
    data.add_lines({name: [1] for name in files})
    data.write()
    user = coverage.Coverage(data_file=moved, messages=False, **asked)
    user.combine(data_paths=[names], strict=True)
    return user.get_data().measured_files() != set(files)


def _read(path, name, coverage):
    """Reads all of a measurement, `name` for the user: coverage.py would only pass over what it cannot read."""
    data = coverage.CoverageData(path)
    try:
        data.read()
        for file in data.measured_files():
            data.lines(file)
    except Exception as exc:  # by its own errors, or by those of sqlite
        raise coverage.CoverageException("%s cannot be read: %s" % (name, str(exc).replace(path, name)))


def _tests(merged, files):
    """How many tests run some line of each file, by the names of the table.

    From the data file itself (its tables are documented), for coverage.py would tell of every line.
    """
    names, real = {}, functools.lru_cache(None)(os.path.realpath)
    with contextlib.closing(sqlite3.connect(merged)) as data:
        for table in ("line_bits", "arc"):
            pairs = data.execute("select distinct file.path, context.context from %s as ran join file on file.id = ran.file_id"
                                 " join context on context.id = ran.context_id" % table)
            for path, context in pairs:
                if "|" in context:
                    names.setdefault(real(path), set()).add(context.rpartition("|")[0])
    return {name: len(names.get(real(name), ())) for name in files}
