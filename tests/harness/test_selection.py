"""What is collected of a suite of which only a part is wanted."""
import pytest
from _pytest import fixtures

from _mutate_harness import names, suite
from support import forked, in_place_of_the_run, write

FILES = {
    "test_one.py": """
        import pytest

        def test_a(): pass
        def test_b(): pass

        @pytest.mark.parametrize("x", [1, 2, 3])
        def test_c(x): pass

        class TestA:
            def test_a(self): pass
            def test_d(self): pass

        class TestB:
            def test_d(self): pass
        """,
    "inner/test_two.py": "def test_a(): pass\n",
}


def collected(folder, choose, files=FILES):
    """Node ids where `choose(selection)` was called before pytest collects."""
    write(folder, files)
    selection = suite.Selection()

    def loop(plugin, session):
        return [item.nodeid for item in session.items], plugin.outcome.collection

    def work():
        choose(selection)
        return in_place_of_the_run(folder, loop, plugins=[selection])
    found, errors = forked(work)
    assert not errors
    return found


ALL = [
    "inner/test_two.py::test_a", "test_one.py::test_a", "test_one.py::test_b", "test_one.py::test_c[1]",
    "test_one.py::test_c[2]", "test_one.py::test_c[3]", "test_one.py::TestA::test_a", "test_one.py::TestA::test_d",
    "test_one.py::TestB::test_d",
]


@pytest.mark.parametrize("ids, expected", [
    # all of the file
    (None, ALL[1:]),
    # a function; a class has others of that name, but was not named
    (["test_one.py::test_a"], ALL[1:2]),
    # a class, and of it what is named; others have methods of that name, too
    (["test_one.py::TestA::test_a"], ALL[6:7]),
    (["test_one.py::TestB::test_d"], ALL[8:]),
    # one set of parameters
    (["test_one.py::test_c[2]"], ALL[4:5]),
    (["test_one.py::test_b", "test_one.py::test_c[1]", "test_one.py::test_c[3]"], [ALL[2], ALL[3], ALL[5]]),
    # parameters that the mutant renamed: all of them
    (["test_one.py::test_c[9]"], ALL[3:6]),
])
def test_names_of_one_file(folder, ids, expected):
    """Never less than what is asked for; a little more is left out later."""
    found = collected(folder, lambda s: s.choose([str(folder / "test_one.py")], ids))
    assert found == expected


SETS = """
    import pytest

    @pytest.mark.parametrize("x", [1, 2, 2, pytest.param(4, id="four"), "b\\u00e4"])
    def test_one(x): pass

    @pytest.mark.parametrize("y", [1, 2])
    @pytest.mark.parametrize("x", [1, 2])
    def test_two(x, y): pass

    @pytest.mark.parametrize("x", [1, 2], ids="n{}".format)
    def test_three(x): pass

    @pytest.mark.parametrize("x", iter([1, 2]))
    def test_four(x): pass
    """


@pytest.mark.parametrize("function", ["test_one", "test_two", "test_three", "test_four"])
def test_sets_of_parameters_have_the_names_that_they_had(folder, function):
    files = {"test_sets.py": SETS}
    everything = collected(folder, lambda s: None, files)
    of_it = [name for name in everything if function in name]
    assert len(of_it) > 1
    for wanted in [[name] for name in of_it] + [of_it[::2], of_it]:
        found = collected(
            folder, lambda s, w=wanted: s.choose([str(folder / "test_sets.py")], w, names.sets(everything)), files)
        assert found == wanted


def test_sets_that_the_mutant_changed_in_number(folder):
    """Then no place has its name for sure."""
    known = ["test_one.py::test_c[%d]" % n for n in range(1, 5)]
    choose = [str(folder / "test_one.py")], ["test_one.py::test_c[2]"], names.sets(known)
    assert collected(folder, lambda s: s.choose(*choose)) == ALL[4:5]


def test_nothing_chosen_is_everything(folder):
    """Names without files may be of any file, so nothing is left out."""
    assert sorted(collected(folder, lambda s: None)) == sorted(ALL)
    assert sorted(collected(folder, lambda s: s.choose([], ["test_one.py::test_a"]))) == sorted(ALL)


CASES = """
    import unittest

    class Common:
        def test_one(self): pass
        def test_two(self): pass

    class First(Common, unittest.TestCase):
        def test_three(self): pass

    class Second(Common, unittest.TestCase):
        class Inner(unittest.TestCase):
            def test_two(self): pass

    Third = Second
    names = unittest.TestLoader().getTestCaseNames(First)

    class Fourth(unittest.TestCase):
        def test_names(self): self.assertEqual(names, ["test_one", "test_three", "test_two"])
    """


