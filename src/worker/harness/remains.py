"""What a run leaves in memory for the tests after it.

A mutant that only forgets to put something back (an entry of a registry, a variable
of the environment, a context variable) passes the tests that run it; a test that
never runs it notices.  So what a survivor leaves is held against what the same
tests leave without it, name by name: the variables of the project's modules and
classes, the fixtures that tests share, what the interpreter has one of, and what
everybody uses (`state.py`).

No code of the project is run for it: objects are looked at as the interpreter
stores them, and what cannot be looked at so counts as its type alone.
"""
import collections
import contextvars
import decimal
import functools
import gc
import itertools
import locale
import logging
import os
import socket
import sys
import threading
import types
import warnings
import weakref
from json import dumps, loads

from .state import SIGNALS, State, folder, getsignal

# objects that are looked at for one name, and how deep: more cost more than they tell
_MOST, _DEEPEST = 500, 30
_PLAIN = {str, bytes, type(None), bool, type(Ellipsis), type(NotImplemented)}
_WRITTEN = {float, complex, itertools.count, itertools.cycle}
# default values that keep what is put into them
_KEEPERS = {list, dict, set}
_SEQUENCES, _SETS = (tuple, list, collections.deque), (set, frozenset)
_VALUES = (str, bytes, int, float)
_CALLED = {types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType}
_OPAQUE = {types.ModuleType, types.FrameType, types.TracebackType, types.GeneratorType, types.CoroutineType}
# of a module or class: what the import system and the compiler keep there
_THEIRS = {
    "__builtins__", "__cached__", "__dict__", "__doc__", "__loader__", "__spec__", "__weakref__", "__module__",
    "__annotations__", "__annotate__", "__annotate_func__", "__annotations_cache__", "__firstlineno__", "__file__", "__name__",
    # what the standard library notes down for itself
    "__warningregistry__", "__slotnames__", "tearDown_exceptions",
}
_stored_in_class = type.__getattribute__


