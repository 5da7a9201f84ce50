"""Which loops can be shown to have no end: none that has one."""
import contextlib
import itertools
import signal
import sys
import textwrap
import threading

import pytest
from support import forked, write

from _mutate_harness import endless, loops


class Shown(BaseException):
    """In place of the child's end."""


class Listening:
    """In place of a child: `said` is what it says first."""
    said = None

    def say(self, *words):
        self.said = self.said or words

    def leave(self):
        raise Shown


def looked_at(folder, body, call="f()", before="", meanwhile=contextlib.nullcontext):
    """Whether a loop in `body` is shown to have no end while `call` is evaluated (None: the body itself is run).

    False: it ends before.  None: neither, in as many rounds as are waited for.
    """
    source = textwrap.dedent(before) + "\n" + textwrap.dedent(body)
    write(folder, {"sample.py": source})

    def work():
        signal.alarm(0)  # a timer is a way out
        path, module, child = str(folder / "sample.py"), {}, Listening()
        code, known = compile(source, path, "exec"), loops.Loops(str(folder))
        if call:
            exec(code, module)
        with meanwhile():
            try:
                known.begin({"count": True, "tests": [7], "path": path}, child)
                eval(call or code, module)
            except (AssertionError, IndexError, ZeroDivisionError):
                return False
            except Shown:
                return child.said[3] == 1 if child.said[0] == "endless" else None
            finally:
                if known.stop:
                    known.stop()
        return False
    return forked(work)


ENDLESS = [
    # what the condition goes by stays as it is, whatever else does not
    ("while n > 0:\n        total += n", "total = 0"),
    ("while n:\n        total += 0.5", "total = 0.0"),
    ("while lo < hi:\n        middle = (lo + hi) // 2\n        if xs[middle] < 5:\n            lo = middle\n        else:\n            hi = middle",
     "xs = [1, 2, 3, 8, 9]; lo, hi = 0, 4"),
    ("while i < len(xs):\n        if xs[i] == 'c':\n            return i", "xs = list('ab'); i = 0"),
    ("while n > 0:\n        out.append(n)", "out = []"),
    ("while text[i] in ' \\t':\n        pass", "text = '  x'; i = 0"),
    ("while not found:\n        n = (n + 1) % 7", "found = None"),
    # or goes away from where it would end
    ("while n > 0:\n        n += 1", ""),
    ("while n <= 0:\n        n -= 1", "n = 0"),
    ("while n != 0:\n        n += 2", ""),
    ("while n > 1:\n        n *= 2\n        steps += 1", "steps = 0"),
    ("while n >= 1:\n        n = 3 * n + 1 if n % 2 else n + 5", ""),
    ("while n > lowest and n != 3:\n        n = n - -1", "lowest = 5"),
    # or there is no condition
    ("while True:\n        n += 1\n        if n < 0:\n            break", ""),
    ("while True:\n        if n == 9:\n            continue\n        return n", ""),
    ("while True:\n        if flag:\n            n -= 1\n        else:\n            raise ValueError", "flag = True"),
    ("while 1:\n        assert n == 9\n        ready = not ready", "ready = False"),
]


@pytest.mark.parametrize("loop, first", ENDLESS)
def test_no_way_out(folder, loop, first):
    assert looked_at(folder, "def f(n=9):\n    %s\n    %s" % (first or "pass", loop)) is True


FINITE = [
    ("while n > 0:\n        n -= 1", "n = 5000"),
    ("while n != 0:\n        n -= 1", "n = 5000"),
    ("while n < 5000:\n        n += 1", ""),
    ("while n > 1:\n        n //= 2", "n = 1 << 5000"),
    ("while n < 1 << 5000:\n        n *= 2", ""),
    ("while True:\n        n += 1\n        if n > 5000:\n            break", ""),
    ("while True:\n        n += 1\n        assert n < 5000", ""),
    ("while n > 0:\n        n += 1\n        xs[n]", "xs = [0] * 5000"),
    ("while n > 0:\n        n -= 1\n        total = 1 // n", "n = 5000"),
    ("while len(out) < 5000:\n        out.append(n)", "out = []"),
    ("while len(other) < 5000:\n        out.append(n)", "out = other = []"),
    ("while len(held[0]) < 5000:\n        out.append(n)", "out = []; held = [out]"),
    ("while text != 'x' * 5000:\n        text += 'x'", "text = ''"),
    ("while total < 2500.0:\n        total += 0.5", "total = 0.0"),
    ("while n:\n        m, n = n, m - 1", "m = 2500"),
    ("while a < 5000:\n        a = b = a + 1", "a = b = 0"),
    ("while b < 5000:\n        b = a = a + 1", "a = b = 0"),
    ("while n > 0:\n        n -= step\n        step = 1", "step = 0; n = 5000"),
    ("while n or m:\n        if n:\n            n -= 1\n        else:\n            m -= 1", "n = m = 2500"),
    ("while numbers.pop():\n        n += 1", "numbers = list(range(5000))"),
    ("while next(numbers):\n        pass", "numbers = iter(range(5000, -1, -1))"),
    ("while n > 0:\n        try:\n            n += 1\n            [0] * 5000 and xs[n]\n        except IndexError:\n            n = 0", "xs = [0] * 5000"),
    ("for n in range(5000):\n        while n < 0:\n            n += 1", ""),
    ("for n in range(5000):\n        m = n\n        while m > n - 3:\n            m -= 1", ""),
    ("while n > 0:\n        for _ in range(200):\n            pass\n        n -= 1", "n = 50"),
]


