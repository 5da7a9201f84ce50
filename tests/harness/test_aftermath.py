"""What survivors leave to tests that do not run them."""
import importlib
import types

from _mutate_harness import aftermath, suite, swap
from support import forked, in_place_of_the_run, snippet, write

SHOP = """
    from calendar import setfirstweekday

    def sundays():
        setfirstweekday(6)
        setfirstweekday(0)

    def add(a, b):
        total = a + b
        return total
    """
TESTS = """
    import calendar, shop

    def test_sundays():
        shop.sundays()

    def test_add():
        assert shop.add(1, 1)

    def test_week():
        assert calendar.weekheader(2).startswith("Mo")
    """
LEAVES = ("sundays", "setfirstweekday(0)", "pass")
LEAVES_NOTHING = ("add", "a + b", "a * b")


def failing(folder, mutants, tests=(2, 1, 0)):
    """Which tests fail after these: [(mutant, its tests)]."""
    write(folder, {"shop.py": SHOP, "test_it.py": TESTS})
    source = (folder / "shop.py").read_text()

    def task(name, old, new, own):
        before = snippet(source, name)
        return {"path": str(folder / "shop.py"), "before": before, "after": before.replace(old, new), "default": False, "tests": own}

    def run(plugin, session):
        shop = importlib.import_module("shop")
        said = []
        page = types.SimpleNamespace(mutant=0, at=lambda test: None)
        zygote = types.SimpleNamespace(
            plugin=plugin, items=session.items, page=page, live=swap.Live({str(folder / "shop.py")}))
        child = types.SimpleNamespace(say=lambda *words: said.append(words))
        aftermath.run(zygote, child, [task(*mutant, own) for mutant, own in mutants], list(tests))
        return said, shop.add(2, 3)
    (said,), total = forked(lambda: in_place_of_the_run(folder, run, ["--import-mode=prepend"]))
    assert said[0] == "after" and total == 5, "no mutant is in place at the end"
    return [int(test) for test in said[1].split(",") if test]


def test_a_test_that_does_not_run_it_notices_what_a_mutant_leaves(folder):
    assert failing(folder, [(LEAVES, [0])]) == [2]
    assert failing(folder, [(LEAVES_NOTHING, [1])]) == []


def test_no_mutant_hides_what_one_before_it_left(folder):
    assert failing(folder, [(LEAVES, [0]), (LEAVES_NOTHING, [1])]) == [2]
    assert failing(folder, [(LEAVES_NOTHING, [1]), (LEAVES, [0])]) == [2]


def test_what_runs_with_the_next_mutant_may_notice_it(folder):
    assert failing(folder, [(LEAVES, [0, 2])], tests=[]) == [2]


def test_the_same_tests_without_mutants_leave_nothing(folder):
    original = (LEAVES[0], LEAVES[1], LEAVES[1])
    assert failing(folder, [(original, [0, 2])]) == []


def test_no_test_runs_right_after_itself():
    """pytest would not set it up anew."""
    mutants = [{"tests": [1, 2]}, {"tests": [2]}, {"tests": [2, 0]}]
    row = aftermath._row(mutants, [0, 1, 2])
    assert all(one[0] != other[0] for one, other in zip(row, row[1:]))
    wanted = {(1, 0), (2, 0), (2, 1), (2, 2), (0, 2), (0, None), (1, None), (2, None)}
    assert wanted <= set(row) and row[-3:] == [(0, None), (1, None), (2, None)]
    numbers = [3 if number is None else number for _, number in row]
    assert numbers == sorted(numbers), "each mutant is in place once"
    assert aftermath._row([{"tests": [0]}], [0]) == [(0, 0)]
