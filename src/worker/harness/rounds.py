"""Loops that come back to where they were.

What a process does next follows from the values that it has, where nobody else has a say.  So a loop that begins
a round with just the values with which it began another one goes on for ever.  A few rounds of whatever goes on
are watched for that, each with one of those before it (R. P. Brent, "An improved Monte Carlo factorization
algorithm", 1980).  Variables that the loop only adds to decide nothing, and may grow.  Whoever calls what may
ask somebody else (the clock, the system, chance) is watched no longer, before it does.
"""
import ast
import collections
import inspect
import io
import opcode
import os
import re
import sys
import types
from time import CLOCK_PROCESS_CPUTIME_ID, clock_gettime

from . import endless
from .loop_syntax import begins_for, function_of, goes_back, loops_at
from .ranges import Unshown
from .snapshot import Snapshot, transparent

COMES_BACK = " is in a loop that comes back to where it was"
_settrace, _setprofile, _gettrace, _getprofile = sys.settrace, sys.setprofile, sys.gettrace, sys.getprofile
# CPU seconds that are spent on watching, and events that are watched, at most
_LONGEST = 0.01
_EVENTS = 5_000
# functions of `builtins` that ask nobody but their arguments; what they write, nobody reads
_BUILTIN = frozenset((
    "abs", "all", "any", "ascii", "bin", "callable", "chr", "delattr", "divmod", "format", "getattr", "hasattr", "hash",
    "hex", "isinstance", "issubclass", "iter", "len", "max", "min", "next", "oct", "ord", "pow", "print", "repr", "round",
    "setattr", "sorted", "sum", "__build_class__"))
_MODULES = frozenset((
    "math", "cmath", "_operator", "_bisect", "_heapq", "_functools", "_collections", "_struct", "_abc", "_sre", "binascii",
    "unicodedata", "itertools"))
# of classes, those that make something of what they are given
_MAKERS = frozenset(("fromkeys", "from_bytes", "maketrans", "fromhex", "__new__", "__subclasshook__", "__init_subclass__"))
_TEXTS = io.StringIO, io.BytesIO, type(re.compile("")), type(re.match("", ""))
# how variables grow of which nothing is read, by their kinds
_GROWTH = {int: ("+=", "-="), float: ("+=", "-="), str: ("+=",), list: ("+=", "append", "extend"), set: ("add", "update")}
_SIGNS = {ast.Add: "+=", ast.Sub: "-="}
# where names are written; in some of these they come with dots
_NAMING = {
    "Name": ("id",), "Attribute": ("attr",), "alias": ("name", "asname"), "ImportFrom": ("module",), "arg": ("arg",),
    "keyword": ("arg",), "ExceptHandler": ("name",), "FunctionDef": ("name",), "AsyncFunctionDef": ("name",),
    "ClassDef": ("name",), "Global": ("names",), "Nonlocal": ("names",), "MatchAs": ("name",), "MatchStar": ("name",),
    "MatchMapping": ("rest",), "MatchClass": ("kwd_attrs",)}
# the first constant is the description of the function (inspect.CO_HAS_DOCSTRING); before Python 3.13 it always is, or None
_DESCRIBED = 0x4000000
# by these all attributes of an object are seen
_WHOLE = "getattr", "__dict__", "__reduce_ex__", "__reduce__", "__getstate__"
# what code that is written in C asks objects for besides, where they are given to print to, or as mappings
_ASKED_FOR = frozenset(("write", "flush", "keys", "items", "values"))
_OURS = os.path.join(os.path.dirname(__file__), "")
# from Python 3.11 on the interpreter tells of nothing but where a line begins, even where it is asked to in the
# middle of one; before, only what is jumped back to is sure to be the beginning of a round
_BEFORE = sys.maxsize if sys.version_info >= (3, 11) else 0
_IMPORT = opcode.opmap["IMPORT_NAME"]


def watch(frame, inside, found):
    """A watch that calls `found(frame, why)` where a loop of the frame, or of who called it, is found to have no end.

    Only code below the folder `inside` is watched.  None: somebody else traces, or could end it.
    """
    if _gettrace() is not None or _getprofile() is not None or endless.disturbed():
        return None
    return Watch(frame, inside, found)