@pytest.mark.parametrize("loop, first", FINITE)
def test_what_ends_is_not_shown_to_have_no_end(folder, loop, first):
    assert looked_at(folder, "def f(n=9):\n    %s\n    %s" % (first or "pass", loop)) is not True


OBJECTS = """
    class Plain:
        def __init__(self):
            self.at, self.end = 0, 9

        def stuck(self):
            while self.at < self.end:
                self.end += 1

        def walk(self):
            other = self
            while self.at < self.end:
                other.at += 1

    class Slots(Plain):
        __slots__ = "at", "end"

    class Computed(Plain):
        reads = 0

        def stuck(self):
            while self.open:
                pass

        @property
        def open(self):
            self.reads += 1
            return self.reads < 5000

    class Guarded(Plain):
        def __setattr__(self, name, value):
            super().__setattr__(name, min(value, 5000))
            if value == 5000:
                super().__setattr__("at", value)

    class __Private:
        def __init__(self, step):
            self.__at, self.__step, self._Other__at = 0, step, 0

        def stuck(self):
            __most = 9
            while self.__at + 1 < __most:
                self.__at -= 1 - self.__step

        def walk(self):
            def go():
                while self.__at < 9:
                    self.__at += self.__step
            go()

    def plain(kind):
        held = kind()
        while held.at < held.end:
            held.end += 1
"""


@pytest.mark.parametrize("call, expected", [
    ("Plain().stuck()", True),
    ("Slots().stuck()", True),
    ("plain(Plain)", True),
    ("Plain().walk()", False),
    ("__Private(1).stuck()", True),
    ("__Private(0).walk()", True),
    ("__Private(1).walk()", False),
    ("__Private(2).stuck()", False),
    ("Computed().stuck()", None),
    ("plain(Guarded)", None),
])
def test_attributes_of_plain_objects(folder, call, expected):
    assert looked_at(folder, OBJECTS, call) is expected


LOOP = "def f(n=9):\n    while n:\n        n += 1"


@contextlib.contextmanager
def timer():
    signal.setitimer(signal.ITIMER_VIRTUAL, 1000)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextlib.contextmanager
def handler():
    before = signal.signal(signal.SIGUSR2, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR2, before)


@contextlib.contextmanager
def another_thread():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.mark.parametrize("meanwhile, expected", [
    (contextlib.nullcontext, True), (timer, None), (handler, None), (another_thread, None),
])
def test_nothing_is_shown_where_somebody_else_may_end_it(folder, meanwhile, expected):
    assert looked_at(folder, LOOP, meanwhile=meanwhile) is expected


@pytest.mark.parametrize("body, call", [
    # a variable of the module, of which others may know
    ("n = 9\ndef f():\n    global n\n    while n:\n        n += 1", "f()"),
    # who takes from a generator may stop
    ("def f(n=9):\n    while n:\n        yield n", "sum(f())"),
])
def test_what_is_not_understood_is_not_shown(folder, body, call):
    assert looked_at(folder, body, call) is None


def test_a_loop_of_the_module_itself(folder):
    assert looked_at(folder, "n = 9\nwhile n:\n    n += 1", None) is True


def test_a_variable_of_the_module_that_a_function_sees(folder):
    assert looked_at(folder, "n = 0\ndef stop():\n    return n > 500\nwhile not stop():\n    n += 1", None) is False


def test_every_small_loop_that_is_shown_is_endless(folder):
    """A condition and two statements, all that there are of a few pieces, against what the loop does."""
    tests = ["n > 0", "n < 5", "n != 3", "n", "n < m", "n % 2 == m"]
    steps = ["n += 1", "n -= 1", "n *= 2", "n //= 2", "n = m", "m = n + 1", "n, m = m, n", "pass", "m = -m", "n = 5 - n"]
    chosen = [(t, a, b, n) for t, a, b in itertools.product(tests, steps, steps) for n in (0, 4)]
    body = "\n".join(
        "def f%d(n, m):\n    k = 0\n    while %s:\n        %s\n        if m > 7:\n            %s" % (i, t, a, b)
        for i, (t, a, b, _) in enumerate(chosen))
    write(folder, {"many.py": body})
    path = str(folder / "many.py")

    def work():
        signal.alarm(0)
        module, wrong, right, limit = {}, [], 0, 3000
        exec(compile(body, path, "exec"), module)
        for i, (*_, n) in enumerate(chosen):
            rounds, shown = 0, False

            def trace(frame, event, _):
                nonlocal rounds, shown
                if event == "line" and frame.f_lineno == frame.f_code.co_firstlineno + 2:
                    rounds += 1
                    if rounds in (3, 20):
                        shown = shown or endless.shown(frame)
                    if rounds == limit:
                        raise Shown
                return trace
            sys.settrace(trace)
            try:
                module["f%d" % i](n, 2)
                ended = True
            except Shown:
                ended = False
            finally:
                sys.settrace(None)
            right += shown and not ended
            if shown and ended:
                wrong.append(chosen[i])
        return wrong, right > 100
    assert forked(work) == ([], True)
