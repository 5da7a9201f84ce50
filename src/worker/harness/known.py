"""What is known of the value of an expression, where it stands in a function.

What it does is done to what is known: it may call functions of Python (`follow.py`), and change attributes by
that.  An error that it may raise, or not, is as much as not understood.
"""
import ast
import builtins
import types

from .computes import CHANGES, atom, computed, method
from .ranges import (
    ATOMS, EITHER, HELD, Int, Is, Raised, Row, Some, Unshown, binary, compared, integer, item, joined, kind, same, truth, unary)

# so many expressions and statements are looked at
_STEPS = 8000


class Never(Exception):
    """Nobody comes this far."""


class Shared:
    """What is known of objects, by all functions that are followed.

    An attribute stands in what is known of variables, too, as (number of its object, name), once it was changed.
    `module`, `cells`: of the function that has the loop, the variables of its module, and those of its own that functions
    inside or around it see, as far as the loop changes them.
    """

    def __init__(self):
        self.initial = {}  # attributes as they are, by (number of the object, name)
        self.held = []  # their objects, so that no other takes the number of one
        self.changed, self.looked = {}, {}  # objects by number: nothing that was changed may be looked at
        self.stored = 0  # how often something was changed
        self.left = _STEPS
        self.module, self.bound, self.cells = None, frozenset(), frozenset()

    def spend(self):
        self.left -= 1
        if self.left < 0:
            raise Unshown

    def change(self, held):
        self.stored += 1
        self.changed[id(held)] = held
        if id(held) in self.looked:
            raise Unshown

    def look(self, held):
        self.looked[id(held)] = held
        if id(held) in self.changed:
            raise Unshown

    def of_module(self, space, name):
        """A variable of a module, or a name of `builtins`."""
        if space is self.module and name in self.bound:
            raise Unshown
        for names in (space, vars(builtins)):
            if name in names:
                return Is(names[name])
        raise Unshown


def either(values):
    """What is known of one of these values, whichever it is; None: there are none."""
    found = None
    for value in values:
        found = value if found is None else joined(found, value)
    return found


def _static(kind, name):
    """What a class, or one that it comes from, has by the name."""
    for one in kind.__mro__:
        if name in vars(one):
            return vars(one)[name]
    return Unshown