class Watch:
    """`over`: whether it is; it begins with `begin`, in the thread of its frame."""

    def __init__(self, frame, inside, found):
        self.found, self.over = found, False
        self.spent, self.events = 0.0, 0
        self.frames, below, told = {}, [], {}
        while frame is not None:
            below.append(frame)
            if frame.f_code.co_filename.startswith(inside):
                self.frames[frame] = _Frame(frame, below, _Reach(inside, told))
            frame = frame.f_back

    def begin(self):
        for frame in self.frames:
            frame.f_trace = self.traced
        _settrace(self.entered)
        _setprofile(self.called)  # it would tell of the other

    def end(self):
        self.over = True
        _settrace(None)
        _setprofile(None)
        for frame in self.frames:
            frame.f_trace = None
        self.frames = {}

    # -- what the interpreter tells ---------------------------------------------

    def entered(self, frame, _event, _arg):
        if not frame.f_code.co_filename.startswith(_OURS):  # somebody is asked meanwhile
            self.safely(self.ran, frame)

    def ran(self, frame):
        for one in self.frames.values():
            one.reach.ran(frame)

    def called(self, _frame, event, function):
        if event == "c_call":
            self.safely(self.computes, function)

    def traced(self, frame, event, _arg):
        if event == "line":
            self.safely(self.went_on, frame)
        elif event == "return":
            self.frames.pop(frame, None)
            if not self.frames:
                self.end()
        return self.traced if self.frames else None

    def safely(self, do, given):
        """What comes of it is not the code's business."""
        self.events += 1
        begun = clock_gettime(CLOCK_PROCESS_CPUTIME_ID)
        try:
            do(given)
            self.spent += clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - begun
            if self.events > _EVENTS or self.spent > _LONGEST:
                self.end()
        except Exception:
            self.end()

    def computes(self, function):
        if not _computes(function):
            raise Unshown

    def went_on(self, frame):
        if frame in self.frames and (why := self.frames[frame].comes_back(frame)):
            self.found(frame, why)


class _Reach:
    """What code can see that has run: by its names, what is in the variables of its modules."""

    def __init__(self, inside, told):
        self.inside, self.told = inside, told  # `told`: what was found out of code, for all that belong to one watch
        # equal code is not the same, and the same code may have other global variables: both by identity
        self.seen, self.names, self.spaces, self.modules = {}, set(), {}, {}
        self.around = frozenset()  # names of the function that has the loops: not all of them are in each
        # words of its texts; attributes that it adds to, and those that it looks at; whether it may look at all
        self.texts, self.added, self.read, self.whole = set(), set(), set(), False

    def begin(self, frame):
        """The function that has the loops goes on."""
        self.ran(frame)
        self.around, self.names = frozenset(self.names), set()
        self.seen.clear()  # where it is called again all of it runs

    def named(self, some):
        """All names, but of the function itself only these."""
        return self.names | {name for name in self.around if plainly(name, some)}

    def ran(self, frame):
        code, known = frame.f_code, (id(frame.f_code), id(frame.f_globals))
        if known in self.seen:
            return
        if _IMPORT in code.co_code[::2]:
            self.imported(frame)
        self.seen[known] = code
        own = code.co_filename.startswith(self.inside)
        if id(code) not in self.told:
            self.told[id(code)] = _texts(code), *_attributes(code, own)
        names, (texts, added, read) = {*code.co_names}, self.told[id(code)]
        self.whole = self.whole or not names.isdisjoint(_WHOLE)
        # where libraries look for names that they have made is no module
        self.names |= names if own else names.difference(_WHOLE)
        self.texts |= texts
        self.added |= added
        self.read |= read | texts
        self.spaces[id(frame.f_globals)] = frame.f_globals

    def imported(self, frame):
        """What it imports may be any module that has a name of its."""
        package = (frame.f_globals.get("__package__") or "").split(".")
        around = ["", *(".".join(package[:n + 1]) + "." for n in range(len(package)))]
        for name in frame.f_code.co_names:
            for full in (name.partition(".")[0], *(before + name for before in around)):
                if full in sys.modules:
                    self.modules[full] = sys.modules[full]

    def growing(self):
        """Attributes that decide nothing."""
        return set() if self.whole else self.added - self.read

    def add_to(self, snapshot, names):
        snapshot.add(*self.modules.values())
        for space in self.spaces.values():
            around = space.get("__builtins__")
            around = around if type(around) is dict else vars(around)
            for name in sorted(names):
                if (value := space.get(name, around.get(name, space))) is not space:
                    snapshot.add(name, value)


class _Frame:
    """A frame, and where its loops stood; `below`: it, and those that were called from there."""

    def __init__(self, frame, below, reach):
        self.last = _BEFORE or frame.f_lasti
        self.rounds = {}  # by where one begins in the bytecode: of all loops that it may be one of
        self.reach = reach
        self.reach.begin(frame)
        for one in below:
            if one is not frame:
                self.reach.ran(one)

    def comes_back(self, frame):
        """Why what begins now, if it is a round of a loop, is one of a loop that has no end; None: it may have one."""
        at, last, line = frame.f_lasti, self.last, frame.f_lineno
        self.last = at
        for place, loops in self.rounds.items():
            self.rounds[place] = [rounds for rounds in loops if rounds.node.lineno <= line <= rounds.node.end_lineno]
        if at > last:
            return None
        loops = self.rounds.get(at)
        if not loops:
            loops = _rounds(frame)
            if loops and line in loops[-1].begins and endless.shown(frame, begins=True):
                return endless.NO_WAY_OUT
        self.rounds[at] = [rounds for rounds in loops if rounds.look(frame, self.reach)]
        return COMES_BACK if any(rounds.same for rounds in self.rounds[at]) else None


