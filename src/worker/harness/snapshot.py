"""What values are made of, as words that can be compared.

Two snapshots that are equal are of values that nothing in Python can tell apart, but by where they are in
memory: of whatever is reached from them, the kinds, the contents, and who is held by whom.  A kind that may
keep something back (a file, a generator, whatever is written in C and not known here) makes none.
"""
import collections
import functools
import io
import re
import types
from _thread import RLock as _RLock, allocate_lock as _allocate_lock

from .ranges import Unshown

_ATOMS = frozenset((int, bool, str, bytes, type(None), type(Ellipsis), type(NotImplemented), range, complex))
# of these all can be seen
_OPEN = (
    object, int, str, bytes, float, complex, tuple, list, dict, set, frozenset, bytearray, collections.deque,
    collections.OrderedDict, collections.defaultdict)
_SEQUENCES = list, tuple, collections.deque
# kinds that hold nothing that changes, or nothing that decides what happens: a lock that only one thread has
_STILL = frozenset((
    type(re.compile("")), types.CodeType, types.MethodDescriptorType, types.WrapperDescriptorType,
    types.MemberDescriptorType, types.GetSetDescriptorType, types.ClassMethodDescriptorType, type(_RLock()),
    type(_allocate_lock()), type(collections.namedtuple("_", "one").one)))
# what classes have besides, that no program changes
_ASIDE = frozenset((
    "__dict__", "__weakref__", "__doc__", "__module__", "__annotations__", "__annotate__", "__annotate_func__",
    "__annotations_cache__", "__dataclass_fields__", "__dataclass_params__", "__abstractmethods__", "__slots__",
    "__parameters__", "__orig_bases__", "__static_attributes__", "__firstlineno__", "__match_args__", "_abc_impl"))
_MATCH = type(re.match("", ""))
_CACHED = type(functools.lru_cache(len))
_POINTER = tuple.__itemsize__
# that every class made in Python has room for
_ROOM = "__dict__", "__weakref__"
# objects that are looked at, at most, and parts of one
MANY = 4000
_getattribute, _type_of = object.__getattribute__, type
_transparent = {}


def transparent(kind):
    """Whether all that instances of this class hold can be seen: it is made in Python, of kinds that are known."""
    if kind not in _transparent:
        _transparent[kind] = all(base in _OPEN or issubclass(base, BaseException) or _in_python(base) for base in kind.__mro__)
    return _transparent[kind]


def _in_python(kind):
    """Whether a class statement made it: its instances have no room for more than what it declares."""
    own = vars(kind)
    # what is written in C makes its instances by itself; a field that nobody can read shows in the size
    fields = sum(
        type(value) is types.MemberDescriptorType or type(value) is types.GetSetDescriptorType and name in _ROOM
        for name, value in own.items())
    made = "__module__" in own and type(own.get("__new__")) is not types.BuiltinFunctionType
    return made and kind.__base__ is not None and kind.__basicsize__ <= kind.__base__.__basicsize__ + _POINTER * fields


