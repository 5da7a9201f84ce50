"""What a run leaves in memory: what is noticed, and when it counts."""
import importlib.util
import json
import sys

import pytest
from support import forked

from _mutate_harness.remains import Remains

STATE = """
import collections, contextvars, enum, itertools, logging, os, threading, weakref

plain, table, rows, several, queue = 1, {"a": [1]}, [1, 2], {1, 2}, collections.deque([1])
var = contextvars.ContextVar("var", default=0)
local, numbers = threading.local(), itertools.count()


class Slotted:
    __slots__ = ("a", "b")


class Names(dict):
    def __getattribute__(self, name):
        raise RuntimeError("code of the project runs")
    __len__ = __iter__ = __getattribute__


class Kept:
    shown = False
    class Inner:
        items = []


def counter():
    n = 0
    def up(kept=[]):
        nonlocal n
        n += 1
        return n
    return up


class Target:
    pass


slotted, names, up, target = Slotted(), Names(), counter(), Target()
weak = weakref.ref(target)
round_trip = []
round_trip.append(round_trip)
"""


def state(folder):
    (folder / "state.py").write_text(STATE)
    spec = importlib.util.spec_from_file_location("state", str(folder / "state.py"))
    module = sys.modules["state"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def changed(folder, statement):
    """The names that are not what they were once `statement` has run in a process of its own."""
    def work():
        module = state(folder)
        remains = Remains(str(folder), None)
        exec(statement, vars(module))
        return sorted(json.loads(remains.told()))
    return forked(work)


@pytest.mark.parametrize("statement, name", [
    ("plain = 2", "state.plain"),
    ("plain = True", "state.plain"),
    ("plain = 1.0", "state.plain"),
    ("new = 1", "state.new"),
    ("del plain", "state.plain"),
    ("table['a'].append(1)", "state.table"),
    ("rows.reverse()", "state.rows"),
    ("several.add(3)", "state.several"),
    ("queue.pop()", "state.queue"),
    ("var.set(1)", "state.var"),
    ("local.x = 1", "state.local"),
    ("next(numbers)", "state.numbers"),
    ("slotted.a = 1", "state.slotted"),
    ("dict.__setitem__(names, 1, 1)", "state.names"),
    ("Kept.shown = True", "state.Kept.shown"),
    ("Kept.Inner.items.append(1)", "state.Kept.Inner.items"),
    ("up()", "state.up"),
    ("up.__defaults__[0].append(1)", "state.up"),
    ("counter.seen = 1", "state.counter"),
    ("target = None", "state.weak"),
    ("os.environ['MUTATE_X'] = '1'", "interpreter: environment"),
    ("os.chdir('/')", "interpreter: working folder"),
    ("logging.getLogger('x').setLevel(10)", "interpreter: loggers"),
    ("__import__('sys').path.append('x')", "interpreter: path"),
    ("__import__('warnings').simplefilter('error')", "interpreter: warning filters"),
    ("__import__('signal').signal(2, print)", "interpreter: signals"),
    ("__import__('decimal').getcontext().prec = 3", "interpreter: decimal"),
    ("__import__('builtins').x = 1", "interpreter: builtins"),
    ("__import__('builtins').open = None", "everybody's: builtins.open"),
    ("os.getpid = None", "everybody's: os.getpid"),
])
def test_what_is_noticed(folder, statement, name):
    assert name in changed(folder, statement)


@pytest.mark.parametrize("statement", [
    "pass",
    "table['a'].append(table['a'].pop())",
    "var.reset(var.set(1))",
    # a mutant in a default value is there on purpose
    "up.__defaults__ = (3,) * 0 + ([],)",
    "up.__code__ = up.__code__.replace(co_name='other')",
    # nothing of the project runs to be looked at
    "dict.__len__(names)",
])
def test_what_is_none_of_its_business(folder, statement):
    assert changed(folder, statement) == []


def unusual(left, *without):
    """Whether `left` is more than tests leave that left `without` when they were asked, and how often they were."""
    def work():
        remains, answers = Remains("/nowhere", None), list(without)
        odd = remains.unusual([1, 2], json.dumps(left), lambda: answers.pop(0))
        return odd, len(without) - len(answers)
    return forked(work)


def test_what_is_left_counts_where_the_tests_leave_something_else_without_the_mutant():
    assert unusual({}) == (False, 0)
    assert unusual({"a": 1}, '{"a": 1}') == (False, 1)
    assert unusual({"a": 1}, "{}", "{}") == (True, 2)
    assert unusual({"a": 1}, '{"a": 1, "b": 2}', '{"a": 1, "b": 2}') == (True, 2)


def test_what_differs_from_run_to_run_says_nothing():
    assert unusual({"time": 3}, '{"time": 1}', '{"time": 2}') == (False, 2)
    assert unusual({"time": 3, "a": 1}, '{"time": 1}', '{"time": 2}') == (True, 2)


def test_tests_that_do_not_pass_without_it_say_nothing():
    assert unusual({"a": 1}, None) == (False, 1)


def test_what_other_tests_leave_without_a_mutant_is_nothing_new():
    """So most survivors need no run without themselves; a value that nobody has seen does."""
    def work():
        remains, asked = Remains("/nowhere", None), []

        def control():
            asked.append(1)
            return '{"a": 1, "b": 2}'
        first = remains.unusual([1], '{"a": 1, "b": 2}', control)
        fewer = remains.unusual([2], '{"b": 2}', control)
        other = remains.unusual([3], '{"b": 3}', control)
        return first, fewer, other, len(asked)
    assert forked(work) == (False, False, True, 3)


@pytest.mark.parametrize("statement, words", [
    ("pass", []),
    ("table['b'] = 1", ["table"]),
    ("Kept.shown = True", ["shown"]),
    # a function's state is told by the variable that it goes on with
    ("up()", ["n"]),
    ("counter.seen = 1", ["seen"]),
    ("os.environ['MUTATE_X'] = '1'", []),
])
def test_words_for_what_is_kept(folder, statement, words):
    def work():
        module = state(folder)
        remains = Remains(str(folder), None)
        exec(statement, vars(module))
        return remains.kept()
    assert forked(work) == words