class Remains:
    """What there is now, to tell later what has changed since."""

    def __init__(self, tree, session):
        self.inside = os.path.join(tree, "")
        self.session = session
        # to look at a module makes a copy of its page in a child: at those of others only their names are looked at
        self.others = {name for name, module in list(sys.modules.items()) if not self._ours(module)}
        self.before = self._now()
        self.owners = {name.rpartition(".")[0] for name in self.before}
        # tests, as a tuple: what they leave without a mutant, and what when asked again
        self.usual, self.again = {}, {}
        self.normal = set()      # (name, digest) that any tests were seen to leave without a mutant
        self.found = {}
        self.state = State(())   # of what is no part of the project
        self.unsteady = set()    # names whose values differ from run to run

    def watch(self, plugin):
        """In a child that is to run tests: what they share is looked at before it is gone."""
        self.found = {}
        plugin.last = self._last

    def told(self):
        """What the tests left, as JSON: {name: digest}; digests hold among the children of one process."""
        return dumps({**self.found, **self._changed(), **{"everybody's: " + place: 0 for place in self.state.changed()}})

    def _last(self):
        if next(self._shared(), None) is not None:
            self.found = {"shared: " + name: digest for name, digest in self._changed().items()}

    def _changed(self):
        try:
            now, before = self._now(), self.before
        except RuntimeError:  # another thread is at work on it
            return {}
        found = {name: digest for name, digest in now.items() if before.get(name) != digest}
        found.update((name, 0) for name in before if name not in now)
        return found

    def kept(self):
        """Words for what the tests left in the project's modules: names of variables, and of attributes of their objects."""
        values, words = {}, set()
        try:
            changed = _differ(self.before, self._now(values))
        except RuntimeError:  # another thread is at work on it
            return []
        for name in changed & set(values):
            kind, value = type(values[name]), values[name]
            new = name not in self.before and name.rpartition(".")[0] not in self.owners
            if not new and not _is_test(name) and kind is not functools._lru_cache_wrapper:
                words.update(self._words(name.rpartition(".")[2], value, kind))
        return sorted(word for word in words if not word.startswith("__"))

    def _words(self, name, value, kind):
        if kind is types.FunctionType:
            # what it counts or collects, not what it wraps
            cells = zip(value.__code__.co_freevars, map(_content, value.__closure__ or ()))
            yield from (free for free, held in cells if not _is_callable(type(held)))
            yield from (key for key, held in vars(value).items() if not _is_callable(type(held)))
            code, defaults = value.__code__, value.__defaults__ or ()
            named = zip(code.co_varnames[code.co_argcount - len(defaults):code.co_argcount], defaults)
            yield from (name for name, held in named if type(held) in _KEEPERS)
            return
        if not _is_callable(kind):
            yield name
        module = sys.modules.get(_text(kind, "__module__"))
        if not issubclass(kind, type) and self._ours(module):
            yield from (key for key in _table(value, kind) if type(key) is str)

    def unusual(self, tests, left, control):
        """Whether `tests` left something else with a mutant than without.

        `left`: what they left with it, as JSON; `control()`: likewise, without; None where it cannot be told.
        It is called only where there is something that no tests were seen to leave so.
        """
        left, key = loads(left), tuple(tests)
        if self.normal.issuperset(left.items()):
            return False
        for known in self.usual, self.again:
            if key not in known:
                known[key] = loads(control() or "null")
            if known[key] is None:
                return False
            self.normal.update(known[key].items())
            self.unsteady.update(_differ(self.usual[key], known[key]))
            if not _differ(left, self.usual[key]) - self.unsteady:
                return False
        return True

    def _now(self, values=None):
        """{name: digest}; `values`, if given, gets the variables of modules and classes by name."""
        look = _Look()
        found = {"interpreter: " + name: look.at(value) for name, value in _interpreter().items()}
        there = list(sys.modules)
        found.update(("without module " + name, 0) for name in self.others.difference(there))
        for name in there:
            if name in self.others:
                continue
            found["module " + name] = 0
            if self._ours(module := sys.modules.get(name)):
                self._names(name, vars(module), look, found, values)
        for fixture in self._shared():
            found["fixture %s::%s" % (fixture.baseid, fixture.argname)] = look.at(fixture.cached_result[0])
        return found

    def _ours(self, module):
        path = vars(module).get("__file__") if type(module) is types.ModuleType else None
        return type(path) is str and path.startswith(self.inside)

    def _names(self, module, table, look, found, values):
        test = _is_test(module)
        for name, value in list(table.items()):
            kind = type(value)
            if name in _THEIRS or kind is types.ModuleType or (test and kind is types.FunctionType):
                continue
            self._name(module, name, value, look, found, values)
            if issubclass(kind, type) and _text(value, "__module__") == module:
                self._members("%s.%s" % (module, name), value, look, found, values)

    def _members(self, owner, cls, look, found, values):
        for name, value in list(_stored_in_class(cls, "__dict__").items()):
            if name not in _THEIRS:
                self._name(owner, name, value, look, found, values)
                if issubclass(type(value), type) and _text(value, "__qualname__").startswith(_text(cls, "__qualname__") + "."):
                    self._members("%s.%s" % (owner, name), value, look, found, values)

    def _name(self, owner, name, value, look, found, values):
        kind = type(value)
        if kind is types.FunctionType and not (value.__closure__ or value.__dict__ or value.__defaults__):
            digest = 0  # most names are such
        else:
            digest = look.at(value)
        name = "%s.%s" % (owner, name)
        found[name] = digest
        if values is not None:
            values[name] = value

    def _shared(self):
        """The project's fixtures that are set up for more than one test."""
        definitions = getattr(getattr(self.session, "_fixturemanager", None), "_arg2fixturedefs", {})
        for fixture in itertools.chain(*definitions.values()):
            code = getattr(fixture.func, "__code__", None)
            wide = fixture.scope != "function" and getattr(fixture, "cached_result", None)
            if wide and code is not None and code.co_filename.startswith(self.inside):
                yield fixture


def _differ(some, others):
    return {name for name in {*some, *others} if some.get(name) != others.get(name)}


