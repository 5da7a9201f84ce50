"""Forked children: what they say arrives, and each ends, however it behaves."""
import os
import select
import signal
import threading
import time

import pytest

from _mutate_harness import children

PLENTY = (60.0, 60.0)


def child(work, limits=PLENTY, engine=None):
    """How a child that does `work(child, page)` ended; `limits` hold for each test."""
    page = children.Page()
    page.mutant = -1
    here, there = os.pipe() if engine is None else (engine, None)
    pid, end = children.start(page)
    if pid is None:
        try:
            work(end, page)
            end.leave()
        finally:
            os._exit(99)
    ended = children.watch(pid, end, page, lambda mutant, test: limits, here)
    if there is not None:
        os.close(here)
        os.close(there)
    return ended


def busy(seconds):
    """Uses the processor that long, however many others want it."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def is_open(fd):
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def closed(reading):
    """Whether every process that holds the other end of a pipe is gone, soon."""
    ready = select.select([reading], [], [], 10)[0]
    gone = bool(ready) and os.read(reading, 1) == b""
    os.close(reading)
    return gone


def test_what_it_says_arrives():
    def work(end, page):
        end.say("passed", 3)
        end.say("why", "größer \udc80")
    ended = child(work)
    assert ended.lines == [["passed", "3"], ["why", "größer ?"], ["end"]]
    assert (ended.crashed, ended.timeout, ended.orphaned) == (None, None, False)


def test_more_than_a_pipe_holds_arrives():
    """The parent reads while the child writes; else both would wait for ever."""
    def work(end, page):
        for i in range(5000):
            end.say(i, "x" * 100)
    ended = child(work)
    assert [line[0] for line in ended.lines] == [*map(str, range(5000)), "end"]


def test_an_exit_inside_a_test_is_a_crash():
    """What was said before holds; where it was is known."""
    def work(end, page):
        end.say("killed", 1)
        page.mutant = 4
        page.at(2)
        os._exit(3)
    ended = child(work)
    assert ended.crashed == "the process exited with status 3 inside the test"
    assert (ended.lines, ended.at, ended.timeout) == ([["killed", "1"]], (4, 2), None)


def test_a_proper_looking_exit_is_a_crash_too():
    """Status 0 without the last word: the tests that follow did not run."""
    ended = child(lambda end, page: os._exit(0))
    assert ended.crashed == "the process exited with status 0 inside the test"


@pytest.mark.parametrize("number, name", [
    (signal.SIGTERM, "SIGTERM"), (signal.SIGKILL, "SIGKILL"),
    pytest.param(getattr(signal, "SIGRTMIN", 0) + 1, "signal %d" % (getattr(signal, "SIGRTMIN", 0) + 1),
                 marks=pytest.mark.skipif(not hasattr(signal, "SIGRTMIN"), reason="no real-time signals")),
])
def test_a_signal_has_its_name(number, name):
    """A number where Python knows no name."""
    assert child(lambda end, page: os.kill(os.getpid(), number)).crashed == "killed by " + name


def test_a_busy_child_has_its_time():
    def work(end, page):
        page.mutant = 6
        page.at(1)
        busy(50)
    ended = child(work, limits=(0.1, 60.0))
    assert (ended.timeout, ended.idle) == ((6, 1), False)
    assert ended.crashed == "killed by SIGKILL"


def test_each_test_has_time_of_its_own():
    """Many tests together may take longer than the longest may."""
    def work(end, page):
        for test in range(5):
            page.at(test)
            busy(0.08)
    assert child(work, limits=(0.3, 60.0)).timeout is None


def test_a_child_that_waits_for_ever_is_ended():
    """It uses no processor, so only the clock on the wall is left."""
    def work(end, page):
        page.at(5)
        time.sleep(50)
    ended = child(work, limits=(60.0, 0.2))
    assert (ended.timeout, ended.idle) == ((-1, 5), True)


def test_a_busy_child_is_not_idle():
    """Only sleep counts for the idle limit."""
    def work(end, page):
        page.at(0)
        busy(0.6)
    assert child(work, limits=(60.0, 0.2)).timeout is None


def test_who_would_run_is_told_from_who_sleeps():
    """A thread that works counts for its process, whatever the others do."""
    assert children.runnable(os.getpid())
    assert not children.runnable(2 ** 30)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writing)
        os.read(reading, 1)
        threading.Thread(target=busy, args=(30,), daemon=True).start()
        os.read(reading, 1)
        os._exit(0)
    os.close(reading)
    try:
        waited(lambda: not children.runnable(pid))
        os.write(writing, b"1")
        waited(lambda: children.runnable(pid))
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(writing)


def waited(until):
    while not until():
        time.sleep(0.001)


def test_each_test_may_wait_a_while():
    """The waiting of one test is not added to that of the next."""
    def work(end, page):
        for test in range(4):
            page.at(test)
            time.sleep(0.3)
    assert child(work, limits=(60.0, 0.7)).timeout is None


def test_a_child_that_closes_every_descriptor():
    """Its pipe with them: how it ends is still known, and it takes nothing along."""
    def work(end, page):
        os.closerange(0, 2000)
        os._exit(5)
    assert child(work).crashed == "the process exited with status 5 inside the test"


def test_a_child_that_closes_every_descriptor_and_stays():
    """It has its time, like any other."""
    def work(end, page):
        page.at(2)
        os.closerange(0, 2000)
        time.sleep(50)
    assert child(work, limits=(60.0, 0.2)).timeout == (-1, 2)


def test_a_child_without_a_pipe_is_heard():
    """By way of the page; it may take longer than it takes to die."""
    def work(end, page):
        os.closerange(0, 2000)
        time.sleep(0.3)
        end.say("passed", 3)
    ended = child(work)
    assert ended.lines == [["passed", "3"], ["end"]]
    assert ended.crashed is None


def test_rubbish_in_the_pipe_is_nobody_s_word():
    """Neither what looks like a line of ours, nor what stands in front of one."""
    def work(end, page):
        os.write(end.fd, b"passed\t1\nend\n{}")
        end.say("failed", 2)
        os.write(end.fd, b"rubbish")
    ended = child(work)
    assert ended.lines == [["failed", "2"], ["end"]]


def test_endless_rubbish_has_its_end():
    """Whoever writes without pause is looked at, too, and nobody keeps what it writes."""
    def work(end, page):
        page.at(1)
        while True:
            os.write(end.fd, b"x" * 4096)
    ended = child(work, limits=(0.2, 60.0))
    assert (ended.timeout, ended.lines) == ((-1, 1), [])


def test_rubbish_of_a_process_that_is_left_has_its_end():
    """The child is gone, and its copy goes on to write."""
    def work(end, page):
        if os.fork() == 0:
            os.setsid()
            until = time.monotonic() + 5
            while time.monotonic() < until:
                os.write(end.fd, b"x" * 4096)
            os._exit(0)
        os._exit(4)
    assert child(work).crashed == "the process exited with status 4 inside the test"


def test_what_is_private_is_closed_in_a_child():
    private, other = os.pipe()
    page = children.Page()
    pid, reading = children.start(page, (private,))
    if pid is None:
        reading.say(is_open(private), is_open(other))
        reading.leave()
    ended = children.watch(pid, reading, page, lambda mutant, test: PLENTY, other)
    os.close(private)
    os.close(other)
    assert ended.lines[0] == ["False", "True"]


def test_threads_are_waited_for_as_at_the_end_of_an_interpreter():
    """But for daemons."""
    def work(end, page):
        done = []
        threading.Thread(target=time.sleep, args=(50,), daemon=True).start()
        threading.Thread(target=lambda: (time.sleep(0.2), done.append(1))).start()
        children.outlast()
        end.say(done)
    assert child(work).lines[0] == ["[1]"]


def test_a_thread_without_end_is_no_end():
    def work(end, page):
        page.at(0)
        threading.Thread(target=time.sleep, args=(50,)).start()
        children.outlast()
        end.say("passed")
    assert child(work, limits=(60.0, 0.3)).timeout == (-1, 0)


@pytest.mark.parametrize("last", ["leave", "crash", "timeout"])
def test_what_a_test_leaves_behind_is_ended(last):
    """A process that holds the pipe open neither hangs the parent nor lives on; what was said counts."""
    reading, writing = os.pipe()

    def work(end, page):
        page.at(0)
        if os.fork() == 0:
            time.sleep(50)
            os._exit(0)
        end.say("killed", 1)
        if last == "crash":
            os._exit(7)
        if last == "timeout":
            time.sleep(50)
    ended = child(work, limits=(60.0, 0.2))
    os.close(writing)
    assert (ended.timeout is not None) == (last == "timeout")
    assert (ended.crashed is None) == (last == "leave")
    assert ended.lines[0] == ["killed", "1"]
    assert closed(reading)


def test_the_copy_of_a_child_says_nothing():
    """A test that forks and forgets to exit runs on into our code, twice."""
    def work(end, page):
        pid = os.fork()
        end.say("passed")
        os.waitpid(pid, 0)
    assert child(work).lines == [["passed"], ["end"]]


def test_the_engine_is_gone():
    """Nobody reads the verdict: the child ends at once."""
    engine, other = os.pipe()
    os.close(other)
    ended = child(lambda end, page: time.sleep(50), engine=engine)
    os.close(engine)
    assert ended.orphaned
    assert ended.crashed == "killed by SIGKILL"


def test_a_child_keeps_no_descriptor_that_a_test_would_meet():
    """Those that `open` gives are those of a plain run; a program started by a test inherits nothing."""
    def low():
        return [fd for fd in range(children.HIGH) if is_open(fd)]
    here = os.pipe()
    expected = low()

    def work(end, page):
        end.say(low(), os.get_inheritable(end.fd))
    ended = child(work, engine=here[0])
    for fd in here:
        os.close(fd)
    assert ended.lines[0] == [str(expected), "False"]


def test_other_threads_are_named():
    """A fork would lose them."""
    go = threading.Event()
    thread = threading.Thread(target=go.wait, name="helper")
    thread.start()
    names = children.threads()
    go.set()
    thread.join()
    assert names == ["helper"]
    assert children.threads() == []