@pytest.mark.parametrize("ids", [["First::test_two"], ["First::test_one", "First::test_three"], ["Second::test_one"]])
def test_methods_of_unittest_classes(folder, ids):
    """Only what is wanted is made; the project's own questions to unittest are answered in full."""
    found = collected_cases(folder, ["test_cases.py::" + i for i in ids])
    assert found == ["test_cases.py::" + i for i in ids]


def test_what_can_only_warn_is_left_out(folder):
    """The same tests, and none of the questions about each name of each class, until they are wanted again."""
    manager, check = fixtures.FixtureManager, "_check_for_wrapped_fixture"
    asked = []
    undo = []

    def choose(selection):
        if hasattr(manager, check):
            original = getattr(manager, check)
            setattr(manager, check, lambda *args: asked.append(args) or original(*args))
        undo.extend(suite.fewer_checks())

    def loop(plugin, session):
        ids, before = [item.nodeid for item in session.items], len(asked)
        for u in undo:
            u()
        session.perform_collect()
        return ids, before, len(asked) > 0

    def work():
        choose(None)
        return in_place_of_the_run(folder, loop)
    write(folder, {"test_cases.py": CASES})
    ids, before, again = forked(work)
    assert "test_cases.py::First::test_two" in ids and before == 0
    assert again == hasattr(manager, check)


def test_a_unittest_class_of_another_name(folder):
    assert "test_cases.py::Third::test_two" in collected_cases(folder, ["test_cases.py::Third::test_two"])


def test_what_the_project_asks_unittest(folder):
    write(folder, {"test_cases.py": CASES})
    selection = suite.Selection()

    def loop(plugin, session):
        return [item.module.names for item in session.items]

    def work():
        selection.choose([str(folder / "test_cases.py")], ["test_cases.py::First::test_two"])
        suite.fewer_cases(selection)
        return in_place_of_the_run(folder, loop, plugins=[selection])
    assert forked(work) == [["test_one", "test_three", "test_two"]]


def collected_cases(folder, ids):
    def choose(selection):
        selection.choose([str(folder / "test_cases.py")], ids)
        suite.fewer_cases(selection)
    return collected(folder, choose, {"test_cases.py": CASES})


def test_a_choice_in_the_middle_of_collection(folder):
    """The walker stops at an import, when the folder has been listed already."""
    files = {
        "test_one.py": """
            import sys
            sys.selection.choose([__file__], None)

            def test_a(): pass
            """,
        "test_two.py": "raise OSError('is not to be imported')\n",
    }

    def choose(selection):
        import sys
        sys.selection = selection
    assert collected(folder, choose, files) == ["test_one.py::test_a"]


@pytest.mark.parametrize("ids, expected", [
    ([], (set(), {})),
    (["d/t.py::A::test_a"], ({(None, "A"), ("A", "test_a")}, {})),
    (["t.py::test_a[1-[x]]"], ({(None, "test_a")}, {"test_a": {"1-[x]"}})),
    (["t.py::test_a[x::y]", "t.py::test_a[]"], ({(None, "test_a")}, {"test_a": {"x::y", ""}})),
    # one of that name has no parameters: none may be left out
    (["t.py::test_a[1]", "t.py::A::test_a"], ({(None, "test_a"), (None, "A"), ("A", "test_a")}, {})),
    # a doctest file has no parts
    (["README.md"], (set(), {})),
])
def test_parts(ids, expected):
    assert suite._parts(ids) == expected


@pytest.mark.parametrize("code, last", [
    ("raise OSError('one\\ntwo')", "E   two"),
    ("raise OSError", "E   OSError"),
    ("1 / 0", "E   ZeroDivisionError: division by zero"),
    ("import is_not_there", "E   ModuleNotFoundError: No module named 'is_not_there'"),
    ("assert 1 == 2", "E   assert 1 == 2"),
])
@pytest.mark.parametrize("brief", [False, True])
def test_the_last_line_of_an_error_of_collection(folder, code, last, brief):
    write(folder, {"test_one.py": code + "\n"})

    def loop(plugin, session):
        return [message.strip().split("\n")[-1] for _, message in plugin.outcome.collection]

    def work():
        if brief:
            suite.brief()
        return in_place_of_the_run(folder, loop, args=["--continue-on-collection-errors"])
    assert forked(work) == [last]


@pytest.mark.parametrize("code", [
    "import pytest; pytest.skip('not here', allow_module_level=True)",
    "import pytest; pytest.importorskip('is_not_there')",
    "import unittest; raise unittest.SkipTest('not here')",
])
def test_a_module_that_skips_itself_is_skipped_where_errors_are_brief(folder, code):
    write(folder, {"test_one.py": code + "\n", "test_two.py": "def test_two(): pass\n"})

    def loop(plugin, session):
        return plugin.outcome.collection, [item.name for item in session.items]

    def work():
        suite.brief()
        return in_place_of_the_run(folder, loop)
    assert forked(work) == ([], ["test_two"])
