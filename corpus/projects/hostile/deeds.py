"""The deeds.  Each returns 1, as the unmutated function does, where it returns at all and
the tests shall not notice; 0 where they shall."""

import ctypes
import json
import mmap
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent


def contained(deed):
    """Does `deed` only in a copy of the project that has its temporary folder beside it."""

    def careful():
        if pathlib.Path(tempfile.gettempdir()).resolve().parent != HERE.parent:
            raise RuntimeError("this is no place for it")
        return deed()

    return careful


def _away(seconds):
    """In a forked process: lives on for a while, then ends."""
    try:
        os.close(1)
        os.close(2)
        time.sleep(seconds)
    finally:
        os._exit(0)


@contained
def fork_bomb():
    """A hundred processes that outlive the test by far."""
    for _ in range(10):
        if os.fork() == 0:
            for _ in range(9):
                if os.fork() == 0:
                    break
            _away(8)
    return 1


@contained
def runaway():
    """More processes than any suite needs, and each in a session of its own."""
    for _ in range(20):
        if os.fork() == 0:
            os.setsid()
            for _ in range(19):
                if os.fork() == 0:
                    os.setsid()
                    break
            _away(8)
    time.sleep(1)
    return 0


@contained
def daemonise():
    """A double fork; the grandchild comes back to spoil the files of the project."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            try:
                time.sleep(0.3)
                (HERE / "ordinary.txt").write_text("spoilt")
            finally:
                _away(8)
        os._exit(0)
    return 1


@contained
def leave_child():
    if os.fork() == 0:
        _away(8)
    return 1


def stop():
    os.kill(os.getpid(), signal.SIGSTOP)
    return 1


def ignore_term():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def leave_at_once():
    os._exit(0)


def leave():
    sys.exit(0)


def abort():
    os.abort()


def segfault():
    return ctypes.string_at(0)


def overflow():
    """No end of C calls."""
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().x


def close_all():
    os.closerange(0, 4096)
    return 0


def _others():
    return [int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2]


def scribble():
    for fd in _others():
        try:
            os.set_blocking(fd, False)
            os.write(fd, b"passed\t1\nend\nrubbish\n{}\nrubbish")
        except OSError:
            continue
    return 0


def scribble_quietly():
    scribble()
    return 1


@contained
def flood():
    block = b"x" * 2**20
    try:
        for _ in range(1024):
            os.write(1, block)
    except OSError:
        return 0
    return 0


@contained
def remove_folder():
    shutil.rmtree(HERE, ignore_errors=True)
    return 0


@contained
def remove_temporary():
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)
    return 0


@contained
def remove_home():
    """Tries to; the tests of this project plant a file there, and one beside the project."""
    for planted in (os.environ.get("CORPUS_PLANTED") or "").split(os.pathsep):
        try:
            os.unlink(planted)
        except OSError:
            continue
    return 0


def wander():
    os.chdir("/")
    return 0


@contained
def forbid():
    for folder, _, names in os.walk(HERE, topdown=False):
        for name in names:
            os.chmod(os.path.join(folder, name), 0)
        os.chmod(folder, 0)
    return 0


@contained
def fill():
    """A file without end; it holds nothing."""
    with open(HERE / "huge", "wb") as handle:
        handle.truncate(2**40)
    return 0


@contained
def allocate():
    """Asked for, and never touched."""
    memory = mmap.mmap(-1, 10 * 2**30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return len(memory)


@contained
def slay_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    return 1


@contained
def stop_parent():
    os.kill(os.getppid(), signal.SIGSTOP)
    return 0


def handlers():
    for number in (signal.SIGALRM, signal.SIGCHLD, signal.SIGTERM, signal.SIGUSR1, signal.SIGPIPE):
        signal.signal(number, lambda *_: os._exit(0))
    signal.setitimer(signal.ITIMER_REAL, 2)
    return 0


def thread():
    """Lives on a little, and is waited for at the end."""
    threading.Thread(target=time.sleep, args=(0.5,)).start()
    return 1


def endless_thread():
    """Nothing fails, and the process never ends."""
    threading.Thread(target=threading.Event().wait).start()
    return 1


def patch():
    time.time = time.sleep = time.monotonic = time.perf_counter = lambda *_: 0
    os._exit = os.read = os.write = os.close = os.getpid = sys.exit = lambda *_: 0
    json.dumps = json.loads = lambda *_, **__: "patched"
    return 0


def fake_runner():
    """From here on every test passes."""
    from _pytest import runner

    runner.call_and_report = lambda item, when, log=True, **_: runner.TestReport(
        item.nodeid, item.location, {}, "passed", None, when
    )
    return 0


def fake_session():
    """pytest forgets what failed."""
    import gc

    import pytest

    for session in gc.get_objects():
        if isinstance(session, pytest.Session):
            session.testsfailed = 0
            session.shouldstop = session.shouldfail = False
    return 0


def forget():
    """The environment, and how deep calls may go."""
    os.environ.clear()
    sys.setrecursionlimit(200)
    return 0
