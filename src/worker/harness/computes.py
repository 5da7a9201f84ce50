"""What is known of what functions and methods written in C give back, those that do nothing but compute.

`shared` is told which objects they look into, and which they change.
"""
import collections

from .ranges import ATOMS, EITHER, HELD, WHOLE, Int, Is, Row, Some, Unshown, integer, kind, plain, reach, short, tried

# of `builtins`, what does nothing but compute: from single values, and from a list or the like of such
_OF_ATOMS = frozenset((abs, min, max, ord, int, bool, str, float, chr, divmod, round))
_OF_MANY = frozenset((len, min, max, sum, any, all, sorted, list, tuple, set, bool))
# likewise methods of texts and numbers
_METHODS = frozenset((
    "isdigit", "isspace", "isalpha", "isalnum", "isupper", "islower", "isdecimal", "isnumeric", "isidentifier", "startswith",
    "endswith", "find", "rfind", "count", "strip", "lstrip", "rstrip", "lower", "upper", "title", "replace", "split", "bit_length"))
# what changes an object, is no error, and gives None back; with so many arguments
CHANGES = {
    list: {"append": 1, "clear": 0, "reverse": 0}, set: {"add": 1, "discard": 1, "clear": 0}, dict: {"clear": 0},
    collections.deque: {"append": 1, "appendleft": 1, "clear": 0}}
_HASHED = "add", "discard"



def atom(value):
    """A value of which neither hash nor text is an error or asks anybody."""
    if kind(value) not in ATOMS or integer(value) and not short(value):
        raise Unshown
    return value


def method(holder, name, given, shared):
    """Of a value of the interpreter's own kinds."""
    if CHANGES.get(kind(holder), {}).get(name, -1) == len(given):
        if name in _HASHED:
            atom(given[0])
        if isinstance(holder, Is):
            shared.change(holder.value)
        return Is(None)
    plainly = isinstance(holder, Is) and all(isinstance(part, Is) and type(part.value) in ATOMS for part in given)
    if name not in _METHODS or not plainly or kind(holder) not in ATOMS:
        raise Unshown
    return fresh(tried(getattr(holder.value, name), *(part.value for part in given)))


def computed(function, given, shared):
    """Of a function."""
    if function is isinstance and len(given) == 2:
        return _is_instance(*given)
    for part in given:
        if isinstance(part, Is) and type(part.value) in HELD:
            shared.look(part.value)
    if all(isinstance(part, Is) for part in given):
        values = [part.value for part in given]
        if function in _OF_ATOMS and all(type(value) in ATOMS for value in values):
            return fresh(tried(function, *values))
        only = type(values[0]) if len(values) == 1 else None
        if function is len and (only in HELD or only in (str, bytes)):
            return Is(len(values[0]))
        if function in _OF_MANY and only in HELD and plain(values[0]):
            return fresh(tried(function, *values))
    if function is len and len(given) == 1 and isinstance(given[0], Some) and given[0].kind in (*HELD, str, bytes):
        return Int(0, WHOLE.high)
    if function in (min, max) and len(given) > 1 or function is abs and len(given) == 1:
        for part in given:
            reach(part)
        return WHOLE
    if len(given) == 1 and integer(given[0]) and (function is not str or short(given[0])):
        if function in (str, int, bool):
            return Some(str) if function is str else given[0] if function is int else EITHER
    raise Unshown


def _is_instance(value, classes):
    several = classes.parts if isinstance(classes, Row) else [classes]
    if not all(isinstance(one, Is) and type(one.value) is type for one in several) or kind(value) is None:
        raise Unshown
    several = [one.value for one in several]
    if isinstance(value, Int) and bool in several:
        raise Unshown
    line = kind(value).__mro__
    if any("__class__" in vars(one) for one in line[:-1]):
        raise Unshown
    return Is(any(one in line for one in several))


def fresh(value):
    """What has just been computed, so that nobody else has it."""
    if type(value) is tuple:
        return Row([fresh(part) for part in value])
    return Is(value) if type(value) in ATOMS else Some(type(value))
