"""Asking a child whether the loop that it is in has no end.

What takes longer than usual is asked by a signal, long before its time is up.  The handler runs between two
rounds, where the interpreter looks for signals, and finds the loop with the values that it has there: what can
be shown of it (`endless.py`) needs no other run.  A child that answers nothing goes on as if nobody had asked.
"""
import opcode
import os
import signal
import sys

from . import endless
from .state import ASK

_signal, _siginterrupt = signal.signal, signal.siginterrupt
_BACKWARD = {op for name, op in opcode.opmap.items() if "JUMP_BACKWARD" in name}
# until Python 3.10 jumps name the place that they go to, from 3.10 on in units of two bytes
_ABSOLUTE = {*opcode.hasjabs} if sys.version_info < (3, 11) else ()
_UNIT = 2 if sys.version_info >= (3, 10) else 1


def ahead(most):
    """How long before its time is up a test is asked that has `most` seconds above its own; None: never."""
    return None if ASK is None else 0.7 * most


def listen(child, tree):
    """From now on this child answers."""
    inside = os.path.join(tree, "")

    def asked(_, frame):
        try:
            test = child.page.read()[1]
            if test >= 0 and _goes_round(frame, inside) and endless.shown(frame):
                child.say("endless", test, endless.place(frame, inside) + endless.NO_WAY_OUT, 1)
                child.leave()
        except Exception:  # it would be the test's
            return
    _signal(ASK, asked)
    _siginterrupt(ASK, False)  # what waits for the system goes on waiting


def _goes_round(frame, inside):
    """Whether it has just begun another round of a loop, in a file below the folder `inside`."""
    return frame.f_code.co_filename.startswith(inside) and _goes_back(frame.f_code.co_code, frame.f_lasti)


def _goes_back(ops, at):
    """Whether the instruction there jumps back."""
    if ops[at] in _BACKWARD:
        return True
    near = ops[at] in _ABSOLUTE and (at < 2 or ops[at - 2] != opcode.EXTENDED_ARG)
    return near and ops[at + 1] * _UNIT <= at
