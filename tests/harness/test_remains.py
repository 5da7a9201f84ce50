"""What a run leaves in memory: what is noticed, and when it counts."""
import contextvars
import importlib.util
import os
import sys
import types

import pytest
from support import forked, in_place_of_the_run, write

from _mutate_harness import suite
from _mutate_harness.remains import PLACES, Remains

STATE = """
import collections, contextvars, enum, functools, itertools, logging, os, threading, weakref

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


area = functools.singledispatch(lambda shape: 0)
Made = type("Made", (), {"__module__": "types"})
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
        (folder / "tmp").mkdir()
        os.environ["KEPT"] = str(folder / "tmp")
        module = state(folder)
        module.other = contextvars.ContextVar("other")
        remains = Remains(str(folder), None, str(folder / 'tmp'))
        exec(statement, vars(module))
        return sorted(remains.told())
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
    ("Made.shown = True", "state.Made.shown"),
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
    ("__import__('gc').set_threshold(9)", "interpreter: limits"),
    ("__import__('csv').register_dialect('ours')", "interpreter: csv"),
    ("__import__('mimetypes').add_type('a/b', '.ours')", "interpreter: media types"),
    ("__import__('sys').stdin = None", "interpreter: standard streams"),
    ("__import__('urllib.request').request.install_opener(1)", "interpreter: opener"),
    ("logging.getLogger().handlers[:] = [logging.NullHandler(5)]", "interpreter: loggers"),
    ("other.set(1)", "interpreter: context"),
    ("open(os.path.join(os.environ['KEPT'], 'x'), 'w').close()", "temporary: x"),
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


@pytest.mark.parametrize("kind, value, use", [
    ("io", "io.StringIO('ab')", "x.read(1)"),
    ("io", "io.BytesIO(b'ab')", "x.write(b'x')"),
    ("builtins", "bytearray(b'ab')", "x.reverse()"),
    ("array", "array.array('i', [1, 2])", "x.reverse()"),
    ("builtins", "memoryview(bytearray(b'ab'))", "x[0] = 1"),
    ("queue", "queue.SimpleQueue()", "x.put(1)"),
    ("queue", "queue.Queue()", "x.put(1)"),
    ("random", "random.Random(1)", "x.random()"),
    ("threading", "threading.Lock()", "x.acquire()"),
    ("threading", "threading.RLock()", "x.acquire()"),
    ("builtins", "(n for n in range(3))", "next(x)"),
    ("builtins", "iter([1, 2])", "next(x)"),
    ("builtins", "enumerate('ab')", "next(x)"),
    ("builtins", "map(str, [1, 2])", "next(x)"),
    ("itertools", "itertools.chain([1, 2])", "next(x)"),
    ("datetime", "[datetime.date(2020, 1, 1)]", "x[0] = datetime.date(2020, 1, 2)"),
    ("datetime", "[datetime.timedelta(1)]", "x[0] = datetime.timedelta(2)"),
    ("decimal", "[decimal.Decimal(1)]", "x[0] = decimal.Decimal(2)"),
    ("re", "[re.compile('a')]", "x[0] = re.compile('b')"),
    ("functools", "functools.partial(print, [1])", "x.args[0].append(2)"),
    ("types", "types.MappingProxyType({1: [1]})", "x[1].append(2)"),
    ("hashlib", "hashlib.sha256()", "x.update(b'x')"),
    ("xml.etree.ElementTree", "xml.etree.ElementTree.Element('a')", "x.text = 'b'"),
    ("builtins", "[].append", "x(1)"),
    ("builtins", "{n: [n] for n in range(900)}", "x[880].append(1)"),
    ("builtins", "list(range(5000))", "x[4000] = 1"),
    ("builtins", "[ValueError(1)]", "x[0].args = (2,)"),
    ("builtins", "[type('f.<locals>.Made', (), {})]", "x[0].limit = 1"),
    ("sqlite3", "sqlite3.connect(':memory:')", "x.execute('create table t (a)')"),
    ("sqlite3", "sqlite3.connect(':memory:', isolation_level=None)", "x.isolation_level = ''"),
])
def test_what_is_in_objects_that_are_written_in_c(folder, kind, value, use):
    def work():
        module = state(folder)
        exec("import %s; x = %s" % (kind, value), vars(module))
        remains = Remains(str(folder), None, str(folder / "tmp"))
        before = sorted(remains.told())
        exec(use, vars(module))
        return before, "state.x" in remains.told()
    assert forked(work) == ([], True)


def test_databases_are_read_without_a_word_to_the_project(folder):
    def work():
        import sqlite3
        module, asked = state(folder), []
        module.rows = sqlite3.connect(":memory:")
        module.rows.execute("create table t (a)")
        module.rows.set_trace_callback(asked.append)
        remains = Remains(str(folder), None, str(folder / "tmp"))
        first = sorted(remains.told())
        module.rows.execute("insert into t values (1)")
        second = remains.told()
        module.rows.rollback()
        return first, "state.rows" in second, sorted(remains.told()), [text.split()[0] for text in asked]
    assert forked(work) == ([], True, [], ["BEGIN", "insert", "ROLLBACK"])


FIXTURES = """
import pytest

class Hidden:
    pass

@pytest.fixture(scope="session")
def shared():
    return [1]
"""
USERS = """
def test_one(shared): pass
def test_two(shared): shared.append(2)
"""


def test_what_tests_share_is_looked_at_before_it_is_gone(folder):
    def loop(plugin, session):
        remains = Remains(str(folder), session, str(folder / "tmp"))
        remains.watch(plugin, session.items)
        suite.run(plugin, session.items, lambda k: None)
        return [name.rpartition("::")[2] for name in remains.told() if "fixture" in name]
    write(folder, {"conftest.py": FIXTURES, "test_users.py": USERS})
    assert forked(lambda: in_place_of_the_run(folder, loop)) == ["shared"]


@pytest.mark.parametrize("statement, left", [
    ("pass", False),
    ("CASES['b'] = 1", True),
    ("Helper.seen = True", True),
    # set up for the tests of the class, each time
    ("TestIt.client = object()", False),
    ("TestIt.found.append(1)", True),
])
def test_what_the_suite_keeps_for_itself(folder, statement, left):
    def work():
        source = "CASES = {'a': 1}\nclass Helper:\n    pass\nclass TestIt:\n    found = []\n"
        write(folder, {"test_it.py": source})
        module = types.ModuleType("test_it")
        module.__file__ = str(folder / "test_it.py")
        sys.modules["test_it"] = module
        exec(source, vars(module))
        remains = Remains(str(folder), None, str(folder / "tmp"))
        exec(statement, vars(module))
        return bool(remains.kept())
    assert forked(work) == left


@pytest.mark.parametrize("statement, words", [
    ("pass", []),
    ("table['b'] = 1", ["table"]),
    ("Kept.shown = True", ["shown"]),
    # a function's state is told by the variable that it goes on with
    ("up()", ["kept", "n"]),
    ("counter.seen = 1", ["seen"]),
    # who is called from now on, and was not before
    ("table['up'] = [counter, Slotted]", ["Slotted", "counter", "table"]),
    ("area.register(int, counter)", ["counter", "funcname", "registry"]),
    ("os.environ['MUTATE_X'] = '1'", ["MUTATE_X"]),
    ("os.chdir('/')", sorted(PLACES)),
])
def test_words_for_what_is_kept(folder, statement, words):
    def work():
        module = state(folder)
        remains = Remains(str(folder), None, str(folder / 'tmp'))
        exec(statement, vars(module))
        return remains.kept()
    assert forked(work) == words
