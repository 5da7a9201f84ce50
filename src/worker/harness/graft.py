"""Another version's definitions, put into a live module for a while.

Good enough to guess with, no more: what other modules computed from the
original stays as it was.
"""
import ast
import functools
import itertools
import re
import types

from .swap import FUTURES, first_of

_FRAME = ("__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__path__",
          "__spec__")
_CONTAINERS = (list, dict, set)
_PLAIN = (int, float, complex, bool, str, bytes, tuple, frozenset, type(None), re.Pattern)
_WRAPPED = ("__wrapped__", "func", "__func__", "fget")
_NOTHING = object()


class Pieces:
    """A module's code, statement by statement: for a mutant only one has to be compiled."""

    def __init__(self, source, path):
        self.source, self.path = source, path
        tree = ast.parse(source, path)
        self.flags = compile(source, path, "exec", dont_inherit=True).co_flags & FUTURES
        starts = list(itertools.accumulate((len(line) for line in source.splitlines(True)), initial=0))
        self.codes, self.spans = [], []
        for node in tree.body:
            first = first_of(node)
            begin = starts[first.lineno - 1] + (0 if first is not node else node.col_offset)
            self.spans.append((begin, starts[node.end_lineno - 1] + node.end_col_offset, first.lineno))
            self.codes.append(self._compiled(ast.Module([node], [])))

    def _compiled(self, code):
        return compile(code, self.path, "exec", self.flags, True)

    def mutated(self, start, end, text):
        """Raises SyntaxError and ValueError where the mutant is no Python."""
        if start == end and not text:
            return self.codes
        text = text.encode()
        for k, (begin, stop, line) in enumerate(self.spans):
            if begin <= start and end <= stop:
                piece = b"\n" * (line - 1) + self.source[begin:start] + text + self.source[end:stop]
                return [*self.codes[:k], self._compiled(piece), *self.codes[k + 1:]]
        return [self._compiled(self.source[:start] + text + self.source[end:])]


class Graft:
    """`put` makes `module` look as if a mutant of it had been imported, `restore` undoes it."""

    def __init__(self, module, holders, source):
        self.module = module
        self.name = module.__name__
        self.holders = [vars(holder) for holder in holders]
        self.pieces = Pieces(source, module.__file__)
        self.own = set(self._run(self.pieces.codes))   # what the original itself defines
        self._undo, self._seen, self._fresh = [], set(), None

    def _run(self, codes):
        live = vars(self.module)
        fresh = {name: live[name] for name in _FRAME if name in live}
        for code in codes:
            exec(code, fresh)
        return fresh

    def put(self, start, end, text):
        """Has `text` for the source's bytes from `start` to `end`.  Raises what importing that raises."""
        fresh = self._fresh = self._run(self.pieces.mutated(start, end, text))
        live = vars(self.module)
        for name in [name for name in self.own if name not in fresh and name in live]:
            if any(holder is not live and holder.get(name, _NOTHING) is live[name] for holder in self.holders):
                raise ImportError(name)
            self._entry(live, name, _NOTHING)
        for name, new in fresh.items():
            if name in _FRAME:
                continue
            if name in live:
                self._pair(live[name], new, functools.partial(self._rebind, name))
            else:
                self._entry(live, name, new)
        self._forget()

    def restore(self):
        while self._undo:
            self._undo.pop()()
        self._seen.clear()
        self._forget()
        self._fresh = None

    def _forget(self):
        """What the module's cached functions remember is another version's."""
        for value in list(vars(self.module).values()):
            if type(value) is functools._lru_cache_wrapper:
                value.cache_clear()

    def _pair(self, old, new, rebind):
        """Makes `old` what `new` is, in place where that is possible."""
        key = (id(old), id(new))
        if old is new or key in self._seen:
            return
        self._seen.add(key)
        kind = type(old)
        if kind is types.FunctionType and type(new) is kind and old.__code__.co_freevars == new.__code__.co_freevars:
            self._function(old, new)
        elif isinstance(old, type) and isinstance(new, type) and old.__module__ == new.__module__ == self.name:
            self._attributes(old, old, new)
        elif kind.__module__ == self.name and kind.__qualname__ == type(new).__qualname__ and hasattr(old, "__dict__"):
            self._attributes(old, old, new)
        elif kind is not type(new):
            rebind(new)
        elif kind in _CONTAINERS:
            if not _equal(old, new):
                self._fill(old, new)
        elif kind in _PLAIN:
            if not _equal(old, new):
                rebind(new)
        elif not self._wrapped(old, new, rebind):
            rebind(new)

    def _function(self, old, new):
        for mine, other in zip(old.__closure__ or (), new.__closure__ or ()):
            try:
                pair = mine.cell_contents, other.cell_contents
            except ValueError:  # empty
                continue
            self._pair(*pair, functools.partial(self._set, mine, "cell_contents"))
        for name in ("__code__", "__defaults__", "__kwdefaults__"):
            if not _equal(getattr(old, name), getattr(new, name)):
                self._set(old, name, getattr(new, name))

    def _wrapped(self, old, new, rebind):
        """Whether both wrap a function, which is then exchanged."""
        for name in _WRAPPED:
            pair = getattr(old, name, None), getattr(new, name, None)
            if all(type(function) is types.FunctionType for function in pair):
                self._pair(*pair, lambda _: rebind(new))
                return True
        return False

    def _attributes(self, owner, old, new):
        before, after = dict(vars(old)), dict(vars(new))
        for name in before.keys() | after.keys():
            if name in ("__dict__", "__weakref__", "__module__", "__doc__", "__qualname__"):
                continue
            if name in before and name in after:
                self._pair(before[name], after[name], functools.partial(self._set, owner, name))
            else:
                self._set(owner, name, after.get(name, _NOTHING))

    def _set(self, owner, name, value):
        before = vars(owner).get(name, _NOTHING) if isinstance(owner, type) else getattr(owner, name, _NOTHING)
        try:
            _assign(owner, name, value)
        except Exception:  # it may not be changed
            return
        self._undo.append(lambda: _assign(owner, name, before))

    def _fill(self, old, new):
        before = old.copy()
        _refill(old, new)
        self._undo.append(lambda: _refill(old, before))

    def _rebind(self, name, new):
        """Wherever the old object is known by a name, the new one is from now on."""
        old = vars(self.module)[name]
        shared = type(old) in _PLAIN  # equal values may be one object by chance
        for holder in self.holders:
            for key in [k for k, v in holder.items() if v is old and (k == name or not shared)]:
                self._entry(holder, key, new)

    def _entry(self, holder, key, value):
        before = holder.get(key, _NOTHING)
        _store(holder, key, value)
        self._undo.append(lambda: _store(holder, key, before))


def _equal(a, b):
    try:
        return bool(a == b)
    except Exception:
        return False


def _assign(owner, name, value):
    if value is _NOTHING:
        delattr(owner, name)
    else:
        setattr(owner, name, value)


def _store(holder, key, value):
    if value is _NOTHING:
        holder.pop(key, None)
    else:
        holder[key] = value


def _refill(container, content):
    content = content.copy()
    container.clear()
    (container.extend if type(container) is list else container.update)(content)
