"""Forked children and the watch over them.

A child tells what it found through a pipe and where it is through a page of
shared memory, which costs it nothing; the parent looks at the page only when a
test has had more time than it should need.  Time is CPU time: a loaded machine
changes no verdict.  Wall time counts only while the child sleeps.
"""
import gc
import mmap
import os
import select
import signal
import struct
import sys
import threading
from time import CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, clock_gettime
from time import sleep as _sleep

from .wire import HIGH, write_all

_fork, _exit, _close, _read, _pipe, _waitpid, _kill, _killpg, _setpgid, _dup2, _getpid = (
    os.fork, os._exit, os.close, os.read, os.pipe, os.waitpid, os.kill, os.killpg, os.setpgid, os.dup2, os.getpid)
_open = os.open
_poll, _POLLIN, _POLLHUP = select.poll, select.POLLIN, select.POLLHUP
# mutant, test (-1: between tests), CPU seconds of this process when the test began
_PAGE = struct.Struct("=qqd")
_TICK = 0.02
_LONGEST = 0.1
_HARDLY = 0.08
_LAST = b"end\n"
# the exit status of a zygote that was told to go; any other end is reported
RELIEVED = 17


class Page:
    """What a child is doing, readable by its parent."""

    def __init__(self):
        self.memory = mmap.mmap(-1, mmap.PAGESIZE)
        self.mutant = -1

    def clear(self):
        self.mutant = -1
        _PAGE.pack_into(self.memory, 0, -1, -1, 0.0)

    def at(self, test):
        _PAGE.pack_into(self.memory, 0, self.mutant, test, clock_gettime(CLOCK_PROCESS_CPUTIME_ID))

    def read(self):
        return _PAGE.unpack_from(self.memory, 0)


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


def freeze():
    """Before forking: what lives now stays out of the children's collections, so its pages stay shared."""
    gc.collect()
    gc.freeze()


class Child:
    """The child's side of the pipe."""

    def __init__(self, fd):
        self.fd = fd
        self.pid = _getpid()

    def say(self, *words):
        if _getpid() != self.pid:
            _exit(0)  # a test forked, and its copy ran on into our code
        write_all(self.fd, ("\t".join(map(str, words)) + "\n").encode("utf-8", "replace"))

    def leave(self):
        self.say("end")
        _exit(0)


def start(page):
    """Forks.  In the child: returns (None, Child); in the parent: (pid, descriptor to read)."""
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
    _close(reading)
    high = HIGH + 10
    _dup2(writing, high, False)
    _close(writing)
    return None, Child(high)


def watch(pid, reading, page, limits, wire_fd):
    """Reads what the child says until it ends or its time is up.

    `limits(mutant, test)`: (CPU seconds, idle wall seconds) for the test on the page.
    `wire_fd`: the engine's end; when it hangs up, the child goes too.
    """
    ended, buffer = Ended(), b""
    poll = _poll()
    poll.register(reading, _POLLIN)
    poll.register(wire_fd, _POLLHUP)
    state = _Watch(pid)
    while not (buffer == _LAST or buffer.endswith(b"\n" + _LAST)):
        events = poll.poll(state.wait_ms(page, limits))
        if any(fd == wire_fd and what & _POLLHUP for fd, what in events):
            ended.orphaned = True
            break
        if events:
            part = _read(reading, 65536)
            buffer += part
            if not part:
                break
        elif over := state.over(page, limits):
            ended.timeout, ended.idle = page.read()[:2], over == "idle"
            break
        elif _reaped(pid, ended):
            # a process that the test left behind may hold the pipe open: what is there is all
            while poll.poll(0) and (part := _read(reading, 65536)):
                buffer += part
            break
    _close(reading)
    _reap(pid, ended, said_end=buffer.endswith(_LAST))
    ended.at = page.read()[:2]
    ended.lines = [line.split("\t") for line in buffer.decode("utf-8", "replace").split("\n") if line]
    return ended


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


class _Watch:
    """Whether the test on the page has used up its time."""

    def __init__(self, pid):
        self.pid = pid
        self.clock = (~pid << 3) | 2
        self.seen = None
        self.idle = 0.0
        self.cpu = self.wall = self.queued = 0.0

    def wait_ms(self, page, limits):
        mutant, test, began = page.read()
        cpu, _ = limits(mutant, test)
        left = cpu - (self._cpu() - began)
        # not much longer than a short test may take: the next test may begin meanwhile
        return int(1000 * min(max(left, _TICK), _LONGEST)) + 1

    def over(self, page, limits):
        """Which time is up: "cpu", "idle" or None."""
        now = page.read()
        cpu, wall, queued, (mutant, test, began) = self._cpu(), clock_gettime(CLOCK_MONOTONIC), self._queued(), now
        most_cpu, most_idle = limits(mutant, test)
        if now != self.seen:
            self.seen, self.idle = now, 0.0
        else:
            self.idle += self._asleep(cpu - self.cpu, wall - self.wall, queued - self.queued)
        self.cpu, self.wall, self.queued = cpu, wall, queued
        if cpu - began > most_cpu:
            return "cpu"
        return "idle" if self.idle > most_idle else None

    def _asleep(self, cpu, wall, queued):
        """Seconds in which the process neither ran nor waited for a processor.

        A kernel that does not count the waiting leaves a guess: it sleeps when it hardly runs.
        """
        if self.queued:
            return max(0.0, wall - cpu - queued)
        return wall if cpu < _HARDLY * wall else 0.0

    def _cpu(self):
        try:
            return clock_gettime(self.clock)
        except OSError:
            return 0.0

    def _queued(self):
        """Seconds that the process was ready to run and had to wait (/proc/PID/schedstat, in ns)."""
        try:
            fd = _open("/proc/%d/schedstat" % self.pid, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return 0.0
        try:
            return int(_read(fd, 100).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0
        finally:
            _close(fd)