def _interpreter():
    """What the interpreter has one of, by name."""
    loggers = [x for x in list(logging.Logger.manager.loggerDict.values()) if isinstance(x, logging.Logger)]
    return {
        "environment": {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"},
        "working folder": folder(),
        "path": [sys.path, sys.argv, [type(finder) for finder in sys.meta_path]],
        "warning filters": repr(warnings.filters),
        "loggers": [(x.name, x.level, x.propagate, x.disabled, [type(h) for h in x.handlers]) for x in [logging.root, *loggers]],
        "logging": logging.root.manager.disable,
        "signals": [getsignal(n) for n in SIGNALS],
        "locale": locale.setlocale(locale.LC_ALL, None),
        "decimal": repr(decimal.getcontext()),
        "hooks": [sys.excepthook, sys.displayhook, threading.excepthook, type(sys.gettrace()), type(sys.getprofile())],
        "limits": [sys.getrecursionlimit(), gc.isenabled(), socket.getdefaulttimeout()],
        "threads": sorted(t.name for t in threading.enumerate()),
        "builtins": set(vars(sys.modules["builtins"])) - {"_"},
        "context": len(contextvars.copy_context()),
    }


def _text(cls, attribute):
    value = _stored_in_class(cls, attribute)
    return value if type(value) is str else ""


class _Look:
    """The digests of values; each object is looked at once."""

    def __init__(self):
        self.known, self.count, self.depth = {}, 0, 0

    def at(self, value):
        """The digest of a name's value."""
        self.count = 0
        return self(value)

    def __call__(self, value):
        kind = type(value)
        self.count += 1
        if kind in _PLAIN:
            return hash((kind.__name__, value))
        if kind is int:
            return hash(("int", value, value + 3))  # -1 and -2 have one hash
        if kind in _WRITTEN:
            return hash((kind.__name__, repr(value)))
        if issubclass(kind, type):
            return hash(("class", _text(value, "__qualname__")))
        if kind in _OPAQUE or self.depth > _DEEPEST or self.count > _MOST:
            return hash(kind.__name__)
        if id(value) in self.known:
            return self.known[id(value)][0]
        self.known[id(value)] = 0, value  # kept, so that nothing else gets its id
        self.depth += 1
        try:
            digest = hash((_text(kind, "__qualname__"), self._inner(value, kind)))
        finally:
            self.depth -= 1
        self.known[id(value)] = digest, value
        return digest

    def _inner(self, value, kind):
        if kind is types.FunctionType:
            return self._function(value)
        if kind in _CALLED:
            return hash(value.__name__)
        if kind is contextvars.ContextVar:
            return self(value.get(None))
        if kind is functools._lru_cache_wrapper:
            return hash((value.cache_info().currsize, self(value.__wrapped__)))
        if issubclass(kind, weakref.ref):
            return hash(weakref.ref.__call__(value) is None)
        if kind in (staticmethod, classmethod):
            return self(value.__func__)
        if kind is types.MethodType:
            return hash((self(value.__func__), self(value.__self__)))
        if kind is types.MappingProxyType or issubclass(kind, logging.Logger):
            return 0
        return hash((self._held(value, kind), *self._attributes(value, kind)))

    def _function(self, function):
        # default values are the mutant's own matter, but for those that keep what is put into them
        defaults = [d for d in function.__defaults__ or () if type(d) in _KEEPERS]
        cells = [c for c in map(_content, function.__closure__ or ()) if c is not None]
        more = [x for x in (defaults, cells, vars(function)) if x]
        return hash((function.__qualname__, *self._several(more)))

    def _several(self, values):
        return [self(v) for v in itertools.islice(values, max(0, _MOST - self.count))]

    def _held(self, value, kind):
        """What a container holds."""
        for base in _SEQUENCES:
            if issubclass(kind, base):
                return hash((base.__len__(value), *self._several(base.__iter__(value))))
        if issubclass(kind, dict):
            return hash((dict.__len__(value), *self._several(itertools.chain.from_iterable(dict.items(value)))))
        for base in _SETS:
            if issubclass(kind, base):
                return hash((base.__len__(value), *sorted(self._several(base.__iter__(value)))))
        for base in _VALUES:
            if issubclass(kind, base):
                return base.__hash__(value)
        return 0

    def _attributes(self, value, kind):
        table = _table(value, kind)
        if table:
            yield self(table)
        if _text(kind, "__module__") == "builtins":
            return
        for cls in kind.__mro__[:-1]:
            for name, member in _stored_in_class(cls, "__dict__").items():
                if type(member) is types.MemberDescriptorType:
                    try:
                        yield hash((name, self(member.__get__(value))))
                    except AttributeError:  # not set
                        continue


def _is_callable(kind):
    return any("__call__" in _stored_in_class(cls, "__dict__") for cls in kind.__mro__)


def _is_test(name):
    """Whether a module's variable is one of a test file."""
    return any(part.startswith("test_") or part.endswith("_test") or part in ("conftest", "tests") for part in name.split("."))


def _table(value, kind):
    """The attributes of an object that has a table of them."""
    stored = threading.local.__getattribute__ if issubclass(kind, threading.local) else object.__getattribute__
    try:
        table = stored(value, "__dict__")
    except AttributeError:
        return {}
    return table if type(table) is dict else {}


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None
