"""What is known of a value: which one it is, or which range an integer is in, or of what kind it is, or nothing."""
import ast
import collections
import operator

NONE = type(None)
ATOMS = frozenset((int, bool, float, str, bytes, NONE))
HELD = frozenset((list, tuple, dict, set, frozenset, collections.deque))
# as many elements are looked at, and as long may be what is computed from constants
MANY = 1000
_BINARY = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Div: operator.truediv, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
}
_COMPARE = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq,
    ast.NotEq: operator.ne, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}
_NUMBERS = frozenset((int, bool, float))
_MIRRORED = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}
_IDENTITY = ast.Is, ast.IsNot
_FAR = float("inf")
# integers beyond are known by their sign alone
_BIG = 1 << MANY


class Unshown(Exception):
    """Nothing can be shown: too much might happen."""


class Raised(Exception):
    """An error of that `kind`, for certain."""

    def __init__(self, kind):
        self.kind = kind


class Is:
    """One value."""
    __slots__ = "value",

    def __init__(self, value):
        self.value = value


class Int:
    """An integer (or a truth value) that is no less than `low` and no more than `high`."""
    __slots__ = "low", "high"

    def __init__(self, low, high):
        self.low, self.high = low, high


class Some:
    """A value of just this kind of the interpreter's own; where that can change, nobody else has it."""
    __slots__ = "kind",

    def __init__(self, kind):
        self.kind = kind


class Row:
    """A tuple, of which the parts are known."""
    __slots__ = "parts",

    def __init__(self, parts):
        self.parts = parts


# a value that nothing is known of, and some float
ANY, FLOAT = object(), Some(float)
EITHER = Int(0, 1)
WHOLE = Int(-_FAR, _FAR)


def truth(value):
    """True, False, or None: it may be either."""
    if isinstance(value, Is) and (type(value.value) in ATOMS or type(value.value) in HELD):
        return bool(value.value)
    if isinstance(value, Int):
        return True if value.low > 0 or value.high < 0 else None
    if isinstance(value, Some):
        return None
    raise Unshown


def binary(op, left, right):
    if integer(left) and integer(right):
        return _counted(op, reach(left), reach(right))
    if isinstance(left, Some) or isinstance(right, Some):
        return _of_kinds(op, left, right)
    if not isinstance(left, Is) or not isinstance(right, Is):
        raise Unshown
    a, b = left.value, right.value
    numbers = {type(a), type(b)} <= _NUMBERS
    texts = type(a) is type(b) and type(a) in (str, bytes) and isinstance(op, ast.Add) and len(a) + len(b) < MANY
    if not numbers and not texts:
        raise Unshown
    return Is(tried(_BINARY.get(type(op)), a, b))


def _of_kinds(op, left, right):
    """`binary` of values of which at least one is not known."""
    if kind(left) is kind(right) and kind(left) in (str, bytes, list, tuple) and isinstance(op, ast.Add):
        return Some(kind(left))
    # no error, but with an integer that is too large
    if isinstance(op, (ast.Add, ast.Sub, ast.Mult)) and all(_floating(value) for value in (left, right)):
        return FLOAT
    raise Unshown


def _floating(value):
    return kind(value) is float or short(value)


