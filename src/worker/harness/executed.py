"""Which functions of the project have run in a child: all that its verdict can depend on.

Nothing is measured for it.  Until Python 3.11 the interpreter counts how often each code object
is entered, to know when specialising it pays; the counters are read when a child is through.
Where a code object has its own is found out by trying.  From Python 3.12 on sys.monitoring says
when a function is entered for the first time in a process.
"""
import os
import resource
import sys
import types
from json import dumps, loads

FunctionType, CodeType = types.FunctionType, types.CodeType
# where the fields of a code object begin that are not those of every object
_HEAD = 16
_TRIALS = 3
# places of sys.monitoring that have no purpose of their own
_FREE = (3, 4)
# so often a function has run when the interpreter counts no further
_OFTEN = 2000
_SURE, _PERHAPS, _BEFORE = "sure", "perhaps", "before"
NOTHING = {_SURE: {}, _PERHAPS: {}, _BEFORE: {}}
# there were other processes: what they ran is not known
FORKED = {**NOTHING, "forked": True}


class Executed:
    """The project's functions, as they are found in this process."""

    def __init__(self, tree):
        self.inside = os.path.join(tree, "")
        self.entries = None
        self.watched, self.known = [], set()
        self.before = set()      # entries of functions that have run in this process, before it forks
        self.imported = {}       # modules by name

    def begin(self):
        """From here on, what imports run counts.  Counters have that anyway."""
        if hasattr(sys, "monitoring"):
            self.entries = _events(self._inside)

    def find(self, objects):
        """Watches the functions among `objects`, and all that are made in them."""
        self.entries = self.entries or (_events(self._inside) if hasattr(sys, "monitoring") else _counters())
        if self.entries is None:
            return
        self.entries.settle()
        codes = [obj.__code__ for obj in objects if type(obj) is FunctionType]
        while codes:
            code = codes.pop()
            if id(code) not in self.known and self._inside(code.co_filename):
                self.known.add(id(code))
                self.watched.append((code, self.entries.watch(code)))
                codes += [c for c in code.co_consts if type(c) is CodeType]
        self.before = {entry for _, entry in self.watched if self.entries.entered(entry)}
        self.imported = dict(sys.modules)

    def _inside(self, path):
        return path.startswith(self.inside) or not (os.path.isabs(path) or path.startswith("<"))

    def _came(self):
        """The files of the project that have been imported since."""
        for name, module in list(sys.modules.items()):
            if self.imported.get(name) is not module:
                path = getattr(module, "__file__", None)
                if type(path) is str and self._inside(path):
                    yield path

    def mark(self):
        """What has run until now is told apart from what runs from now on."""
        if self.entries is not None:
            self.entries.mark()

    def ran(self):
        """{"sure": {file: first lines of functions that ran}, "perhaps": likewise, "before": likewise}, 0 for all of a
        file; `FORKED`, or None where it can never be told.

        Perhaps: it has run before the mark, so that somebody may have found what it made.  Before: of both, it has
        run before there was a child, and need not have run in it.
        """
        if self.entries is None:
            return None
        if forked():
            return FORKED
        out, perhaps, before, entered = {}, {}, {}, self.entries.entered
        for code, entry in self.watched:
            found = entered(entry)
            if found:
                (out if found is _SURE else perhaps).setdefault(code.co_filename, set()).add(code.co_firstlineno)
                if entry in self.before:
                    before.setdefault(code.co_filename, set()).add(code.co_firstlineno)
        for path in self._came():
            out.setdefault(path, set()).add(0)
        return {_SURE: _absolute(out), _PERHAPS: _absolute(perhaps), _BEFORE: _absolute(before)}


def _absolute(found):
    return {os.path.abspath(path): sorted(lines) for path, lines in found.items()}


def tell(child, ran):
    child.say("ran", dumps(ran))


def told(ended):
    """What a child has told; None where it has not, or did not know."""
    return next((loads(line[1]) for line in ended.lines if line[0] == "ran"), None)


