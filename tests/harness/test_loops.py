"""Which loops are taken to have no end, and which are not."""
import sys
import textwrap
import threading

import pytest
from support import forked, in_place_of_the_run, write

from _mutate_harness import children, loops, names, walker

SOURCE = """
    import asyncio

    def down(n):
        while n > 0:
            n -= 1

    def nested(n):
        i = 0
        while i < n:
            k = 0
            while k < n:
                k += 1
            i += 1

    def through(n):
        for _ in range(n):
            for _ in range(n):
                pass

    def listed(numbers):
        return [n for n in numbers]

    def each(n):
        while n:
            yield n
            n -= 1

    def consumed(n):
        for _ in each(n):
            pass

    def pairs(n):
        return n if n < 2 else sum(pairs(n - back) for back in (1, 2))

    def often(n):
        for _ in range(n):
            down(3)

    def tried(numbers):
        for n in numbers:
            try:
                1 // 0
            except ZeroDivisionError:
                continue

    async def one():
        return 1

    async def awaited(n):
        total = 0
        while total < n:
            total += await one()

    def run(n):
        asyncio.run(awaited(n))
"""


class Left(BaseException):
    """In place of the child's end."""


class Said(list):
    def say(self, *words):
        self.append(words)

    def leave(self):
        raise Left


def counting(folder, call, usual=None, slow=1e9):
    """(what a child says that counts while `call(module)` runs, what is known then).

    `usual`: most jumps back by function without the mutant; None: this is without.
    `slow`: seconds that a loop may need to be counted to the end.
    """
    def work():
        loops._SLOW = slow
        path = folder / "sample.py"
        path.write_text(textwrap.dedent(SOURCE))
        module = {}
        exec(compile(path.read_text(), str(path), "exec"), module)
        known, said = loops.Loops(str(folder)), Said()
        known.known[7] = {(str(path), name): n for name, n in (usual or {}).items()}
        order = {"count": True, "tests": [7], "path": None if usual is None else str(path)}
        try:
            known.begin(order, said)
            call(module)
        except Left:
            pass
        known.finish(said)

        class Ended:
            lines = [list(map(str, words)) for words in said]
        known.learn(order, Ended)
        return [w for w in said if w[0] != "counts"], {name: n for (_, name), n in known.known[7].items()}
    return forked(work)


@pytest.mark.parametrize("call, expected", [
    (lambda m: m["down"](3), {"down": 3}),
    (lambda m: (m["down"](3), m["down"](5), m["down"](4)), {"down": 5}),
    (lambda m: m["consumed"](4), {"each": 4}),
    (lambda m: m["run"](6), {"awaited": 6}),
    (lambda m: m["often"](9), {"down": 3}),
    (lambda m: (m["through"](9), m["listed"](range(9)), m["tried"](range(9))), {}),
    (lambda m: list(map(str, range(9))), {}),
])
def test_what_is_usual(folder, call, expected):
    """The most of one activation, whatever the others did; a generator is one until it ends.

    The last round of a loop may or may not be a jump back, as the version of Python has it.
    """
    said, known = counting(folder, call)
    assert said == []
    assert set(known) == set(expected)
    for name, n in expected.items():
        assert n - 1 <= known[name] <= n + 1


def test_inner_loops_add_up(folder):
    _, known = counting(folder, lambda m: m["nested"](20))
    assert 380 <= known["nested"] <= 440


@pytest.mark.parametrize("name, call", [
    ("down", lambda m: m["down"](float("inf"))),
    ("each", lambda m: m["consumed"](-1)),
    ("each", lambda m: sum(m["each"](-1))),
    ("awaited", lambda m: m["run"](float("inf"))),
    ("nested", lambda m: m["nested"](10 ** 9)),
])
def test_endless(folder, name, call):
    [[word, test, why, shown]], _ = counting(folder, call, {name: 3})
    assert (word, test, shown) == ("endless", 7, 0)
    assert why.startswith(name + " (sample.py:")
    assert why.endswith("goes round a loop more than %d times, without the mutant 3" % loops.LEAST)