class Known:
    """In one activation of a function.  What is known (`env`) is by name of a variable, and by attribute."""

    def __init__(self, shared, space, local, cells, around):
        self.shared, self.space, self.local, self.cells, self.around = shared, space, local, cells, around

    def call(self, function, given, named, env):
        """What a function of Python gives back."""
        raise NotImplementedError

    def value(self, node, env):
        self.shared.spend()
        if type(node) not in _EXPRESSIONS:
            raise Unshown
        return _EXPRESSIONS[type(node)](self, node, env)

    def seen(self, node, env):
        """The value, for one who looks into it."""
        value = self.value(node, env)
        if isinstance(value, Is) and type(value.value) not in ATOMS:
            self.shared.look(value.value)
        return value

    def holds(self, node, env):
        """True, False, or None: it may be either."""
        return truth(self.seen(node, env))

    def perhaps(self, node, env):
        """The value of what may be evaluated, or not."""
        other = dict(env)
        try:
            found = self.seen(node, other)
        except (Never, Raised):
            raise Unshown from None
        self.meet(env, other)
        return found

    def meet(self, env, *others):
        """Makes `env` what is known where it and these meet."""
        for other in others:
            for key in other.keys() - env.keys():
                if type(key) is tuple:
                    env[key] = self.shared.initial[key]
        for key in [*env]:
            for other in others:
                if key not in other and type(key) is not tuple:
                    del env[key]
                    break
                env[key] = joined(env[key], other[key] if key in other else self.shared.initial[key])

    # -- names ---------------------------------------------------------------

    def mangled(self, name):
        """As the compiler has private names (Python's reference, 6.2.1)."""
        private = self.around and name.startswith("__") and not name.endswith("__")
        return "_" + self.around + name if private else name

    def name(self, node, env):
        name = self.mangled(node.id)
        if name in env:
            return env[name]
        if name in self.cells:
            return self.cell(name)
        if name in self.local:
            raise Unshown
        return self.shared.of_module(self.space, name)

    def cell(self, name):
        """A variable of a function around this one."""
        if name in self.shared.cells:
            raise Unshown
        try:
            return Is(self.cells[name].cell_contents)
        except ValueError:
            raise Unshown from None

    def walrus(self, node, env):
        value = self.value(node.value, env)
        self.shared.stored += 1
        self.set_name(node.target.id, value, env)
        return value

    def set_name(self, name, value, env):
        name = self.mangled(name)
        if name not in self.local:
            raise Unshown  # it is a variable of somebody else
        env[name] = value

    # -- attributes ----------------------------------------------------------

    def attribute(self, node, env):
        return self.part(self.value(node.value, env), self.mangled(node.attr), env)

    def part(self, holder, name, env):
        if not isinstance(holder, Is):
            raise Unshown
        if type(holder.value) is types.ModuleType:
            space = vars(holder.value)
            if name not in space:
                raise Unshown
            return self.shared.of_module(space, name)
        known = self.place(holder.value, name)
        if type(known) is tuple:
            return env[known] if known in env else self.shared.initial[known]
        if isinstance(known, property):
            return self.call(known.fget, [holder], {}, env)
        return Is(known)

    def place(self, holder, name):
        """Where what is known of an attribute stands in `env`; else what it is if nobody sets it."""
        kind, key = type(holder), (id(holder), name)
        if key in self.shared.initial:
            return key
        if kind is type:
            return self.of_class(None, _static(holder, name))
        if kind in ATOMS or kind in HELD or kind.__getattribute__ is not object.__getattribute__:
            raise Unshown
        static, own = _static(kind, name), getattr(holder, "__dict__", None)
        if type(static) is not types.MemberDescriptorType:
            if type(own) is not dict or name not in own or hasattr(type(static), "__set__"):
                return self.of_class(holder, static)
        try:
            self.shared.initial[key] = Is(getattr(holder, name))
        except AttributeError:
            raise Unshown from None
        self.shared.held.append(holder)
        return key

    def of_class(self, holder, static):
        """What an object has of its class; None: what the class itself has."""
        if type(static) is types.FunctionType:
            return static if holder is None else types.MethodType(static, holder)
        if holder is not None and type(static) is property and type(static.fget) is types.FunctionType:
            return static
        if type(static) is staticmethod:
            return static.__func__
        if type(static) in ATOMS:
            return static
        raise Unshown

    def set_part(self, holder, name, value, env):
        if not isinstance(holder, Is) or type(holder.value).__setattr__ is not object.__setattr__:
            raise Unshown
        place = self.place(holder.value, name)
        if type(place) is not tuple:
            raise Unshown
        self.shared.change(getattr(holder.value, "__dict__", holder.value))
        env[place] = value

    # -- expressions ---------------------------------------------------------

    def constant(self, node, _):
        return Is(node.value)

    def binary(self, node, env):
        left = self.seen(node.left, env)
        return binary(node.op, left, self.seen(node.right, env))

    def unary(self, node, env):
        return unary(node.op, self.seen(node.operand, env))

    def chain(self, node, env):
        left, sure = self.seen(node.left, env), True
        for op, part in zip(node.ops, node.comparators):
            right = self.seen(part, env) if sure else self.perhaps(part, env)
            holds = compared(op, left, right)
            if holds is False:
                return Is(False) if sure else EITHER
            sure, left = sure and holds is True, right
        return Is(True) if sure else EITHER

    def one_of(self, node, env):
        """`and`, `or`."""
        stops = isinstance(node.op, ast.Or)
        found, maybe = self.seen(node.values[0], env), []
        for part in node.values[1:]:
            holds = truth(found)
            if holds is stops:
                break
            if holds is None:
                maybe.append(found)
            found = self.perhaps(part, env) if maybe else self.seen(part, env)
        return either([found, *maybe])

    def conditional(self, node, env):
        holds = self.holds(node.test, env)
        if holds is not None:
            return self.value(node.body if holds else node.orelse, env)
        one, other = self.perhaps(node.body, env), self.perhaps(node.orelse, env)
        return joined(one, other)

    def subscript(self, node, env):
        if isinstance(node.slice, ast.Slice):
            return self.sliced(node, env)
        held, at = self.seen(node.value, env), self.value(node.slice, env)
        if isinstance(at, Int) and isinstance(held, Is) and type(held.value) in (list, tuple, str):
            return self.element(held.value, at)
        return Is(item(held, at))

    def element(self, held, at):
        """One of a few, whichever it is."""
        if not -len(held) <= at.low <= at.high < len(held) or len(held) > 100:
            raise Unshown
        return either(Is(held[n]) for n in range(at.low, at.high + 1))

    def sliced(self, node, env):
        held, part = self.value(node.value, env), node.slice
        ends = [self.value(end, env) for end in (part.lower, part.upper) if end is not None]
        if part.step is not None or kind(held) not in (list, tuple, str, bytes):
            raise Unshown
        if not all(integer(end) or same(end, Is(None)) for end in ends):
            raise Unshown
        return Some(kind(held))

    def tuple(self, node, env):
        return Row([self.value(part, env) for part in node.elts])

    def list(self, node, env):
        for part in node.elts:
            self.value(part, env)
        return Some(list)

    def set(self, node, env):
        for part in node.elts:
            atom(self.value(part, env))
        return Some(set)

    def dict(self, node, env):
        for key, part in zip(node.keys, node.values):
            if key is None:
                raise Unshown
            atom(self.value(key, env))
            self.value(part, env)
        return Some(dict)

    def text(self, node, env):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None:
                    raise Unshown
                atom(self.value(part.value, env))
        return Some(str)

    # -- calls ---------------------------------------------------------------

    def called(self, node, env):
        if any(isinstance(part, ast.Starred) for part in node.args) or any(part.arg is None for part in node.keywords):
            raise Unshown
        if isinstance(node.func, ast.Attribute):
            holder = self.value(node.func.value, env)
            if kind(holder) in CHANGES or kind(holder) in ATOMS:
                if node.keywords:
                    raise Unshown
                return method(holder, node.func.attr, [self.value(part, env) for part in node.args], self.shared)
            function = self.part(holder, self.mangled(node.func.attr), env)
        else:
            function = self.value(node.func, env)
        given = [self.value(part, env) for part in node.args]
        named = {part.arg: self.value(part.value, env) for part in node.keywords}
        if not isinstance(function, Is):
            raise Unshown
        function = function.value
        if type(function) is types.MethodType:
            function, given = function.__func__, [Is(function.__self__), *given]
        if type(function) is types.FunctionType:
            return self.call(function, given, named, env)
        if named or not given or type(function) not in (type, types.BuiltinFunctionType):
            raise Unshown
        return computed(function, given, self.shared)


_EXPRESSIONS = {
    ast.Constant: Known.constant, ast.Name: Known.name, ast.Attribute: Known.attribute, ast.BinOp: Known.binary,
    ast.UnaryOp: Known.unary, ast.Compare: Known.chain, ast.BoolOp: Known.one_of, ast.IfExp: Known.conditional,
    ast.Subscript: Known.subscript, ast.Call: Known.called, ast.NamedExpr: Known.walrus, ast.Tuple: Known.tuple,
    ast.List: Known.list, ast.Set: Known.set, ast.Dict: Known.dict, ast.JoinedStr: Known.text,
}
