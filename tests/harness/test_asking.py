"""Who is asked says whether the loop that it is in has no end; nobody else notices."""
import importlib.util
import os
import signal
import sys
import threading
import time

from support import write

from _mutate_harness import asking, children, endless, loop_syntax, rounds
from _mutate_harness.state import ASK

SOURCE = """
    def down(n):
        while n > 0:
            n -= 1
        return n

    def stays(n):
        while n > 0:
            n += 1

    def stays_inside(n):
        while n:
            if n:
                pass

    def wide(n):
        {names} = 0
        while n > 0:
            {more}
"""
# so much code that a jump needs more than one byte
# (before Python 3.11 the interpreter looks for signals at other places first)
WIDE = ["wide"] if sys.version_info >= (3, 11) else []
NAMES = ["name_%d" % k for k in range(200)]


def ended(folder, call, swapped=None, test=0):
    """How a child ended that evaluates `call` of the sample, for two seconds of CPU at most."""
    source = SOURCE.format(names=" = ".join(NAMES), more="; ".join("%s = n" % name for name in NAMES))
    path = folder / "sample.py"
    write(folder, {"sample.py": source})
    page = children.Page()
    pid, end = children.start(page)
    if pid is None:
        try:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            spec = importlib.util.spec_from_file_location("sample", path)
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            asking.listen(end, str(folder))
            loop_syntax.swapped({} if swapped is None else {str(path): swapped})
            page.mutant = 0
            page.at(test)
            end.say("found", eval(call, {"threading": threading, **vars(module)}))
        finally:
            end.leave()
    hangs_up, _ = os.pipe()
    found = children.watch(pid, end, page, lambda *_: (2.0, 60.0), hangs_up, ask=1.9)
    found.watched = found.doubtful
    found.lines = [line for line in found.lines if line != ["looked"]]
    return found


def test_a_loop_without_an_end_says_so(folder):
    for name in ("stays", "stays_inside", *WIDE):
        found = ended(folder, name + "(3)")
        assert found.endless.startswith(name + " (sample.py:"), found.lines
        assert found.endless.endswith((endless.NO_WAY_OUT, rounds.COMES_BACK))
        assert found.timeout is None and found.at == (0, 0)


def test_a_long_loop_goes_on_as_if_nobody_had_asked(folder):
    found = ended(folder, "down(9_000_000)")
    assert found.lines == [["found", "0"], ["end"]]
    assert found.watched  # it is run again, unasked


def test_what_somebody_else_may_end_is_left_alone(folder):
    found = ended(folder, "[threading.Timer(9, print).start(), stays(3)]")
    assert found.endless is None and found.timeout == (0, 0)


def test_nobody_is_asked_between_tests(folder):
    found = ended(folder, "stays(3)", test=-1)
    assert found.endless is None and found.timeout == (0, -1)


def test_a_mutant_that_is_not_on_disk_is_looked_at_as_it_is(folder):
    """On disk the loop ends, or does not: what runs decides."""
    snippet = "\ndef down(n):\n    while n > 0:\n        n += 1\n"
    source = "exec(compile(%r, down.__code__.co_filename, 'exec'), globals()) or down(3)" % snippet
    assert ended(folder, source, swapped=snippet).endless
    ends = "\ndef stays(n):\n    while n > 0:\n        n -= 1\n"
    # lines of the sample: `stays` begins at 6
    source = "exec(compile(%r, down.__code__.co_filename, 'exec'), globals()) or stays(5_000_000)" % ("\n" * 5 + ends)
    assert ended(folder, source, swapped="\n" * 5 + ends).lines[0][0] == "found"


def test_what_waits_for_the_system_goes_on_waiting():
    """A call that was interrupted is made again, by whatever code."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        asking.listen(children.Child(-1, children.Page()), "/nowhere")
        os._exit(0 if os.read(reading, 1) == b"x" else 1)
    time.sleep(0.2)
    os.kill(pid, ASK)
    time.sleep(0.05)
    os.write(writing, b"x")
    assert os.waitpid(pid, 0)[1] == 0
