"""Whether a process that sleeps can wake up by itself.

Who waits for a lock, or for something to come, without a limit will do so for ever where nobody is left to
bring it.  Who sleeps for some time, or waits with a limit, goes on after it.  The kernel tells which it is
(proc(5), /proc/PID/task/TID/syscall: number and arguments of the system call that a thread is in).
"""
import os

_open, _read, _close, _listdir = os.open, os.read, os.close, os.listdir
# system call: place of its time limit among the arguments, and whether that is a number (negative: none)
# or a pointer (0: none).  Of all others it is not known.
_CALLS = {
    "x86_64": {202: (3, False), 7: (2, True), 271: (2, False), 23: (4, False), 270: (4, False),  # futex, polls, selects
               232: (3, True), 281: (3, True), 441: (3, False)},  # epolls
    "aarch64": {98: (3, False), 73: (2, False), 72: (4, False), 22: (3, True), 441: (3, False)},
}.get(os.uname().machine, {})


def forever(pid):
    """Whether each thread of the process waits without a limit, and no child of its own could bring what it waits for."""
    try:
        threads = ["/proc/%s/task/%s/" % (pid, thread) for thread in _listdir("/proc/%s/task" % pid)]
        return all(not contents(thread + "children").strip() and _unlimited(contents(thread + "syscall")) for thread in threads)
    except OSError:  # it has ended, or the kernel does not tell
        return False


def _unlimited(line):
    """Of one thread, by what the kernel says: "running", or number, six arguments, stack and place."""
    words = line.split()
    place, number = _CALLS.get(int(words[0]), (None, None)) if len(words) > 6 else (None, None)
    if place is None:
        return False
    limit = int(words[1 + place], 16)
    return bool(limit & 0x80000000) if number else limit == 0


def contents(path):
    """A small file of /proc.  Errors: OSError."""
    fd = _open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _read(fd, 1000)
    finally:
        _close(fd)