class Snapshot:
    """`words`: of the values that were added.

    `names`: those that the code has which may look at them: other attributes are of no interest, unless it
    may look at objects as a `whole`.  `growing`: attributes that it never looks at, if they are numbers.
    """

    def __init__(self, names, whole, growing):
        self.names, self.whole, self.growing, self.words = names, whole, growing, []
        self.held, self.numbers = [], {}  # the objects, so that none takes another's place, and by identity their numbers
        self.looked = 0

    def add(self, *values):
        """Adds values, and all that is reached from them."""
        self.words += [self.word(value) for value in values]
        while self.looked < len(self.held):
            value = self.held[self.looked]
            self.looked += 1
            self.look(value, _type_of(value))

    def word(self, value):
        kind = _type_of(value)
        if kind in _ATOMS:
            return kind, value
        if kind is float:
            return kind, value.hex()
        number = self.numbers.get(id(value))
        if number is None:
            number = self.numbers[id(value)] = len(self.held)
            self.held.append(value)
            if number > MANY:
                raise Unshown
        return number

    def some(self, *values):
        if len(values) > MANY:
            raise Unshown
        self.words += [len(values), *map(self.word, values)]

    def look(self, value, kind):
        self.words.append(id(kind))
        if kind in _STILL:
            self.words.append(id(value))
        elif issubclass(kind, types.BuiltinFunctionType):
            self.words.append(value.__name__)
            self.some(value.__self__)
        elif (look := _LOOKS.get(kind)) is not None:
            look(self, value)
        elif issubclass(kind, type):
            self.kind(value)
        elif transparent(kind):
            self.contents(value, kind)
            self.attributes(value, kind)
            self.some(kind)
        else:
            raise Unshown

    # -- by kind -------------------------------------------------------------

    def contents(self, value, kind):
        """What it holds as a container, or is as a number or text."""
        base = next(base for base in kind.__mro__ if base in _OPEN or base is BaseException)
        if base in _SEQUENCES:
            self.some(*base.__iter__(value))
            if base is collections.deque:
                self.some(value.maxlen)
        elif issubclass(base, dict):
            self.some(*(part for key in base.__iter__(value) for part in (key, dict.__getitem__(value, key))))
            if base is collections.defaultdict:
                self.some(value.default_factory)
        elif base in (set, frozenset):
            self.elements(list(base.__iter__(value)))
        elif base is BaseException:
            self.some(BaseException.args.__get__(value))
        elif base is not object:
            self.words.append(_PLAINLY[base](value))

    def elements(self, parts):
        """Of a set: their order is that of their hashes, which is where they are in memory for all but plain values."""
        for part in parts:
            flat = part if _type_of(part) is tuple else (part,)
            if not all(_type_of(one) in _ATOMS or _type_of(one) is float for one in flat):
                self.words.append(id(part))
        self.some(*parts)

    def attributes(self, value, kind):
        for base in kind.__mro__:
            own = vars(base)
            slots = [name for name, descriptor in own.items() if _type_of(descriptor) is types.MemberDescriptorType]
            for name in slots if base not in _OPEN and not issubclass(base, BaseException) else ():
                try:
                    self.part(name, own[name].__get__(value))
                except AttributeError:
                    continue
            if "__dict__" in own and _type_of(own["__dict__"]) is not types.GetSetDescriptorType:
                raise Unshown
        try:
            self.parts(_getattribute(value, "__dict__"))
        except AttributeError:
            return

    def parts(self, own):
        for name, part in dict.items(own):
            self.part(name, part)

    def part(self, name, value):
        """An attribute of an object."""
        if self.whole or name in self.names:
            self.some(name, *(() if name in self.growing and _type_of(value) is int else (value,)))

    def kind(self, value):
        """A class: itself, and what it holds."""
        self.words.append(id(value))
        own = vars(value)
        if value in _OPEN or not _in_python(value):
            if value.__module__ not in _SAFE and value not in _LOOKS and not issubclass(value, BaseException):
                raise Unshown  # what its instances have to say is anybody's guess
            return
        if "__del__" in own:
            raise Unshown  # it may be called at any time
        self.some(*value.__bases__)
        if _type_of(value) is not type:
            self.some(_type_of(value))
        for name, part in own.items():
            if name.startswith("__"):  # the interpreter has these names, too
                self.some(name, *(() if name in _ASIDE else (part,)))
            elif name not in _ASIDE:
                self.part(name, part)

    def function(self, value):
        self.some(value.__code__, value.__defaults__, value.__kwdefaults__)
        self.parts(value.__dict__)
        self.some(*(value.__closure__ or ()))

    def cell(self, value):
        try:
            self.some(value.cell_contents)
        except ValueError:
            self.words.append(None)  # it is empty

    def method(self, value):
        self.some(value.__func__, value.__self__)

    def wrapped(self, value):
        self.some(value.__func__)

    def computed(self, value):
        self.some(value.fget, value.fset, value.fdel)

    def prepared(self, value):
        self.some(value.func, value.args, value.keywords)
        self.parts(value.__dict__)

    def cached(self, value):
        """It answers as before as long as it has learned nothing."""
        _, misses, _, held = value.cache_info()
        self.words += id(value), misses, held
        self.some(value.__wrapped__)

    def module(self, value):
        self.words.append(id(value))
        own = vars(value)
        if "getattr" in self.names or "__dict__" in self.names:
            raise Unshown
        for name in sorted(self.names.intersection(own)):
            self.some(name, own[name])

    def text(self, value):
        closed = value.closed
        self.some(closed, *(() if closed else (value.getvalue(), value.tell())))

    def found(self, value):
        self.some(value.re, value.string, value.regs, value.pos, value.endpos)

    def bounds(self, value):
        self.some(value.start, value.stop, value.step)


# modules whose classes, where written in C, have nothing to say but of what they are given
_SAFE = frozenset(("builtins", "collections", "re", "types", "functools", "itertools", "operator", "math", "enum", "abc"))
# of an instance of a class that is made of one of these
_PLAINLY = {int: int.__pos__, float: float.hex, complex: complex.__repr__, str: str.__str__, bytes: bytes.hex, bytearray: bytes}
_LOOKS = {
    types.FunctionType: Snapshot.function, types.CellType: Snapshot.cell, types.MethodType: Snapshot.method,
    classmethod: Snapshot.wrapped, staticmethod: Snapshot.wrapped, property: Snapshot.computed,
    functools.partial: Snapshot.prepared, _CACHED: Snapshot.cached, types.ModuleType: Snapshot.module,
    io.StringIO: Snapshot.text, io.BytesIO: Snapshot.text, _MATCH: Snapshot.found, slice: Snapshot.bounds,
}
