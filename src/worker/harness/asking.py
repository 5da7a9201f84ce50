"""Asking a child whether the loop that it is in has no end.

What takes longer than usual is asked by a signal, long before its time is up.  The handler runs between two
rounds, where the interpreter looks for signals, and finds the loop with the values that it has there: what can
be shown of it (`endless.py`, `rounds.py`) needs no other run.  A child that answers nothing goes on.  Where rounds
of it were watched nothing else that it says counts: who is watched may notice, and be it by objects that live longer.
"""
import os
import signal
import sys

from . import endless, rounds
from .loop_syntax import goes_back
from .state import ASK

_signal, _siginterrupt, _gettrace = signal.signal, signal.siginterrupt, sys.gettrace
# so many looks at one test
_OFTEN = 3


def ahead(most):
    """How long before its time is up a test is asked that has `most` seconds above its own; None: never."""
    return None if ASK is None else 0.7 * most


def listen(child, tree):
    """From now on this child answers."""
    inside = os.path.join(tree, "")
    asker = _Asker(child, inside)
    _signal(ASK, asker.asked)
    _siginterrupt(ASK, False)  # what waits for the system goes on waiting


class _Asker:
    def __init__(self, child, inside):
        self.child, self.inside = child, inside
        self.watch, self.watched, self.busy = None, [], False

    def asked(self, _, frame):
        if self.busy or self.watch and not self.watch.over:
            return
        self.busy = True
        try:
            now = self.child.page.read()[:2]
            if now[1] >= 0:
                # a tracer is told of every line, and may end it
                if _gettrace() is None and self.goes_round(frame) and endless.shown(frame):
                    self.tell(frame, endless.NO_WAY_OUT)
                self.look(now, frame)
        except Exception:  # it would be the test's
            return
        finally:
            self.busy = False

    def goes_round(self, frame):
        """Whether it has just begun another round of a loop, in a file of the project."""
        return frame.f_code.co_filename.startswith(self.inside) and goes_back(frame.f_code.co_code, frame.f_lasti)

    def look(self, now, frame):
        """Watches a few rounds of what goes on; not more often than `_OFTEN` in a test."""
        self.watched = [one for one in self.watched if one == now] + [now]
        if len(self.watched) <= _OFTEN:
            self.watch = rounds.watch(frame, self.inside, self.tell)
            if self.watch:
                self.child.looked = now[0]
                self.child.say("looked")
                self.watch.begin()

    def tell(self, frame, why):
        self.child.say("endless", self.child.page.read()[1], endless.place(frame, self.inside) + why, 1)
        self.child.leave()
