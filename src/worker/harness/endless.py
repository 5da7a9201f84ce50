"""Loops that can be shown to have no end.

From where a `while` loop stands, with the values that its function has there, all that it may come
to is worked out: a name has one value, or is some integer of a range that only widens, or nothing
is known of it.  If the condition holds for all of that, and no way out can be taken, the loop never
ends; that is no matter of time.  What is understood are integers, and values that stay as they are.
Wherever anything else might happen (a call of code that is not known, an exception, another thread,
a signal) nothing is shown, which says nothing.
"""
import ast
import builtins
import signal
import sys
import threading
import types

from .loop_syntax import loops_at
from .ranges import (
    ATOMS, EITHER, HELD, WHOLE, Is, Unshown, binary, compared, item, joined, reach, same, tried, truth, unary, widened)
from .state import SIGNALS, TIMERS, getsignal

_getitimer, _current_frames = signal.getitimer, sys._current_frames
_get_ident, _main_thread = threading.get_ident, threading.main_thread
_QUIET = signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler, None
_PURE = len, abs, min, max, ord, int, bool
# of others the code may lie elsewhere than between the loop's beginning and its end
_STATEMENTS = (
    ast.If, ast.Assign, ast.AugAssign, ast.Assert, ast.Expr, ast.Pass, ast.Continue, ast.Break, ast.Return, ast.Raise)
NO_WAY_OUT = " is in a loop that has no way out"


def shown(frame):
    """Whether the innermost loop that `frame` is in has no end.  `frame` is about to go round it."""
    try:
        if disturbed():
            return False
        _Loop(frame).run()
        return True
    except (Unshown, OSError, SyntaxError, ValueError, ArithmeticError, RecursionError):
        return False


def place(frame, inside):
    """Where it is, in words: its function, and the file below the folder `inside`."""
    code = frame.f_code
    return "%s (%s:%d)" % (code.co_name, code.co_filename[len(inside):], frame.f_lineno)


def disturbed():
    """Whether somebody else could end the loop: a timer, another thread, who sends signals."""
    alone = len(_current_frames()) == 1 and _get_ident() == _main_thread().ident
    return not alone or any(any(_getitimer(t)) for t in TIMERS) or any(getsignal(s) not in _QUIET for s in SIGNALS)


