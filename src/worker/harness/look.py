"""Digests of values, to tell whether they are what they were.

No code of the project is run for it: objects are looked at as the interpreter stores them.
"""
import collections
import contextvars
import functools
import itertools
import logging
import marshal
import threading
import types
import weakref

from . import readers

# objects that are looked at for one name, and where there were many before it, and how deep: more cost more than they tell
_MOST, _MANY, _LESS, _DEEPEST = 4000, 20000, 500, 30
# what holds more than a few plain values is told as a whole, if it is not too large
_FEW, _LARGE = 16, 1 << 18
_PLAIN = {str, bytes, type(None), bool, type(Ellipsis), type(NotImplemented)}
_WRITTEN = {float, complex, itertools.count}
_ATOMS = {*_PLAIN, int, float, complex} - {type(NotImplemented)}
_SEQUENCES, _SETS = (tuple, list, collections.deque), (set, frozenset)
_VALUES = (str, bytes, int, float)
# default values that keep what is put into them
KEEPERS = {list, dict, set}
_WHOLE = {tuple, list, dict, set, frozenset}
_CALLED = {types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType}
_OPAQUE = {types.ModuleType, types.FrameType, types.TracebackType}
_stored_in_class = type.__getattribute__


class Look:
    """The digests of values; each object is looked at once."""

    def __init__(self):
        self.known, self.count, self.depth = {}, 0, 0
        self.all, self.most = 0, _MOST
        # since `at` began: whether there was something that cannot be looked at, and the functions and classes
        self.blind, self.made = False, []

    def at(self, value):
        """The digest of a name's value."""
        self.all += self.count
        self.most = _MOST if self.all < _MANY else _LESS
        self.count, self.blind, self.made = 0, False, []
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
        if kind is types.FunctionType or issubclass(kind, type):
            self.made.append(value)
        if issubclass(kind, type):
            return self._class(value)
        if kind in _OPAQUE:
            return hash(kind.__name__)
        if id(value) in self.known:
            return self.known[id(value)][0]
        whole = _whole(value) if kind in _WHOLE else None
        if whole is None and (self.depth > _DEEPEST or self.count > self.most):
            return hash(kind.__name__)
        self.known[id(value)] = 0, value  # kept, so that nothing else gets its id
        self.depth += 1
        try:
            digest = hash((text(kind, "__qualname__"), self._inner(value, kind) if whole is None else whole))
        finally:
            self.depth -= 1
        self.known[id(value)] = digest, value
        return digest

    def _class(self, value):
        """Of a class that no module has by its name what it holds: nobody else looks at it."""
        qualname = text(value, "__qualname__")
        if "<locals>" not in qualname or id(value) in self.known or self.count > self.most or readers.made_in_c(value):
            return hash(("class", qualname))
        self.known[id(value)] = 0, value
        members = [(name, member) for name, member in _stored_in_class(value, "__dict__").items() if not name.startswith("__")]
        return hash(("class", qualname, *self._several(itertools.chain.from_iterable(members))))

    def _inner(self, value, kind):
        if kind is types.FunctionType:
            return self._function(value)
        if kind in _CALLED:
            return hash((value.__name__, self(getattr(value, "__self__", None))))
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
        if issubclass(kind, logging.Logger):
            return 0
        return hash((self._held(value, kind), *self._attributes(value, kind)))

    def _function(self, function):
        # default values are the mutant's own matter, but for those that keep what is put into them
        defaults = [d for d in function.__defaults__ or () if type(d) in KEEPERS]
        cells = [c for c in map(content, function.__closure__ or ()) if c is not None]
        more = [x for x in (defaults, cells, vars(function)) if x]
        return hash((function.__qualname__, *self._several(more)))

    def _several(self, values):
        return [self(v) for v in itertools.islice(values, max(0, self.most - self.count))]

    def _held(self, value, kind):
        """What it holds as a container, is as a number or text, or has in it that only C knows."""
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
        parts = readers.parts(value, kind)
        if parts is readers.BLIND:
            self.blind = True
            return 0
        return 0 if parts is None else hash(tuple(self._several(parts)))

    def _attributes(self, value, kind):
        attributes = table(value, kind)
        if attributes:
            yield self(attributes)
        if text(kind, "__module__") == "builtins":
            return
        for cls in kind.__mro__[:-1]:
            for name, member in _stored_in_class(cls, "__dict__").items():
                if type(member) is types.MemberDescriptorType:
                    try:
                        yield hash((name, self(member.__get__(value))))
                    except AttributeError:  # not set
                        continue


def _whole(value):
    """The digest of a container that holds many values, all of them plain; None where it does not."""
    if not _FEW < len(value) < _LARGE:
        return None
    kinds = {*map(type, value), *(map(type, value.values()) if type(value) is dict else ())}
    return hash(marshal.dumps(value, 0)) if kinds <= _ATOMS else None


def text(cls, attribute):
    value = _stored_in_class(cls, attribute)
    return value if type(value) is str else ""


def is_callable(kind):
    return any("__call__" in _stored_in_class(cls, "__dict__") for cls in kind.__mro__)


def table(value, kind):
    """The attributes of an object that has a table of them."""
    stored = threading.local.__getattribute__ if issubclass(kind, threading.local) else object.__getattribute__
    try:
        attributes = stored(value, "__dict__")
    except AttributeError:
        return {}
    return attributes if type(attributes) is dict else {}


def content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None
