"""Whether tests do the same in another process as after those that ran here.

The tests of a process are given to others only where those before them have left nothing that they could find: the
variables of the project's modules and classes, what the interpreter has one of, and fixtures that are set up, are what
they were.  Then it makes no difference who runs them, and what is covered is no matter of how busy the machine is.

What is made once, when it is needed first, may be left: a variable that was None, where the code that uses it has
nothing uncovered any more.
"""
import ast
import functools
import importlib.machinery as machinery
import sys
import types
from os.path import exists
from time import monotonic

from _pytest.assertion.rewrite import AssertionRewritingHook

from . import remains
from .look import Look
from .patch import wrap
from .paths import real

_WORTH = 0.3  # seconds: what it costs to give tests away, some times over
_RARELY = 20  # looks take no more than one part in so many
# what the interpreter has one of, and measuring or plain running changes
_COMMON = {"interpreter: " + name for name in ("hooks", "loggers", "threads", "context", "event loop", "media types")}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# what a test file's names stand for, where it is no data
_DEFINED = (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType, staticmethod, classmethod, property)


class Apart:
    """What there is now; made before tests run, in the process that runs them."""

    def __init__(self, tree, session, tmp, cov):
        self.cov = cov
        self.remains = remains.Remains(tree, session, tmp)
        self.remains.items = session.items  # what they get of temporary folders is theirs
        self.unset = Look().at(None)
        self.fixtures = {}  # those that are set up, by name: the digest of what they were then
        for loader in machinery.SourceFileLoader, AssertionRewritingHook:
            wrap(loader, "exec_module", self._imported)

    def _imported(self, original, loader, module):
        """A module of the project that comes late is one like the others, as soon as it is there."""
        original(loader, module)
        name = module.__name__
        self.remains.before["module " + name] = 0
        if self.remains._ours(module):
            found = {}
            self.remains._names(name, vars(module), Look(), found, None)
            self.remains.before.update(found)
            self.remains.owners.update(name.rpartition(".")[0] for name in found)

    def made(self, fixture):
        """A fixture is set up now."""
        if fixture.scope != "function" and getattr(fixture, "cached_result", None):
            name = "fixture %s::%s" % (fixture.baseid, fixture.argname)
            self.fixtures[name] = Look().at(fixture.cached_result[0])

    def free(self):
        """Whether nothing is left that tests could find."""
        values = {}
        try:
            now = self.remains._now(values)
        except RuntimeError:  # another thread is at work on it
            return False
        before = {**self.fixtures, **self.remains.before}
        left = {name for name in remains._differ(before, now) if self._matters(name, now, values)}
        return all(name in values and before.get(name) == self.unset for name in left) and self._complete(left)

    def _matters(self, name, now, values):
        if name in values:
            return self._is_state(name, values[name])
        if name.startswith("module "):
            module = sys.modules.get(name.partition(" ")[2])
            return self.remains._ours(module) and not remains._is_test(module.__name__)
        if name.startswith("fixture "):
            return name in now  # else it is torn down
        # pytest makes its own when it is asked for the first; who shares one has a fixture for it
        return name not in _COMMON and not name.startswith("temporary: pytest-of-")

    def _is_state(self, name, value):
        owner, kind = name.rpartition(".")[0], type(value)
        if name not in self.remains.before and owner not in self.remains.owners:
            return False  # it came with its module, or class
        if kind is functools._lru_cache_wrapper:
            return False  # who asks gets the same, and runs no other lines
        return not (remains._is_test(name) and isinstance(value, _DEFINED))

    def _complete(self, names):
        """Whether nothing is uncovered in the functions that mention one of these variables."""
        words = {name.rpartition(".")[2] for name in names}
        if not words:
            return True
        modules = [m for m in list(sys.modules.values()) if self.remains._ours(m) and not remains._is_test(m.__name__)]
        paths = real(m.__file__ for m in modules)
        try:
            return all(self._covered(path, words) for path in paths)
        except Exception:  # coverage.py has no such file, or is another
            return False

    def _covered(self, path, words):
        with open(path, encoding="utf-8") as handle:
            text = handle.read()
        if not any(word in text for word in words):
            return True
        spans = [_span(node) for node in ast.walk(ast.parse(text)) if isinstance(node, _FUNCTIONS) and words & _mentioned(node)]
        if not spans:
            return True
        found = self.cov._analyze(path)
        missing = {*found.missing, *(found.missing_branch_arcs() if self.cov.get_data().has_arcs() else ())}
        return not any(first <= line <= last for line in missing for first, last in spans)


def _span(function):
    """The lines of its body: what stands before them runs when it is defined."""
    body = function.body[0] if isinstance(function.body, list) else function.body
    return body.lineno, function.end_lineno


def _mentioned(function):
    nodes = list(ast.walk(function))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


class Turn:
    """The tests of one child, which leaves some to others where these wait for work (work stealing; Blumofe and
    Leiserson, 1999): nobody knows beforehand which tests take long."""

    def __init__(self, count, own, idle, apart, cut):
        """`own` of the `count` tests are this child's; the others, too, where what those leave may matter to them.

        `idle`: a file that is there while somebody waits for work; None: all are this child's.
        `cut`: where its own end, if others are given some meanwhile.
        """
        self.count, self.own, self.idle, self.apart, self.cut = count, own, idle, apart, cut
        self.done = self.end = 0
        self.begun, self.first, self.looked = monotonic(), 0.0, 0.0

    def next(self):
        """The place of the next tests to run in a row; None where no more need be."""
        late = self.done > self.cut.end()  # others run what has been run here: it counts here alone
        if self.done and (self.done == self.count or not late and self.apart.free()):
            return None
        if self.done:
            self.idle = None  # from here on they are what only this process can run
        self.end = self.count if self.done else self.own
        return range(self.done, self.end)

    def ran(self):
        """The row has ended."""
        self.done = self.end

    def enough(self, k):
        """Whether test k is to be the last: what comes after it is worth another start of what tests share, or is
        others' already."""
        now = monotonic()
        if k == 1:
            self.first = now - self.begun  # with what the tests share, which the others would have to make, too
        if self.idle is None:
            return False
        if k + 1 == self.cut.end() or self._gives(k, now):
            self.end = k + 1
            return True
        return False

    def _gives(self, k, now):
        """Whether others are to run what comes after test k, and can."""
        if not k or now < self.looked or not exists(self.idle):
            return False
        left = min(self.end, self.cut.end()) - k - 1
        if left <= 0 or (now - self.begun) / k * left <= _WORTH + 2 * self.first:
            return False
        if self.apart.free():
            return True
        self.looked = monotonic() + _RARELY * (monotonic() - now)
        return False