class _Loop:
    """A loop, and what is known where it stands: `env`, by name and by (number of an object, attribute)."""

    def __init__(self, frame):
        code = frame.f_code
        (*_, self.node), self.around = loops_at(code, frame.f_lineno)
        if not all(isinstance(n, _STATEMENTS) for n in ast.walk(self.node) if isinstance(n, ast.stmt) and n is not self.node):
            raise Unshown
        self.globals, self.again = frame.f_globals, []
        self.env = {name: Is(value) for name, value in dict(frame.f_locals).items()}
        nodes = list(ast.walk(self.node))
        self.bound = {self.mangled(n.id) for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        if code.co_name != "<module>" and not self.bound <= {*code.co_varnames, *code.co_cellvars, *code.co_freevars}:
            raise Unshown  # a global variable
        self.changed = {}  # objects that the loop changes, by number: nothing may depend on them
        for node in nodes:
            if isinstance(node, ast.Attribute):
                self.attribute(node)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self.appended(node.value)

    def run(self):
        env = self.env
        for _ in range(20):
            if truth(self.value(self.node.test, env)) is not True:
                raise Unshown
            self.again = []
            ends = [self.block(self.node.body, dict(env)), *self.again]
            after = env
            for end in ends:
                after = after if end is None else _met(after, end)
            if after.keys() == env.keys() and all(same(after[key], env[key]) for key in after):
                return
            env = {key: widened(env[key], value) for key, value in after.items()}
        raise Unshown

    # -- names ---------------------------------------------------------------

    def mangled(self, name):
        """As the compiler has private names (Python's reference, 6.2.1)."""
        private = self.around and name.startswith("__") and not name.endswith("__")
        return "_" + self.around + name if private else name

    def named(self, name, env):
        name = self.mangled(name)
        if name in env:
            return env[name]
        if name not in self.bound:
            for space in (self.globals, vars(builtins)):
                if name in space:
                    return Is(space[name])
        raise Unshown

    def holder(self, node):
        """The object whose attribute the node is, if it is the same one all the time."""
        if not isinstance(node.value, ast.Name) or self.mangled(node.value.id) in self.bound:
            raise Unshown
        return self.named(node.value.id, self.env).value

    def place(self, node):
        """Where what is known of an attribute stands in `env`."""
        return id(self.holder(node)), self.mangled(node.attr)

    def attribute(self, node):
        """Makes a variable of an attribute of a plain object."""
        holder, name = self.holder(node), self.mangled(node.attr)
        kind = type(holder)
        if kind in ATOMS or kind in HELD:
            return
        if kind.__getattribute__ is not object.__getattribute__ or kind.__setattr__ is not object.__setattr__:
            raise Unshown
        static = next((vars(k)[name] for k in kind.__mro__ if name in vars(k)), None)
        own = getattr(holder, "__dict__", None)
        if type(static) is not types.MemberDescriptorType:
            computed = hasattr(type(static), "__get__") or hasattr(type(static), "__set__")
            if computed or type(own) is not dict or name not in own:
                raise Unshown
        try:
            self.env[id(holder), name] = Is(getattr(holder, name))
        except AttributeError:
            raise Unshown from None
        if not isinstance(node.ctx, ast.Load):
            self.changed[id(own)] = own

    def appended(self, call):
        """Notes the list that is appended to; no other call may stand alone."""
        append = isinstance(call.func, ast.Attribute) and call.func.attr == "append" and len(call.args) == 1 and not call.keywords
        held = self.holder(call.func) if append else None
        if type(held) is not list:
            raise Unshown
        self.changed[id(held)] = held

    def used(self, value):
        """The value, if nobody changes it."""
        if isinstance(value, Is) and id(value.value) in self.changed:
            raise Unshown
        return value

    # -- statements ----------------------------------------------------------

    def block(self, body, env):
        """What is known after the statements; None: nobody comes to their end."""
        for node in body:
            env = self.statement(node, env)
            if env is None:
                return None
        return env

    def statement(self, node, env):
        if isinstance(node, ast.If):
            ends = [self.block(part, dict(env)) for part in self.ways(node, env)]
            ends = [end for end in ends if end is not None]
            return None if not ends else ends[0] if len(ends) == 1 else _met(*ends)
        if isinstance(node, ast.Continue):
            self.again.append(env)
            return None
        if isinstance(node, ast.Assign):
            self.assign(node, env)
        elif isinstance(node, ast.AugAssign):
            self.store(node.target, binary(node.op, self.value(node.target, env), self.value(node.value, env)), env)
        elif isinstance(node, ast.Assert):
            if truth(self.value(node.test, env)) is not True:
                raise Unshown
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self.value(node.value.args[0], env)
        elif not (isinstance(node, ast.Pass) or isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            raise Unshown  # a way out
        return env

    def ways(self, node, env):
        """The parts of a condition that may be next."""
        holds = truth(self.value(node.test, env))
        return [part for part, when in ((node.body, True), (node.orelse, False)) if holds in (when, None)]

    def assign(self, node, env):
        pairs = isinstance(node.value, ast.Tuple) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Tuple)
        if pairs:
            targets, values = node.targets[0].elts, [self.value(part, env) for part in node.value.elts]
            if len(targets) != len(values):
                raise Unshown
        else:
            targets, values = node.targets, [self.value(node.value, env)] * len(node.targets)
        for target, value in zip(targets, values):
            self.store(target, value, env)

    def store(self, target, value, env):
        if isinstance(target, ast.Name):
            env[self.mangled(target.id)] = value
        elif isinstance(target, ast.Attribute) and self.place(target) in env:
            env[self.place(target)] = value
        else:
            raise Unshown

    # -- expressions ---------------------------------------------------------

    def value(self, node, env):
        if isinstance(node, ast.Constant):
            return Is(node.value)
        if isinstance(node, ast.Name):
            return self.used(self.named(node.id, env))
        if isinstance(node, ast.Attribute) and self.place(node) in env:
            return self.used(env[self.place(node)])
        if isinstance(node, ast.BinOp):
            return binary(node.op, self.value(node.left, env), self.value(node.right, env))
        if isinstance(node, ast.UnaryOp):
            return unary(node.op, self.value(node.operand, env))
        if isinstance(node, ast.Compare):
            return self.chain(node, env)
        if isinstance(node, ast.BoolOp):
            return self.either(node, env)
        if isinstance(node, ast.IfExp):
            found = [self.value(part, env) for part in self.ways(node, env)]
            return found[0] if len(found) == 1 else joined(*found)
        if isinstance(node, ast.Subscript):
            return self.used(Is(item(self.value(node.value, env), self.value(node.slice, env))))
        if isinstance(node, ast.Call):
            return self.called(node, env)
        raise Unshown

    def chain(self, node, env):
        left, sure = self.value(node.left, env), True
        for op, part in zip(node.ops, node.comparators):
            right = self.value(part, env)
            holds = compared(op, left, right)
            if holds is False:
                return Is(False) if sure else EITHER
            sure, left = sure and holds is True, right
        return Is(True) if sure else EITHER

    def either(self, node, env):
        """`and`, `or`."""
        stops = isinstance(node.op, ast.Or)
        found, maybe = self.value(node.values[0], env), []
        for part in node.values[1:]:
            holds = truth(found)
            if holds is stops:
                break
            if holds is None:
                maybe.append(found)
            found = self.value(part, env)
        for other in maybe:
            found = joined(found, other)
        return found

    def called(self, node, env):
        """A function that does nothing but compute."""
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise Unshown
        function, given = self.value(node.func, env), [self.value(part, env) for part in node.args]
        if not given or not isinstance(function, Is) or not any(function.value is pure for pure in _PURE):
            raise Unshown
        if all(isinstance(part, Is) for part in given):
            values = [part.value for part in given]
            measured = function.value is len and type(values[0]) in HELD
            if not measured and not all(type(value) in ATOMS for value in values):
                raise Unshown
            return Is(tried(function.value, *values))
        if function.value in (min, max) and len(given) > 1 or function.value is abs and len(given) == 1:
            for part in given:
                reach(part)
            return WHOLE
        raise Unshown


def _met(one, other):
    """What is known where two ways meet; a name that only one of them has is not known."""
    return {key: joined(one[key], other[key]) for key in one if key in other}
