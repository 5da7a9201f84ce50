"""Forked children and the watch over them.

A child tells what it found through a pipe and where it is through a page of
shared memory, which costs it nothing; the parent looks at the page only when a
test has had more time than it should need.  Time is CPU time: a loaded machine
changes no verdict.  Wall time counts only while the child sleeps.

A mutant may write into the pipe, or close it: each line bears a mark that the
child alone knows, and what the pipe does not take goes to the page.
"""
import mmap
import os
import resource
import select
import signal
import struct
import sys
import threading
from time import CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, clock_gettime
from time import sleep as _sleep

from . import waits
from .state import ASK
from .wire import HIGH, write_all

_fork, _exit, _close, _read, _pipe, _waitpid, _kill, _killpg, _setpgid, _dup2, _getpid = (
    os.fork, os._exit, os.close, os.read, os.pipe, os.waitpid, os.kill, os.killpg, os.setpgid, os.dup2, os.getpid)
_urandom, _listdir = os.urandom, os.listdir
_enumerate, _main_thread = threading.enumerate, threading.main_thread
_poll, _POLLIN, _POLLHUP = select.poll, select.POLLIN, select.POLLHUP
# mutant, test (-1: between tests), CPU seconds of this process when the test began
_PAGE = struct.Struct("=qqd")
_TICK = 0.005
_LONGEST = 0.02
_EARLY = 0.008  # where tests are asked
_SOON = 0.002
_HARDLY = 0.08
# seconds of sleep that are enough, and those that need not be waited for, where no clock will end it
_ENOUGH, _NO_USE = 3.0, 7.0
# the limits of what is waited for, however long it takes
NEVER = (1e9, 1e9)
# bytes of notes on the page, and where they begin
_NOTED = struct.Struct("=H")
_NOTES = _PAGE.size + _NOTED.size
# more than a pipe holds, and more than anybody of ours writes without a mark
_HELD = 1 << 20
# the exit status of a zygote that was told to go; any other end is reported
RELIEVED = 17


class Page:
    """What a child is doing, readable by its parent."""

    def __init__(self):
        self.memory = mmap.mmap(-1, mmap.PAGESIZE)
        self.mutant, self.mark = -1, b""

    def clear(self):
        """For a new child."""
        self.mutant, self.mark = -1, _urandom(8).hex().encode() + b"\t"
        _PAGE.pack_into(self.memory, 0, -1, -1, 0.0)
        _NOTED.pack_into(self.memory, _PAGE.size, 0)

    def at(self, test):
        _PAGE.pack_into(self.memory, 0, self.mutant, test, clock_gettime(CLOCK_PROCESS_CPUTIME_ID))

    def read(self):
        return _PAGE.unpack_from(self.memory, 0)

    def note(self, data):
        """Adds `data` to the notes, if there is room."""
        begin = _NOTES + _NOTED.unpack_from(self.memory, _PAGE.size)[0]
        if begin + len(data) <= len(self.memory):
            self.memory[begin:begin + len(data)] = data
            _NOTED.pack_into(self.memory, _PAGE.size, begin + len(data) - _NOTES)

    def notes(self):
        size = _NOTED.unpack_from(self.memory, _PAGE.size)[0]
        return self.memory[_NOTES:_NOTES + min(size, len(self.memory) - _NOTES)]


class Ended:
    """How a child ended: its lines, and why it stopped."""

    def __init__(self):
        self.lines = []
        self.timeout = None      # (mutant, test) it was on when its time was up
        self.idle = False        # whether that was time spent asleep
        self.status = None       # as waitpid gives it
        self.at = (-1, -1)
        self.orphaned = False

    @property
    def endless(self):
        """Why the test that it was on has no end, if it said so."""
        return next((line[2] for line in self.lines if line[0] == "endless"), None)

    @property
    def doubtful(self):
        """Whether its tests were looked at (`asking.py`), which they may have noticed, and nothing came of it."""
        return ["looked"] in self.lines and not (self.endless or self.timeout)

    @property
    def crashed(self):
        """What ended the child, when it was not its own last line."""
        if self.lines and self.lines[-1][:1] == ["end"]:
            return None
        if os.WIFSIGNALED(self.status):
            number = os.WTERMSIG(self.status)
            try:
                return "killed by " + signal.Signals(number).name
            except ValueError:
                return "killed by signal %d" % number
        return "the process exited with status %d inside the test" % os.WEXITSTATUS(self.status)


def threads():
    """Names of threads besides this one: a fork would lose them."""
    here = threading.current_thread()
    return [t.name for t in threading.enumerate() if t is not here]