def _rounds(frame):
    """Of the loops of which a round begins where the frame is; of none where that could not be said."""
    ops, at = frame.f_code.co_code, frame.f_lasti
    if begins_for(ops, at) or goes_back(ops, at):
        return []  # how far a `for` loop is nobody sees
    try:
        return [_Rounds(frame.f_code, node) for node in loops_at(frame.f_code, frame.f_lineno)[0]]
    except (Unshown, OSError, SyntaxError, ValueError):
        return []


class _Rounds:
    """Those of one loop."""

    def __init__(self, code, node):
        self.node, self.growing = node, _growing(node, code)
        self.begins = node.lineno, node.body[0].lineno
        # other variables it can neither change nor see
        self.names = {*_names(node)}
        self.all = not code.co_flags & inspect.CO_OPTIMIZED
        self.n, self.saved, self.known, self.same = 0, None, -1, False

    def look(self, frame, reach):
        """Looks at the round that begins now, whether it is the `same` as one before; False: there is no looking at it."""
        try:
            words = self.state(frame, reach)
        except Unshown:
            return False
        if self.known != len(reach.seen):  # there was code of which it was not known that it runs
            self.known, self.n, self.saved = len(reach.seen), 0, None
        self.same = words == self.saved
        self.n += 1
        if self.n & (self.n - 1) == 0:
            self.saved = words
        return True

    def state(self, frame, reach):
        """Words for all that may decide how it goes on."""
        own, growing = dict(frame.f_locals), []
        if not self.all:
            own = {name: value for name, value in own.items() if plainly(name, self.names)}
        for name, how in self.growing.items():
            if name in own and how in _GROWTH.get(type(own[name]), ()):
                growing.append(own.pop(name))
        names = reach.named(self.names)
        snapshot = Snapshot(_ASKED_FOR | names | reach.texts, reach.whole, reach.growing())
        snapshot.add(*(part for name in sorted(own) for part in (name, own[name])))
        reach.add_to(snapshot, names)
        if any(id(value) in snapshot.numbers for value in growing):
            raise Unshown  # somebody looks at it
        return snapshot.words


def _names(node):
    """All names that are written in a piece of code."""
    for part in ast.walk(node):
        for field in _NAMING.get(type(part).__name__, ()):
            name = getattr(part, field)
            yield from name if type(name) is list else (name or "").split(".")


def plainly(name, names):
    """Whether it is one of the names; a private one has that of its class before it."""
    return name in names or name[name.find("__"):] in names


def _growing(node, code):
    """Names of variables to which the loop adds, each always in one way, and which it never reads: how."""
    uses, adds = collections.Counter(), {}
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            uses[part.id] += 1
        elif isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name):
            adds.setdefault(part.target.id, []).append(_SIGNS.get(type(part.op)))
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call) and isinstance(part.value.func, ast.Attribute):
            if isinstance(held := part.value.func.value, ast.Name):
                adds.setdefault(held.id, []).append(part.value.func.attr)
    seen = {*code.co_cellvars, *code.co_freevars}  # by functions inside and around
    return {name: how[0] for name, how in adds.items() if len({*how}) == 1 and len(how) == uses[name] and name not in seen}


def _attributes(code, own):
    """Attributes that code adds a number to, in statements that read them for nothing else, and all others that it may read."""
    node = function_of(code) if own else None
    if node is None:
        return set(), {*code.co_names}
    uses = collections.Counter(part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute))
    adds = collections.Counter(
        part.target.attr for part in ast.walk(node) if isinstance(part, ast.AugAssign) and isinstance(part.op, (ast.Add, ast.Sub))
        and isinstance(part.target, ast.Attribute) and isinstance(part.value, ast.Constant) and type(part.value.value) is int)
    # those that are written otherwise than they are called are private
    added = {name for name, n in adds.items() if n == uses[name] and name in code.co_names}
    return added, {*code.co_names} - added


def _texts(code):
    """The words in texts of the code: attributes can be asked for by them."""
    found = set()
    described = sys.version_info < (3, 13) or code.co_flags & _DESCRIBED
    _strings(code.co_consts[1 if described else 0:], found)
    return found


def _strings(constants, found):
    """Adds to `found` the words of the texts among the constants: attributes can be asked for by them."""
    for part in constants:
        if type(part) is str:
            found.update(re.findall(r"\w+", part))
        elif type(part) in (tuple, frozenset):
            _strings(part, found)


def _computes(function):
    """Whether a function that is written in C says nothing but what follows from what it is given."""
    kind = type(function)
    if kind in (types.MethodDescriptorType, types.ClassMethodDescriptorType):
        return _seen_through(function.__objclass__)
    if not issubclass(kind, types.BuiltinFunctionType):  # there is another one, for methods
        return False
    holder = function.__self__
    if type(holder) is types.ModuleType:
        return function.__module__ in _MODULES or function.__module__ == "builtins" and function.__name__ in _BUILTIN
    if isinstance(holder, type):
        return function.__name__ in _MAKERS and _seen_through(holder)
    return _seen_through(type(holder))


def _seen_through(kind):
    return kind in _TEXTS or transparent(kind)
