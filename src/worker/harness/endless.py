"""Loops that can be shown to have no end.

From where a `while` loop stands, with the values that its function has there, all that it may come
to is worked out (`follow.py`): if the condition holds for all of that, and no way out can be taken, the loop never
ends; that is no matter of time.  Wherever anything else might happen (a call of code that is not known, an exception,
another thread, a signal) nothing is shown, which says nothing.
"""
import ast
import signal
import sys
import threading

from .follow import ROUNDS, Follow, Ways
from .known import Never, Shared
from .loop_syntax import loops_at
from .ranges import Is, Raised, Unshown
from .state import SIGNALS, TIMERS, getsignal

_getitimer, _current_frames = signal.getitimer, sys._current_frames
_get_ident, _main_thread = threading.get_ident, threading.main_thread
_QUIET = signal.SIG_DFL, signal.SIG_IGN, signal.default_int_handler, None
# of others the code may lie elsewhere than between the loop's beginning and its end
_PLAIN = (
    ast.If, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.Expr, ast.Pass, ast.Continue, ast.Break, ast.Return,
    ast.Raise)
_INSIDE = ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp
NO_WAY_OUT = " is in a loop that has no way out"


def shown(frame, begins=False):
    """Whether the innermost loop that `frame` is in has no end.

    `begins`: a round of that loop is sure to begin.  Else the frame is about to go round a loop there.
    """
    try:
        if disturbed():
            return False
        (*_, node), around = loops_at(frame.f_code, frame.f_lineno)
        return (begins or _is_alone(node)) and _has_no_end(frame, node, around)
    except Never:
        return True  # the condition calls what never returns
    except (Unshown, Raised, OSError, SyntaxError, ValueError, ArithmeticError, RecursionError):
        return False


def place(frame, inside):
    """Where it is, in words: its function, and the file below the folder `inside`."""
    code = frame.f_code
    return "%s (%s:%d)" % (code.co_name, code.co_filename[len(inside):], frame.f_lineno)


def disturbed():
    """Whether somebody else could end the loop: a timer, another thread, who sends signals."""
    alone = len(_current_frames()) == 1 and _get_ident() == _main_thread().ident
    return not alone or any(any(_getitimer(t)) for t in TIMERS) or any(getsignal(s) not in _QUIET for s in SIGNALS)


def _is_alone(loop):
    """Whether no other loop is inside of it."""
    return all(
        isinstance(node, _PLAIN) if isinstance(node, ast.stmt) else not isinstance(node, _INSIDE)
        for node in ast.walk(loop) if node is not loop)


def _has_no_end(frame, loop, around):
    code, shared = frame.f_code, Shared()
    own = {*code.co_varnames, *code.co_cellvars, *code.co_freevars}
    first = Follow(shared, frame.f_globals, own, {}, around)
    names = [node for node in ast.walk(loop) if isinstance(node, ast.Name)]
    used = {first.mangled(node.id) for node in names}
    bound = {first.mangled(node.id) for node in names if not isinstance(node.ctx, ast.Load)}
    if code.co_name == "<module>":
        first.local = bound
        shared.module, shared.bound = frame.f_globals, bound
    shared.cells = bound.intersection(code.co_cellvars + code.co_freevars)
    known = {name: Is(value) for name, value in dict(frame.f_locals).items() if name in used}
    for _ in range(ROUNDS):
        before = shared.stored
        # whether the condition has been looked at already is not known, so it must not change anything
        if first.holds(loop.test, dict(known)) is not True or shared.stored != before:
            return False
        ways = Ways()
        end = first.block(loop.body, dict(known), ways)
        if ways.out or ways.back or first.failing:
            return False
        after = first.together([dict(known), end, *ways.again])
        if first.alike(after, known):
            return True
        known = first.wider(known, after)
    return False