class Child:
    """The child's side of the pipe."""

    def __init__(self, fd, page):
        self.fd, self.page = fd, page
        self.pid = _getpid()
        self.looked = None  # the mutant under which a test was watched last

    def say(self, *words):
        if _getpid() != self.pid:
            _exit(0)  # a test forked, and its copy ran on into our code
        # a line of its own, whatever somebody else has left before it
        line = b"\n" + self.page.mark + "\t".join(map(str, words)).encode("utf-8", "replace") + b"\n"
        try:
            write_all(self.fd, line)
        except OSError:
            self.page.note(line)

    def leave(self):
        self.say("end")
        _exit(0)


class Nobody:
    """In place of a child's pipe."""

    def say(self, *_):
        pass


def start(page, private=()):
    """Forks.  In the child: returns (None, Child); in the parent: (pid, descriptor to read).

    `private`: descriptors that are no business of the child.
    """
    reading, writing = _pipe()
    page.clear()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = _fork()
    if pid:
        _close(writing)
        try:
            _setpgid(pid, pid)
        except OSError:
            pass
        return pid, reading
    _setpgid(0, 0)
    for fd in (reading, *private):
        _close(fd)
    high = HIGH + 10
    _dup2(writing, high, False)
    _close(writing)
    return None, Child(high, page)


def outlast():
    """Waits for what an interpreter waits for before it ends: threads that are no daemons."""
    if any(not thread.daemon for thread in _enumerate() if thread is not _main_thread()):
        try:
            threading._shutdown()
        except Exception:  # it is not what it was
            pass


def watch(pid, reading, page, limits, wire_fd, ask=None):
    """Reads what the child says until it ends or its time is up.

    `limits(mutant, test)`: (CPU seconds, idle wall seconds) for the test on the page.
    `ask`: CPU seconds before the end at which a test is asked whether it has any (`asking.py`).
    `wire_fd`: the engine's end; when it hangs up, the child goes too.
    """
    ended, lines = Ended(), _Lines(page.mark)
    poll = _poll()
    poll.register(reading, _POLLIN)
    poll.register(wire_fd, _POLLHUP)
    state = _Watch(pid, ask)
    while not lines.ended:
        events = dict(poll.poll(state.wait_ms(page, limits)))
        if events.get(wire_fd, 0) & _POLLHUP:
            ended.orphaned = True
            break
        if reading in events:
            part = _read(reading, 65536)
            if lines.take(part):
                continue
            if not part:
                # it ends, or has closed its pipe and goes on
                poll.unregister(reading)
                state.longest = _SOON
        if over := state.over(page, limits):
            ended.timeout, ended.idle = page.read()[:2], over == "idle"
            break
        if _reaped(pid, ended):
            # a process that the test left behind may hold the pipe open: what is there is all
            left = _HELD
            while left > 0 and dict(poll.poll(0)).get(reading) and (part := _read(reading, 65536)):
                lines.take(part)
                left -= len(part)
            break
    _close(reading)
    lines.take(page.notes())
    _reap(pid, ended, said_end=lines.ended)
    ended.at = page.read()[:2]
    ended.lines = [line.decode("utf-8", "replace").split("\t") for line in lines.found]
    return ended


class _Lines:
    """What the child has said, among what others have written."""

    def __init__(self, mark):
        self.mark, self.rest = mark, b""
        self.found, self.ended = [], False

    def take(self, part):
        """Whether there is something of the child in it."""
        *whole, rest = (self.rest + part).split(b"\n")
        ours = [line[len(self.mark):] for line in whole if line.startswith(self.mark)]
        self.found += ours
        self.ended = self.ended or b"end" in ours
        begun = rest.startswith(self.mark)
        self.rest = rest if begun or len(rest) < _HELD else b""
        return bool(ours) or begun and bool(part)


def _reaped(pid, ended):
    if ended.status is None:
        done, status = _waitpid(pid, os.WNOHANG)
        if done:
            ended.status = status
    return ended.status is not None


def _reap(pid, ended, said_end):
    """Collects the child, by force where it does not go, and ends what it left behind."""
    if ended.timeout or ended.orphaned:
        _kill_quietly(_kill, pid)
    deadline = clock_gettime(CLOCK_MONOTONIC) + 2
    while not said_end and not _reaped(pid, ended):
        if clock_gettime(CLOCK_MONOTONIC) > deadline:
            _kill_quietly(_kill, pid)
        _sleep(0.001)
    if ended.status is None:
        _, ended.status = _waitpid(pid, 0)
    _kill_quietly(_killpg, pid)


def _kill_quietly(how, pid):
    try:
        how(pid, signal.SIGKILL)
    except OSError:
        pass