def test_endless_in_a_thread(folder):
    """Which ends the process, wherever the others wait."""
    def call(module):
        ended = []

        def work():
            try:
                module["down"](float("inf"))
            except Left:
                ended.append(True)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert ended
    [[word, *_]], _ = counting(folder, call, {})
    assert word == "endless"


@pytest.mark.parametrize("call, usual", [
    # many calls of few rounds
    (lambda m: m["pairs"](24), {}),
    (lambda m: m["often"](loops.LEAST // 2), {}),
    # much, but not a hundred times as much as usual
    (lambda m: m["down"](loops.LEAST + 1000), {"down": loops.LEAST // 50}),
    (lambda m: m["down"](loops.LEAST - 1000), {}),
    # without its `break` it goes on to the end, which there is
    (lambda m: m["tried"](range(loops.LEAST * 2)), {}),
    (lambda m: m["listed"](range(loops.LEAST * 2)), {}),
    (lambda m: m["through"](int(loops.LEAST ** 0.5) * 2), {}),
    # not the project's
    (lambda m: textwrap.wrap("a " * 20000, 3), {}),
])
def test_not_endless(folder, call, usual):
    assert counting(folder, call, usual)[0] == []


def test_what_is_usual_is_not_too_slow(folder):
    said, _ = counting(folder, lambda m: m["down"](5000), {"down": 5000}, slow=0)
    assert said == []


def test_a_slow_loop_is_not_counted_to_the_end(folder):
    [[word, _]], _ = counting(folder, lambda m: m["down"](float("inf")), {}, slow=0)
    assert word == "refused"


def test_who_traces_already_is_left_alone(folder):
    def work():
        def tracer(*_):
            return None
        sys.settrace(tracer)
        try:
            known, said = loops.Loops(str(folder)), Said()
            with pytest.raises(Left):
                known.begin({"count": True, "tests": [7], "path": None}, said)
            return said[0][0], sys.gettrace() is tracer
        finally:
            sys.settrace(None)
    assert forked(work) == ("refused", True)


def test_a_test_that_traces_ends_the_counting(folder):
    """Its own tracer counts for it; nothing is said then."""
    def call(module):
        tracer = sys.gettrace()
        sys.settrace(lambda *_: None)
        module["down"](10)
        sys.settrace(tracer)
    assert counting(folder, call)[0] == []


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="no sys.monitoring")
def test_whose_monitoring_is_in_use(folder):
    """Another place is taken, and given back."""
    def call(module):
        names = [sys.monitoring.get_tool(t) for t in range(6)]
        assert names[4] == "other" and names.count("mutate") == 1
        sys.monitoring.free_tool_id(4)
        module["down"](9)

    def taken(module):
        call(module)
    before = sys.monitoring.get_tool(4)
    sys.monitoring.use_tool_id(4, "other")
    try:
        said, known = counting(folder, taken)
    finally:
        sys.monitoring.free_tool_id(4)
    assert before is None and said == [] and known["down"] >= 8


def test_nothing_is_counted_unasked(folder):
    known = loops.Loops(str(folder))
    known.begin({"path": "x", "tests": [7], "count": False}, None)
    known.finish(None)
    assert known.stop is None and sys.gettrace() is None


class Walker:
    """What `judge` needs of one that counts the loops of the test `asked`; its child tells `said`."""

    quiet, spoken, skipped = True, (), ()

    def __init__(self, folder, plugin, asked):
        self.plugin, self.page, self.child = plugin, children.Page(), Said()
        self.index = names.Index(["test_it.py::test_gone", "test_it.py::test_there"])
        self.task = {"count": True, "tests": [asked], "path": None}
        self.loops, self.spoken, self.skipped = loops.Loops(str(folder)), set(), set()


@pytest.mark.parametrize("asked, expected", [(0, "refused"), (1, "passed")])
def test_no_other_test_is_counted_for_one_that_is_gone(tmp_path, asked, expected):
    write(tmp_path, {"test_it.py": "def test_there():\n    pass\n"})

    def loop(plugin, session):
        walking = Walker(tmp_path, plugin, asked)
        with pytest.raises(Left):
            walker.judge(walking, session)
        return [words[0] for words in walking.child if words[0] != "counts"]
    assert forked(lambda: in_place_of_the_run(tmp_path, loop)) == [expected]
