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
    """
TESTS = """
    import shop

    def test_fill():
        shop.TABLE["x"] = 1

    def test_ask():
        assert shop.ask("x") == 0

    def test_report():
        assert shop.report() == ["x"]

    def test_empty():
        shop.TABLE.clear()
        assert shop.report()
    """
SHOWN = ("ask", "False", "True")
HIDDEN = ("report", '"x"', '"y"')
BREAKS = ("report", "sorted", "list and 1 or")


def rounds(folder, first, *wanted):
    """The tests that fail in each round, after `first`: (mutants, tests)."""
    write(folder, {"shop.py": SHOP, "test_it.py": TESTS})
    source = (folder / "shop.py").read_text()

    def task(name, old, new):
        before = snippet(source, name)
        return {"path": str(folder / "shop.py"), "before": before, "after": before.replace(old, new), "default": False, "tests": []}

    def run(plugin, session):
        shop = importlib.import_module("shop")
        said = []

        def tests(wanted, stop=True):
            return suite.run(plugin, [session.items[t] for t in wanted], lambda k: None, stop)
        zygote = types.SimpleNamespace(
            plugin=plugin, run=tests, passes=lambda test: not tests([test]), clear_caches=lambda: None,
            page=types.SimpleNamespace(mutant=0, at=lambda test: None), live=swap.Live({str(folder / "shop.py")}))
        child = types.SimpleNamespace(say=lambda *words: said.append(words))
        orders = [{"mutants": [task(*mutant) for mutant in mutants], "tests": own} for mutants, own in wanted]
        beforehand.run(zygote, child, first, orders, range(len(orders)))
        return said, shop.ask("x")
    said, asked = forked(lambda: in_place_of_the_run(folder, run, ["--import-mode=prepend"]))
    assert asked == 0, "no mutant is in place at the end"
    assert [(word, number) for word, number, _ in said] == [("round", k) for k in range(len(wanted))]
    return [[int(test) for test in failed.split(",") if test] for *_, failed in said]


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