def now():
    """CPU seconds, those of processes that ended included, and wall seconds in which this one did not queue for a CPU."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) + usage.ru_utime + usage.ru_stime
    return cpu, clock_gettime(CLOCK_MONOTONIC) - queued("self")


def queued(pid):
    """Seconds that a process was ready to run and had to wait (/proc/PID/schedstat, in ns); 0 where nobody counts."""
    try:
        return int(_contents("/proc/%s/schedstat" % pid).split()[1]) / 1e9
    except (IndexError, ValueError):
        return 0.0


def _contents(path):
    """A small file of /proc; nothing where it is not there."""
    try:
        return waits.contents(path)
    except OSError:
        return b""


def runnable(pid):
    """Whether a thread of the process runs, or would if it had a processor (state R in /proc/PID/task/TID/stat).

    What it has waited for one is counted (`queued`) only once it has got it.
    """
    try:
        threads = _listdir("/proc/%s/task" % pid)
    except OSError:
        return False
    states = (_contents("/proc/%s/task/%s/stat" % (pid, thread)).rpartition(b")")[2].split() for thread in threads)
    return any(state[:1] == [b"R"] for state in states)


class _Watch:
    """Whether the test on the page has used up its time."""

    def __init__(self, pid, ask):
        self.pid, self.ask = pid, ask or 0.0
        self.clock = (~pid << 3) | 2
        self.seen = None
        self.idle = 0.0
        self.cpu = self.wall = self.queued = 0.0
        self.longest = _EARLY if ask else _LONGEST

    def wait_ms(self, page, limits):
        mutant, test, began = page.read()
        cpu, _ = limits(mutant, test)
        left = cpu - (self._cpu() - began) - self.ask
        # not much longer than a short test may take: the next test may begin meanwhile
        return int(1000 * min(max(left, _TICK), self.longest)) + 1

    def over(self, page, limits):
        """Which time is up: "cpu", "idle" or None."""
        now = page.read()
        cpu, wall, waited, (mutant, test, began) = self._cpu(), clock_gettime(CLOCK_MONOTONIC), queued(self.pid), now
        most_cpu, most_idle = limits(mutant, test)
        if now != self.seen:
            self.seen, self.idle = now, 0.0
        else:
            self.idle += self._asleep(cpu - self.cpu, wall - self.wall, waited - self.queued)
        self.cpu, self.wall, self.queued = cpu, wall, waited
        self._ask(test, most_cpu - (cpu - began))
        if cpu - began > most_cpu:
            return "cpu"
        if self.idle > most_idle or self.idle > max(most_idle - _NO_USE, min(most_idle, _ENOUGH)) and waits.forever(self.pid):
            return "idle"
        return None

    def _ask(self, test, left):
        """Asks a test that nears its end: only while it runs, for whoever waits for the system could notice."""
        if 0 < left <= self.ask and test >= 0 and runnable(self.pid):
            try:
                _kill(self.pid, ASK)
            except OSError:  # it has just ended
                pass

    def _asleep(self, cpu, wall, queued):
        """Seconds in which the process neither ran nor waited for a processor.

        A kernel that does not count the waiting leaves a guess: it sleeps when it hardly runs.
        """
        slept = max(0.0, wall - cpu - queued) if self.queued else wall if cpu < _HARDLY * wall else 0.0
        return 0.0 if slept and runnable(self.pid) else slept

    def _cpu(self):
        try:
            return clock_gettime(self.clock)
        except OSError:
            return 0.0


def outcome(ended):
    """The answer to `single` from how its child ended."""
    return {"doubtful": ended.doubtful, **_found(ended)}


def _found(ended):
    words = next((line for line in ended.lines if line[0] not in ("counts", "ran", "skipped", "complains", "looked", "end")), None)
    if ended.timeout:
        return {"result": "timeout", "test": ended.timeout[1], "idle": ended.idle}
    if words is None or ended.crashed:
        return {"result": "crashed", "test": ended.at[1], "why": ended.crashed or "no answer"}
    if words[0] == "failed":
        others = words[5].split(",") if len(words) > 5 and words[5] else []
        return {"result": "failed", "test": int(words[1]), "phase": words[2], "completed": int(words[3]),
                "control": words[4] == "1", "others": [int(t) for t in others]}
    if words[0] == "passed":
        # what was skipped this once, the tests that were left out might have had run
        return {"result": "passed", "completed": int(words[1]), "leaves": ["skipped"] in ended.lines, "complains": ["complains"] in ended.lines}
    if words[0] == "endless":
        return {"result": "endless", "test": int(words[1]), "why": words[2], "shown": words[3] == "1"}
    if words[0] == "collection":
        return {"result": "collection", "node": words[1], "why": words[2]}
    return {"result": words[0], "why": " ".join(words[1:])}
