"""What a run leaves in memory for the tests after it.

A mutant that only forgets to put something back (an entry of a registry, a variable
of the environment, a context variable) passes the tests that run it; a test that
never runs it notices.  So what a survivor leaves is held against what the same
tests leave without it, name by name: the variables of the project's modules and
classes, the fixtures that tests share, what the interpreter has one of, and what
everybody uses (`state.py`).

No code of the project is run for it (`look.py`, `readers.py`).  What cannot be looked at so, and is held by a
fixture that the tests use, may have been changed for all that is known.
"""
import functools
import itertools
import os
import sys
import types
import unittest

from . import ambient, litter
from .look import KEEPERS, Look, content, is_callable, table, text
from .readers import made_in_c
from .state import State

# of a module or class: what the import system and the compiler keep there
_THEIRS = {
    "__builtins__", "__cached__", "__dict__", "__doc__", "__loader__", "__spec__", "__weakref__", "__module__",
    "__annotations__", "__annotate__", "__annotate_func__", "__annotations_cache__", "__firstlineno__", "__file__", "__name__",
    # what the standard library notes down for itself
    "__warningregistry__", "__slotnames__", "tearDown_exceptions",
}
# by which a function asks for what is in the working folder
PLACES = {
    "abspath", "absolute", "cwd", "exists", "getcwd", "glob", "is_dir", "is_file", "isdir", "isfile", "iterdir", "listdir", "open",
    "read_bytes", "read_text", "realpath", "resolve", "scandir", "stat", "walk",
}
# of pytest's fixture manager
_TABLES = "_arg2fixturedefs", "_arg2node2fixturedefs", "_arg2nodeid2fixturedefs"
_stored_in_class = type.__getattribute__


class Remains:
    """What there is now, to tell later what has changed since."""

    def __init__(self, tree, session, tmp):
        self.inside, self.tmp = os.path.join(tree, ""), tmp
        self.session = session
        self.environment = {*os.environ.items()}
        self.streams = ambient.standard_streams()
        self.items, self.used = (), set()  # tests, and the fixtures that they use
        self.unclear = set()     # variables, and
        self.unseen = set()      # used fixtures, that cannot be looked at
        # to look at a module makes a copy of its page in a child: at those of others only their names are looked at
        self.others = {name for name, module in list(sys.modules.items()) if not self._ours(module)}
        self.owners = None
        self.made = {}           # by name: functions and classes of the project that it has in it
        self.before = self._now()
        self.owners = {name.rpartition(".")[0] for name in self.before}
        self.found = {}
        self.state = State(())   # of what is no part of the project

    def watch(self, plugin, items):
        """In a child that is to run `items`: what they share is looked at before it is gone."""
        self.found, self.items = {}, items
        self.used = {name for item in items for name in getattr(item, "fixturenames", ())}
        plugin.last = self._last

    def told(self):
        """What the tests left: {name: digest}; digests hold among the children of one process.

        None where a fixture that they use cannot be looked at.
        """
        found = {**self.found, **self._changed(), **{"everybody's: " + place: 0 for place in self.state.changed()}}
        return None if self.unseen else found

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
        """Words for what the tests left, or may have left: names of variables of the project's modules and of the environment,
        and of attributes of their objects; functions that look into the working folder, where it is another one.
        """
        values, words, had = {}, set(), dict(self.made)
        try:
            changed = _differ(self.before, self._now(values))
        except RuntimeError:  # another thread is at work on it
            return []
        if "interpreter: working folder" in changed:
            words |= PLACES
        for name in (changed | self.unclear) & set(values):
            kind, value = type(values[name]), values[name]
            new = name not in self.before and name.rpartition(".")[0] not in self.owners
            if _is_test(name):
                # no mutant is in there, but tests may find it; what a class is given for its tests is given anew
                if name in changed and not (name not in self.before and _is_test_class(values.get(name.rpartition(".")[0]))):
                    words.add("in the suite: " + name)
            elif not new and kind is not functools._lru_cache_wrapper:
                words.update(self._words(name.rpartition(".")[2], value, kind))
                # who has come into a registry is called in its stead from now on
                words.update(self.made.get(name, set()) - had.get(name, set()))
        words.update(name for name, _ in {*os.environ.items()} ^ self.environment if name != "PYTEST_CURRENT_TEST")
        return sorted(word for word in words if not (word.startswith("__") and word.endswith("__")))

    def _words(self, name, value, kind):
        if kind is types.FunctionType:
            # what it counts or collects, not what it wraps
            cells = zip(value.__code__.co_freevars, map(content, value.__closure__ or ()))
            yield from (free for free, held in cells if not is_callable(type(held)))
            yield from (key for key, held in vars(value).items() if not is_callable(type(held)))
            code, defaults = value.__code__, value.__defaults__ or ()
            named = zip(code.co_varnames[code.co_argcount - len(defaults):code.co_argcount], defaults)
            yield from (name for name, held in named if type(held) in KEEPERS)
            return
        if not is_callable(kind):
            yield name
        module = sys.modules.get(text(kind, "__module__"))
        if not issubclass(kind, type) and self._ours(module):
            yield from attributes(value, kind)

    def _now(self, values=None):
        """{name: digest}; `values`, if given, gets the variables of modules and classes by name."""
        look = Look()
        found = {"interpreter: " + name: look.at(value) for name, value in ambient.found(self.streams).items()}
        there = list(sys.modules)
        found.update(("without module " + name, 0) for name in self.others.difference(there))
        for name in there:
            if name in self.others:
                continue
            found["module " + name] = 0
            if self._ours(module := sys.modules.get(name)):
                self._names(name, vars(module), look, found, values)
        for fixture in self._shared():
            name = "fixture %s::%s" % (fixture.baseid, fixture.argname)
            found[name] = look.at(fixture.cached_result[0])
            if look.blind and fixture.argname in self.used:
                self.unseen.add(name)
        found.update(("temporary: " + path, digest) for path, digest in litter.found(self.tmp, [item.name for item in self.items]).items())
        return found

    def _ours(self, module):
        path = vars(module).get("__file__") if type(module) is types.ModuleType else None
        return type(path) is str and path.startswith(self.inside)

    def is_ours(self, made):
        if type(made) is types.FunctionType:
            return made.__code__.co_filename.startswith(self.inside)
        return self._ours(sys.modules.get(text(made, "__module__")))

    def _names(self, module, variables, look, found, values):
        test = _is_test(module)
        for name, value in list(variables.items()):
            kind = type(value)
            if name in _THEIRS or kind is types.ModuleType or (test and kind is types.FunctionType):
                continue
            self._name(module, name, value, look, found, values)
            if issubclass(kind, type) and _is_of(value, module):
                self._members("%s.%s" % (module, name), value, look, found, values)

    def _members(self, owner, cls, look, found, values):
        for name, value in list(_stored_in_class(cls, "__dict__").items()):
            if name not in _THEIRS:
                self._name(owner, name, value, look, found, values)
                if issubclass(type(value), type) and text(value, "__qualname__").startswith(text(cls, "__qualname__") + "."):
                    self._members("%s.%s" % (owner, name), value, look, found, values)

    def _name(self, owner, name, value, look, found, values):
        kind = type(value)
        if kind is types.FunctionType and not (value.__closure__ or value.__dict__ or value.__defaults__):
            digest = 0  # most names are such
        else:
            digest = look.at(value)
            if values is not None or not self.owners:
                self.made["%s.%s" % (owner, name)] = {_own_name(one) for one in look.made if one is not value and self.is_ours(one)}
            if look.blind:
                self.unclear.add("%s.%s" % (owner, name))
        name = "%s.%s" % (owner, name)
        found[name] = digest
        if values is not None:
            values[name] = value

    def _shared(self):
        """The project's fixtures that are set up for more than one test."""
        for fixture in set_up_for_several(_definitions(getattr(self.session, "_fixturemanager", None))):
            if is_from(self.inside, fixture):
                yield fixture


