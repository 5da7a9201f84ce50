"""What a mutant may leave in its process, which the tests of the next one would find.

One process takes several mutants in a row.  A kill is proved there, for the same test passes
without the mutant; but where an earlier mutant has replaced `__import__`, a test can fail with the
mutant that comes to it, and pass without.  So what everybody uses is looked at in between: a process
in which it is not what it was takes no more mutants.
"""
import _signal
import os
import resource
import signal
import sys

_MODULES = "builtins", "os", "time", "json", "io", "random", "shutil", "signal", "subprocess", "tempfile", "threading"
_getcwd, _umask, _environ = os.getcwd, os.umask, os.environ
# what `signal` has of these makes an enumeration of each number, a hundred times slower
getsignal, _getitimer, _pthread_sigmask, _SIG_BLOCK = (
    _signal.getsignal, _signal.getitimer, _signal.pthread_sigmask, _signal.SIG_BLOCK)
_getrlimit, _LIMITS = resource.getrlimit, (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_AS)
TIMERS = signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF
# by which children are asked (`asking.py`); a number that hardly anybody uses
ASK = int(signal.SIGRTMAX) - 5 if hasattr(signal, "SIGRTMAX") else None
SIGNALS = sorted(int(number) for number in signal.valid_signals() if number != ASK)
_gettrace, _getprofile, _getrecursionlimit, _current_frames = (
    sys.gettrace, sys.getprofile, sys.getrecursionlimit, sys._current_frames)
_exit = sys.exit
# a place that is found changed this often is changed by the suite itself
_USUAL = 3


class State:
    """Of this process, as it is now; `usual`: places that the suite itself changes."""

    def __init__(self, usual):
        self.usual = usual
        known = {name: vars(sys.modules[name]) for name in _MODULES if name in sys.modules}
        # values in a row are compared many times faster than by name
        self.modules = [(name, now, now.copy(), list(now.values())) for name, now in known.items()]
        self.process = _process()

    def changed(self):
        """The places where it is another by now, but the usual ones."""
        found = set()
        for name, now, before, values in self.modules:
            try:
                same = list(now.values()) == values
            except Exception:  # what is there now cannot be compared
                same = False
            if not same:
                found |= {"%s.%s" % (name, key) for key in {*now, *before} if now.get(key) is not before.get(key)}
        if self.process != (now := _process()):
            found |= {what for what in now if now[what] != self.process[what]}
        return found.difference(self.usual)

    def soiled(self, child):
        """Whether there are such places, which are told to who forked this process."""
        places = self.changed()
        if places:
            child.say("changed", *sorted(places))
        return bool(places)


class Usual:
    """Learns, in the process that forks, which places the suite itself changes."""

    def __init__(self):
        self.places, self.seen = set(), {}

    def learn(self, ended):
        for line in ended.lines:
            if line[0] == "changed":
                for place in line[1:]:
                    self.seen[place] = self.seen.get(place, 0) + 1
                    if self.seen[place] == _USUAL:
                        self.places.add(place)


def _process():
    mask = _umask(0o77)
    _umask(mask)
    return {
        "the umask": mask,
        "the working folder": folder(),
        "the environment": dict(_environ._data),
        "a limit": [_getrlimit(limit) for limit in _LIMITS],
        "the signal mask": _pthread_sigmask(_SIG_BLOCK, ()),
        "a handler": [getsignal(s) for s in SIGNALS],
        "a timer": [any(_getitimer(timer)) for timer in TIMERS],
        "the recursion limit": _getrecursionlimit(),
        "a tracer": (_gettrace(), _getprofile()),
        "sys.exit": sys.exit is _exit,
        "threads": len(_current_frames()),
    }


def folder():
    """The working folder; None where it was removed."""
    try:
        return _getcwd()
    except OSError:
        return None