def forked():
    """Whether the child has had children: what they ran is not seen here."""
    if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss:
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except OSError:
        return False


class _Counters:
    """The interpreter's own: one of `kind` at `offset` in each code object, `fresh` before it runs, `full` when it
    counts no further.  They are set back at a mark: it takes longer until a function is found worth specialising.
    """

    def __init__(self, kind, offset, fresh, full):
        self.kind, self.offset, self.fresh, self.full = kind, offset, fresh, full
        self.counters, self.before, self.earlier = [], None, set()

    def watch(self, code):
        self.counters.append(self.kind.from_address(id(code) + self.offset))
        return len(self.counters) - 1

    def settle(self):
        """Counts go on."""

    def mark(self):
        for number, counter in enumerate(self.counters):
            if counter.value != self.fresh:
                self.earlier.add(number)
                if counter.value != self.full:
                    counter.value = self.fresh
        self.before = [counter.value for counter in self.counters]

    def entered(self, number):
        value = self.counters[number].value
        if value != (self.before[number] if self.before else self.fresh):
            return _SURE
        return _PERHAPS if number in self.earlier else None


def _counters():
    """None where no such counter is found."""
    before = set(sys.modules)
    try:
        import ctypes
    except ImportError:
        return None
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]
    kind, common = ctypes.c_int16, None
    for _ in range(_TRIALS):
        space = {}
        exec("def f():\n    return 1\ndef g():\n    return 2\n", space)
        f, g = space["f"], space["g"]
        seen = []
        for _ in range(3):
            seen.append([_fields(kind, function.__code__) for function in (f, g)])
            f()
        fresh = seen[0][0]
        found = {
            (k, value) for k, value in enumerate(fresh)
            if all(ours[k] == value + calls and theirs[k] == value for calls, (ours, theirs) in enumerate(seen))
        }
        common = found if common is None else common & found
    if len(common) != 1:
        return None
    (place, fresh), = common
    for _ in range(_OFTEN):
        f()
    return _Counters(kind, _HEAD + 2 * place, fresh, _fields(kind, f.__code__)[place])


def _fields(kind, code):
    return [kind.from_address(id(code) + at).value for at in range(_HEAD, CodeType.__basicsize__ - 1, 2)]


class _Events:
    """sys.monitoring, asked once for each code object and process."""

    def __init__(self, tool, inside):
        self.tool, self.inside, self.seen, self.earlier = tool, inside, set(), set()
        self.imported = []  # code is kept, so that nothing else gets its number
        sys.monitoring.register_callback(tool, sys.monitoring.events.PY_START, self._imported)
        sys.monitoring.set_events(tool, sys.monitoring.events.PY_START)

    def _imported(self, code, _offset):
        if self.inside(code.co_filename):
            self.imported.append(code)
        return sys.monitoring.DISABLE

    def _started(self, code, _offset):
        self.seen.add(id(code))
        return sys.monitoring.DISABLE

    def settle(self):
        """From here on only what is watched is told."""
        sys.monitoring.set_events(self.tool, 0)
        sys.monitoring.register_callback(self.tool, sys.monitoring.events.PY_START, self._started)
        self.seen.update(map(id, self.imported))

    def watch(self, code):
        sys.monitoring.set_local_events(self.tool, code, sys.monitoring.events.PY_START)
        return id(code)

    def mark(self):
        self.earlier |= self.seen
        self.seen.clear()
        sys.monitoring.restart_events()

    def entered(self, code):
        return _SURE if code in self.seen else _PERHAPS if code in self.earlier else None


def _events(inside):
    """None where none of the places is free; `inside(path)`: whether it is one of the project."""
    for tool in _FREE:
        if sys.monitoring.get_tool(tool) is None:
            sys.monitoring.use_tool_id(tool, "mutate")
            return _Events(tool, inside)
    return None
