"""What may come of statements, by what is known of the values that they begin with.

Variables have one value, or are in a range, or of a kind (`ranges.py`); where ways meet, what is known is what holds on
all of them, and in a loop it only widens, until nothing new comes (P. and R. Cousot, "Abstract interpretation",
1977).  Functions of Python that are called are followed, too.  What is not understood ends it all (`Unshown`).
"""
import ast
import inspect
import types

from .computes import atom
from .known import Known, Never, either
from .loop_syntax import definition
from .ranges import ANY, ATOMS, HELD, Int, Is, Raised, Row, Some, Unshown, binary, integer, kind, plain, reach, same, widened

# functions that are called by functions, so many deep; rounds of a loop after which it still widens
_DEEP, ROUNDS = 6, 20
_OTHERWISE = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS | inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class Ways:
    """How else statements are left than by their end: what is known where a loop goes on, or is left, or its
    function is (with what it gives back)."""

    def __init__(self, back=None):
        self.again, self.out = [], []
        self.back = [] if back is None else back


class Follow(Known):
    """In one activation of a function, `deep` calls below the first.

    `failing`: errors that nobody here has caught so far, by class, with what is known where they were raised.
    """

    def __init__(self, shared, space, local, cells, around, deep=0):
        super().__init__(shared, space, local, cells, around)
        self.deep, self.failing, self.caught = deep, [], None

    def block(self, body, env, ways):
        """What is known after the statements; None: nobody comes to their end."""
        for node in body:
            if env is None:
                break
            self.shared.spend()
            if type(node) not in _STATEMENTS:
                raise Unshown
            try:
                env = _STATEMENTS[type(node)](self, node, env, ways)
            except Never:
                env = None
            except Raised as error:
                self.failing.append((error.kind, env))
                env = None
        return env

    # -- that decide what comes next --------------------------------------------

    def choice(self, node, env, ways):
        holds = self.holds(node.test, env)
        parts = [part for part, when in ((node.body, True), (node.orelse, False)) if holds in (when, None)]
        ends = [self.block(part, dict(env), ways) for part in parts]
        return self.together(ends)

    def together(self, ends):
        """What is known where these ways meet, of attributes, too, that only some of them have changed."""
        ends = [end for end in ends if end is not None]
        if not ends:
            return None
        first, *others = ends
        self.meet(first, *others)
        return first

    def repeat(self, node, env, ways):
        """A `while` loop."""
        def begin(env):
            holds = self.holds(node.test, env)
            return (dict(env) if holds is not False else None), (env if holds is not True else None)
        return self.rounds(node, begin, env, ways)

    def for_each(self, node, env, ways):
        element = self.element_of(node.iter, env)

        def begin(env):
            if element is None:
                return None, env
            inside = dict(env)
            self.store(node.target, element, inside)
            return inside, env
        return self.rounds(node, begin, env, ways)

    def rounds(self, node, begin, env, ways):
        """Of a loop, each of which begins with what `begin` makes of what is known: inside of the loop, and behind it."""
        for _ in range(ROUNDS):
            mine = Ways(ways.back)
            try:
                inside, behind = begin(dict(env))
            except Raised:
                raise Unshown from None  # what is known where it was is lost
            ends = [self.block(node.body, inside, mine), *mine.again] if inside is not None else []
            after = self.together([dict(env), *ends])
            if self.alike(after, env):
                behind = self.block(node.orelse, behind, ways)
                return self.together([behind, *mine.out])
            env = self.wider(env, after)
        raise Unshown

    def alike(self, one, other):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)

    def wider(self, before, after):
        initial = self.shared.initial
        return {key: widened(before[key] if key in before else initial[key], value) for key, value in after.items()}

    def element_of(self, node, env):
        """What a `for` loop takes from what it goes through; None: there is nothing."""
        function = node.func if isinstance(node, ast.Call) else None
        if isinstance(function, ast.Name) and not node.keywords and same(self.name(function, env), Is(range)):
            return self.number([self.value(part, env) for part in node.args])
        held = self.seen(node, env)
        if isinstance(held, Some) and held.kind in (list, tuple, set, dict):
            return ANY
        if isinstance(held, Row):
            return either(held.parts)
        if kind(held) is str:
            return Some(str)
        if not isinstance(held, Is) or type(held.value) not in HELD or not plain(held.value):
            raise Unshown
        return either(Is(part) for part in held.value)

    def number(self, given):
        """One of a range."""
        if not 0 < len(given) < 3 or not all(integer(part) for part in given):
            raise Unshown
        first = reach(given[0]) if len(given) == 2 else Int(0, 0)
        return Int(first.low, max(first.low, reach(given[-1]).high - 1))

    def attempt(self, node, env, ways):
        around, self.failing = self.failing, []
        lists = ways.again, ways.out, ways.back, around
        before = [*map(len, lists)]
        end = self.block(node.body, env, ways)
        raised, self.failing = self.failing, around
        ends = [self.block(node.orelse, end, ways)]
        for kind, known in raised:
            handler = next((one for one in node.handlers if self.catches(one, kind, known)), None)
            if handler is None:
                self.failing.append((kind, known))
            else:
                ends.append(self.handle(handler, kind, known, ways))
        if node.finalbody and before != [*map(len, lists)]:
            raise Unshown  # it would come first
        return self.block(node.finalbody, self.together(ends), ways)

    def catches(self, handler, kind, env):
        if handler.type is None:
            return True
        found = self.value(handler.type, env)
        several = [part.value if isinstance(part, Is) else None for part in (found.parts if isinstance(found, Row) else [found])]
        if not all(type(one) is type for one in several):
            raise Unshown
        return any(one in kind.__mro__ for one in several)

    def handle(self, handler, kind, env, ways):
        """What comes of an error that is caught; its name is gone behind that."""
        name, lists = self.mangled(handler.name or ""), (ways.again, ways.out, self.failing)
        before, around, self.caught = [len(one) for one in lists], self.caught, kind
        if name:
            self.set_name(handler.name, ANY, env)
        end = self.block(handler.body, env, ways)
        self.caught = around
        left = [entry for one, n in zip(lists, before) for entry in one[n:]]
        for known in (end, *(entry[1] if type(entry) is tuple else entry for entry in left)):
            if name and known is not None:
                known.pop(name, None)
        return end

    def fail(self, node, env, _):
        self.failing.append((self.error(node, env), env))

    def error(self, node, env):
        """The class of what is raised."""
        if node.exc is None and self.caught is not None:
            return self.caught
        if node.exc is None or node.cause is not None:
            raise Unshown
        made = node.exc if isinstance(node.exc, ast.Call) else None
        found = self.value(made.func if made else node.exc, env)
        for part in made.args if made else ():
            self.value(part, env)
        kind = found.value if isinstance(found, Is) else None
        if made is None and isinstance(kind, BaseException):
            kind = type(kind)
        if made and made.keywords or not _plain_error(kind):
            raise Unshown
        return kind

    def again(self, _, env, ways):
        ways.again.append(env)

    def out(self, _, env, ways):
        ways.out.append(env)

    def back(self, node, env, ways):
        value = Is(None) if node.value is None else self.value(node.value, env)
        ways.back.append((value, env))

    # -- that do something ---------------------------------------------------

    def assign(self, node, env, _):
        value = self.value(node.value, env)
        for target in node.targets:
            self.store(target, value, env)
        return env

    def assign_typed(self, node, env, _):
        if node.value is not None:
            self.store(node.target, self.value(node.value, env), env)
        return env

    def assign_more(self, node, env, _):
        """`x += …`: of what can change itself nobody else may know."""
        if isinstance(node.target, ast.Subscript):
            raise Unshown
        target, holder = node.target, None
        if isinstance(target, ast.Attribute):
            holder = self.value(target.value, env)
            before = self.part(holder, self.mangled(target.attr), env)
        else:
            before = self.name(target, env)
        if kind(before) not in ATOMS:
            raise Unshown
        value = binary(node.op, before, self.seen(node.value, env))
        if holder is None:
            self.store(target, value, env)
        else:
            self.set_part(holder, self.mangled(target.attr), value, env)
        return env

    def demand(self, node, env, _):
        holds = self.holds(node.test, env)
        if holds is not True:
            self.failing.append((AssertionError, dict(env)))
        return None if holds is False else env

    def express(self, node, env, _):
        self.value(node.value, env)
        return env

    def nothing(self, _node, env, _):
        return env

    def store(self, target, value, env):
        if isinstance(target, ast.Name):
            self.set_name(target.id, value, env)
        elif isinstance(target, ast.Attribute):
            self.set_part(self.value(target.value, env), self.mangled(target.attr), value, env)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part, given in zip(target.elts, self.parts(value, len(target.elts))):
                self.store(part, given, env)
        elif isinstance(target, ast.Subscript):
            self.put(self.value(target.value, env), self.value(target.slice, env))
        else:
            raise Unshown

    def parts(self, value, n):
        """What stands in a tuple of so many."""
        parts = value.parts if isinstance(value, Row) else ()
        if isinstance(value, Is) and type(value.value) is tuple:
            parts = [Is(part) for part in value.value]
        if len(parts) != n:
            raise Unshown
        return parts

    def put(self, held, key):
        """An entry of a table."""
        if kind(held) is not dict:
            raise Unshown
        atom(key)
        if isinstance(held, Is):
            self.shared.change(held.value)

    # -- functions -----------------------------------------------------------

    def call(self, function, given, named, env):
        code = function.__code__
        if code.co_flags & _OTHERWISE or self.deep == _DEEP:
            raise Unshown
        node, around = definition(code)
        body = node.body if isinstance(node, ast.FunctionDef) else [ast.Return(node.body)]
        cells = dict(zip(code.co_freevars, function.__closure__ or ()))
        local = {*code.co_varnames, *code.co_cellvars}
        inside = Follow(self.shared, function.__globals__, local, cells, around, self.deep + 1)
        known, ways = {key: value for key, value in env.items() if type(key) is tuple}, Ways()
        known.update(_arguments(function, code, given, named))
        end = inside.block(body, known, ways)
        if end is not None:
            ways.back.append((Is(None), end))
        for kind, left in inside.failing:
            known = {**env, **{key: value for key, value in left.items() if type(key) is tuple}}
            self.failing.append((kind, known))
        if not ways.back:
            raise Never
        after = inside.together([end for _, end in ways.back])
        env.update((key, value) for key, value in after.items() if type(key) is tuple)
        return either(value for value, _ in ways.back)