def set_up_for_several(fixtures):
    """Those that are set up now, for more than one test."""
    return (fixture for fixture in fixtures if fixture.scope != "function" and getattr(fixture, "cached_result", None))


def shared_by(item):
    """(name, fixture) of those that a test uses and that are set up now, for more than one."""
    for name, definitions in getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).items():
        for fixture in set_up_for_several(definitions):
            yield name, fixture


def is_from(folder, fixture):
    """Whether the fixture is written in a file below `folder`, which ends in a separator."""
    code = getattr(fixture.func, "__code__", None)
    return code is not None and code.co_filename.startswith(folder)


def attributes(value, kind):
    """{name: value} of an object's own, by the names that its class's text has for them."""
    # PEP 8 calls it name mangling
    private = tuple("_%s__" % cls.__name__.lstrip("_") for cls in kind.__mro__)
    held = {name: value for name, value in list(table(value, kind).items()) if type(name) is str}
    return {"__" + name.partition("__")[2] if name.startswith(private) else name: value for name, value in held.items()}


def _own_name(made):
    return made.__name__ if type(made) is types.FunctionType else text(made, "__qualname__").rpartition(".")[2]


def _is_of(cls, module):
    """Whether a class that a module has is its own: made by its statement, or by a call, so that no module has it by its name."""
    home, name = text(cls, "__module__"), text(cls, "__qualname__")
    if home == module:
        return True
    known = sys.modules.get(home)
    held = vars(known) if type(known) is types.ModuleType else {}
    return "." not in name and held.get(name) is not cls and not made_in_c(cls)


def _definitions(manager):
    """All fixtures, by whatever pytest keeps them: by name, from 9.2 on by name and place."""
    for table in _TABLES:
        for known in getattr(manager, table, {}).values():
            yield from itertools.chain(*known.values()) if isinstance(known, dict) else known


def _differ(some, others):
    return {name for name in {*some, *others} if some.get(name) != others.get(name)}


def _is_test_class(value):
    return isinstance(value, type) and (issubclass(value, unittest.TestCase) or value.__name__.startswith("Test"))


def _is_test(name):
    """Whether a module's variable is one of a test file."""
    return any(part.startswith("test_") or part.endswith("_test") or part in ("conftest", "tests") for part in name.split("."))