def _counted(op, a, b):
    """`binary` of integers."""
    if isinstance(op, ast.Add):
        return _int(a.low + b.low, a.high + b.high)
    if isinstance(op, ast.Sub):
        return _int(a.low - b.high, a.high - b.low)
    if isinstance(op, ast.Mult):
        return _product(a, b)
    if a.low == a.high and b.low == b.high:
        if isinstance(op, ast.LShift) and b.low > MANY:
            raise Unshown
        return Is(tried(_BINARY.get(type(op)), a.low, b.low))
    if isinstance(op, ast.BitAnd) and max(a.low, b.low) >= 0:
        return Int(0, min(part.high for part in (a, b) if part.low >= 0))
    if isinstance(op, (ast.LShift, ast.RShift)) and b.low == b.high and 0 <= b.low <= MANY:
        return _counted(ast.Mult() if isinstance(op, ast.LShift) else ast.FloorDiv(), a, Int(1 << b.low, 1 << b.low))
    if b.low < 1:
        raise Unshown  # it may be zero
    if isinstance(op, ast.Mod):
        return Int(0, b.high - 1)
    if isinstance(op, ast.FloorDiv):
        if b.low == b.high:
            return _int(*(end if abs(end) == _FAR else end // b.low for end in (a.low, a.high)))
        return Int(min(a.low, 0), max(a.high, 0))
    raise Unshown


def _product(a, b):
    if _FAR not in map(abs, (a.low, a.high, b.low, b.high)):
        ends = [one * other for one in (a.low, a.high) for other in (b.low, b.high)]
        return _int(min(ends), max(ends))
    return _int(a.low * b.low, _FAR) if a.low > 0 and b.low > 0 else WHOLE


def unary(op, value):
    if isinstance(op, ast.Not):
        holds = truth(value)
        return EITHER if holds is None else Is(not holds)
    if isinstance(op, ast.USub):
        if kind(value) is float:
            return Is(-value.value) if isinstance(value, Is) else FLOAT
        number = reach(value)
        return _int(-number.high, -number.low)
    raise Unshown


def compared(op, left, right):
    """Whether it holds; None: that depends."""
    if isinstance(op, (ast.In, ast.NotIn)):
        return _within(left, right) is isinstance(op, ast.In)
    if isinstance(left, Is) and isinstance(right, Is):
        a, b = left.value, right.value
        # which equal values are one object is nobody's promise
        known = (a is None or b is None) if isinstance(op, _IDENTITY) else type(a) in ATOMS and type(b) in ATOMS
        if not known:
            raise Unshown
        return bool(tried(_COMPARE[type(op)], a, b))
    if integer(left) and integer(right):
        return _ordered(op, reach(left), reach(right))
    return _by_kind(op, kind(left), kind(right))


def _by_kind(op, one, other):
    """How values of these kinds stand to each other, if they are compared at all."""
    if one is None or other is None:
        raise Unshown
    if isinstance(op, _IDENTITY) and NONE in (one, other):
        return (one is other) is isinstance(op, ast.Is)
    alike = one is other or {one, other} <= _NUMBERS
    if one not in ATOMS or other not in ATOMS or isinstance(op, _IDENTITY):
        raise Unshown
    if not alike and not isinstance(op, (ast.Eq, ast.NotEq)):
        raise Unshown
    return None if alike else isinstance(op, ast.NotEq)


def _ordered(op, a, b):
    """How any integer of one range stands to any of the other."""
    if type(op) in _MIRRORED:
        a, b, op = b, a, _MIRRORED[type(op)]()
    if isinstance(op, (ast.Lt, ast.LtE)):
        below = _COMPARE[type(op)]
        return True if below(a.high, b.low) else None if below(a.low, b.high) else False
    if isinstance(op, (ast.Eq, ast.NotEq)):
        if a.high < b.low or b.high < a.low:
            return isinstance(op, ast.NotEq)
        return isinstance(op, ast.Eq) if a.low == a.high == b.low == b.high else None
    raise Unshown


def _within(item, held):
    if not isinstance(item, Is) or not isinstance(held, Is) or type(item.value) not in ATOMS:
        raise Unshown
    texts = type(held.value) is str and type(item.value) is str
    if not texts and not (type(held.value) in HELD and plain(held.value)):
        raise Unshown
    return item.value in held.value


def item(held, at):
    """The element itself."""
    if not isinstance(held, Is) or not isinstance(at, Is) or type(at.value) not in ATOMS:
        raise Unshown
    kind = type(held.value)
    if kind not in (list, tuple, str, bytes) and not (kind is dict and plain(held.value)):
        raise Unshown
    return tried(operator.getitem, held.value, at.value)


def plain(held):
    """Whether what is in it is all of simple kinds, and not too much."""
    return len(held) <= MANY and all(type(part) in ATOMS for part in held)


def tried(function, *values):
    """`function` of plain values, if that is soon done."""
    if function is None or any(type(v) is int and v.bit_length() > MANY for v in values):
        raise Unshown
    try:
        return function(*values)
    except Exception as error:
        raise Raised(type(error)) from None


def kind(value):
    """The class of a value; None: it may be any."""
    if isinstance(value, Int):
        return int
    if isinstance(value, Row):
        return tuple
    return type(value.value) if isinstance(value, Is) else value.kind if isinstance(value, Some) else None


def short(value):
    """Whether it is an integer of a few digits."""
    return integer(value) and max(abs(reach(value).low), abs(reach(value).high)) < _BIG


def integer(value):
    return isinstance(value, Int) or isinstance(value, Is) and type(value.value) in (int, bool)


def reach(value):
    """The range of an integer."""
    if isinstance(value, Int):
        return value
    if not integer(value):
        raise Unshown
    number = int(value.value)
    if abs(number) < _BIG:
        return Int(number, number)
    return Int(_BIG, _FAR) if number > 0 else Int(-_FAR, -_BIG)


def _int(low, high):
    if low == high and abs(low) < _BIG:
        return Is(low)
    return Int(-_FAR if low < -_BIG else min(low, _BIG), _FAR if high > _BIG else max(high, -_BIG))


def same(one, other):
    if isinstance(one, Is) and isinstance(other, Is):
        a, b = one.value, other.value
        # zero has a sign
        return a is b or type(a) is type(b) and type(a) in ATOMS and (a == b if type(a) is not float else a.hex() == b.hex())
    if isinstance(one, Int) and isinstance(other, Int):
        return (one.low, one.high) == (other.low, other.high)
    if isinstance(one, Row) and isinstance(other, Row):
        return len(one.parts) == len(other.parts) and all(map(same, one.parts, other.parts))
    return one is other or isinstance(one, Some) and isinstance(other, Some) and one.kind is other.kind


def joined(one, other):
    """What is known of a value that is one or the other."""
    if same(one, other):
        return one
    if integer(one) and integer(other):
        a, b = reach(one), reach(other)
        return Int(min(a.low, b.low), max(a.high, b.high))
    if isinstance(one, Row) and isinstance(other, Row) and len(one.parts) == len(other.parts):
        return Row([joined(*pair) for pair in zip(one.parts, other.parts)])
    if kind(one) is kind(other) is not None and (kind(one) in ATOMS or not isinstance(one, Is) and not isinstance(other, Is)):
        return Some(kind(one))
    return ANY


def widened(before, now):
    """`now`, but a range that has grown goes on growing."""
    if isinstance(now, Row) and isinstance(before, Row) and len(now.parts) == len(before.parts):
        return Row([widened(*pair) for pair in zip(before.parts, now.parts)])
    if not isinstance(now, Int) or not integer(before):
        return now
    old = reach(before)
    return Int(-_FAR if now.low < old.low else now.low, _FAR if now.high > old.high else now.high)