def _plain_error(kind):
    """Whether nothing else happens where such an error is made."""
    if type(kind) is not type or not issubclass(kind, BaseException):
        return False
    return not any(type(vars(one).get(name)) is types.FunctionType for one in kind.__mro__ for name in ("__init__", "__new__", "__del__"))


def _arguments(function, code, given, named):
    """What is known of the parameters."""
    places, only = code.co_varnames[:code.co_argcount], code.co_varnames[code.co_argcount:][:code.co_kwonlyargcount]
    defaults = function.__defaults__ or ()
    found = {name: Is(value) for name, value in zip(places[len(places) - len(defaults):], defaults)}
    found.update((name, Is(value)) for name, value in (function.__kwdefaults__ or {}).items())
    found.update(zip(places, given))
    taken = places[:len(given)] + places[:code.co_posonlyargcount]
    if len(given) > len(places) or any(name in taken for name in named) or not {*named} <= {*places, *only}:
        raise Unshown
    found.update(named)
    if {*found} != {*places, *only}:
        raise Unshown
    return found


_STATEMENTS = {
    ast.If: Follow.choice, ast.While: Follow.repeat, ast.For: Follow.for_each, ast.Try: Follow.attempt,
    ast.Continue: Follow.again, ast.Break: Follow.out, ast.Return: Follow.back, ast.Assign: Follow.assign,
    ast.AnnAssign: Follow.assign_typed, ast.AugAssign: Follow.assign_more, ast.Assert: Follow.demand,
    ast.Expr: Follow.express, ast.Pass: Follow.nothing, ast.Raise: Follow.fail,
}
