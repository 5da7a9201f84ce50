"""What earlier tests leave to those of a mutant."""
import importlib
import types

from _mutate_harness import beforehand, suite, swap
from support import forked, in_place_of_the_run, snippet, write

SHOP = """
    TABLE = {}

    def price(key, known=False):
        return TABLE.get(key, 0) if known else 0

    def ask(key):
        answer = price(key, False)
        return answer

    def report():
        if not TABLE:
            TABLE["x"] = 1
        return sorted(TABLE)

    def fill(book, key):
        if key not in book:
            book[key] = 1
        return book[key]

    def registry():
        names = []
        def drop(name):
            if name in names:
                names.remove(name)
        return names, drop

    def counting():
        count = 0
        while True:
            count += yield count

    def write(path):
        if not path.exists():
            path.write_text("x")
    """
TESTS = """
    import os
    import time
    import unittest
    import pytest
    import shop

    @pytest.fixture(scope="module")
    def book():
        return {}

    @pytest.fixture(scope="module")
    def place(request):
        return request.config.rootpath / "tmp"

    @pytest.fixture(scope="module")
    def made():
        return shop.registry()

    @pytest.fixture(scope="module")
    def running():
        generator = shop.counting()
        next(generator)
        return generator

    @pytest.fixture(scope="module")
    def held():
        return os.getpid()

    @pytest.fixture
    def empty():
        return {}

    @pytest.fixture(scope="module")
    def served():
        import threading
        done = threading.Event()
        threading.Thread(target=done.wait, daemon=True).start()
        yield {}
        done.set()

    def test_fill():
        shop.TABLE["x"] = 1

    def test_ask():
        assert shop.ask("x") == 0

    def test_report():
        assert shop.report() == ["x"]

    def test_empty():
        shop.TABLE.clear()
        assert shop.report()

    def test_put(book):
        book["x"] = 1

    def test_shared(book):
        assert shop.fill(book, "x") == 1

    def test_written(place):
        shop.write(place / "made")

    def test_written_again(place):
        shop.write(place / "made")
        assert (place / "made").read_text() == "x"

    def test_own(empty):
        assert shop.fill(empty, "x") == 1

    class TestBook(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.book = {}

        def test_a_put(self):
            self.book["x"] = 1

        def test_b_shared(self):
            self.assertEqual(shop.fill(self.book, "x"), 1)

    def test_make(made):
        made[0].append("x")

    def test_made(made):
        made[1]("x")
        assert made[0] == []

    def test_run(running):
        running.send(1)

    def test_running(running):
        before = running.send(0)
        assert running.send(1) == before + 1

    def test_hold(held): pass

    def test_held(held, book):
        time.sleep(0 if held == os.getpid() else 100)
        assert shop.fill(book, "x") == 1

    def test_serve(served):
        served["x"] = 1

    def test_served(served):
        assert shop.fill(served, "x") == 1
    """
SHOWN = ("ask", "False", "True")
HIDDEN = ("report", '"x"', '"y"')
UNFILLED = ("fill", "key not in book", "False")
BREAKS = ("report", "sorted", "list and 1 or")


def rounds(folder, first, *wanted):
    """The tests that fail in each round, after `first`: (mutants, tests)."""
    write(folder, {"shop.py": SHOP, "test_it.py": TESTS, "tmp/there": ""})
    source = (folder / "shop.py").read_text()

    def task(name, old, new):
        before = snippet(source, name)
        return {"path": str(folder / "shop.py"), "before": before, "after": before.replace(old, new), "default": False, "tests": []}

    def run(plugin, session):
        shop = importlib.import_module("shop")
        said = []

        def tests(wanted, stop=True, run=suite.run):
            return run(plugin, [session.items[t] for t in wanted], lambda k: None, stop)
        zygote = types.SimpleNamespace(
            plugin=plugin, run=tests, items=session.items, order={"tree": str(folder), "tmp": str(folder / "tmp")}, passes=lambda test: not tests([test]), clear_caches=lambda: None,
            page=types.SimpleNamespace(mutant=0, at=lambda test: None), live=swap.Live({str(folder / "shop.py")}))
        child = types.SimpleNamespace(say=lambda *words: said.append(words))
        orders = [{"mutants": [task(*mutant) for mutant in mutants], "tests": own} for mutants, own in wanted]
        beforehand.run(zygote, child, first, orders, range(len(orders)), lambda *_: (0.3, 1.0))
        return said, shop.ask("x")
    said, asked = forked(lambda: in_place_of_the_run(folder, run, ["--import-mode=prepend"]))
    assert asked == 0, "no mutant is in place at the end"
    assert all(word == "round" for word, *_ in said)
    found = {number: [int(test) for test in failed.split(",") if test] for _, number, failed in said}
    return [found.get(k) for k in range(len(wanted))]


def test_what_an_earlier_test_has_filled_shows_a_mutant(folder):
    assert rounds(folder, [], ([SHOWN], [1])) == [[]]
    assert rounds(folder, [0], ([SHOWN], [1])) == [[1]]


def test_what_an_earlier_test_has_loaded_hides_a_mutant(folder):
    assert rounds(folder, [], ([HIDDEN], [2])) == [[2]]
    assert rounds(folder, [0], ([HIDDEN], [2])) == [[]]


def test_several_are_in_place_at_once_and_none_afterwards(folder):
    assert rounds(folder, [0], ([SHOWN, BREAKS], [1, 2]), ([], [1, 2])) == [[1, 2], []]


def test_what_a_failing_test_left_half_done_is_put_right(folder):
    broken = ("report", 'TABLE["x"] = 1', "raise KeyError")
    assert rounds(folder, [0], ([broken], [3]), ([SHOWN], [1])) == [[3], [1]]


def test_what_is_set_up_for_several_is_as_the_tests_before_have_left_it(folder):
    """At the end of the suite it would be made anew."""
    assert rounds(folder, range(11), ([UNFILLED], [5]), ([UNFILLED], [8]), ([UNFILLED], [10]), ([UNFILLED], [8, 10])) == [[], [8], [], [8]]
    assert rounds(folder, [5, 10], ([UNFILLED], [5]), ([UNFILLED], [10])) == [[5], [10]], "they are the first that have it"


def test_what_it_has_done_to_files_is_put_right(folder):
    unwritten = ("write", 'path.write_text("x")', "pass")
    destroys = ("write", "if not path.exists()", "if not path.write_text('y')")
    assert rounds(folder, range(8), ([destroys], [7]), ([unwritten], [7])) == [[7], []]


def test_where_a_thread_would_be_lost_all_are_asked_in_the_end(folder):
    assert rounds(folder, [17, 18], ([UNFILLED], [18])) == [[18]]


def test_what_never_ends_in_its_place_has_failed(folder):
    endless = ("fill", "return book[key]", "while key: pass")
    assert rounds(folder, range(9), ([endless], [5]), ([SHOWN], [1])) == [[5], [1]]


def test_what_a_fixture_has_made_of_functions_has_the_mutant_too(folder):
    kept = ("registry", "name in names", "not names")
    assert rounds(folder, range(15), ([kept], [12])) == [[12]]


def test_of_what_goes_on_without_the_mutant_nothing_is_said(folder):
    still = ("counting", "count += yield count", "count = yield count")
    assert rounds(folder, range(15), ([still], [14]), ([still], [1]), ([SHOWN], [1])) == [None, [], [1]]


def test_what_would_wait_for_ever_in_a_fork_is_asked_in_the_end(folder):
    assert rounds(folder, range(17), ([UNFILLED], [16]), ([UNFILLED], [5])) == [[16], []]
