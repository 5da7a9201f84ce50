"""Functions that a mutant is put into, seen by calling them as a test would."""
import gc
import sys

import pytest

from _mutate_harness import collector, swap
from support import Sample, forked


def changes(folder, source, name, old, new, call, original, mutated, **more):
    sample = Sample(folder, source)
    sample.check(sample.task(name, old, new, **more), lambda: call(sample.module), original, mutated)


@pytest.mark.parametrize("decorator, arguments, call", [
    ("", "self, x", lambda cls: cls().f(3)),
    ("@staticmethod", "x", lambda cls: cls.f(3)),
    ("@classmethod", "cls, x", lambda cls: cls.f(3)),
    ("@property", "self, x=3", lambda cls: cls().f),
])
def test_members_of_a_class(folder, decorator, arguments, call):
    """Whatever holds the function, it is the same function object."""
    source = "class A:\n    %s\n    def f(%s):\n        return x + 1\n" % (decorator, arguments)
    changes(folder, source, "A.f", "x + 1", "x - 1", lambda m: call(m.A), 4, 2)


def test_a_bound_method_that_was_kept(folder):
    """A reference taken at import follows, as does the class it was taken from."""
    changes(folder, """
        class A:
            def f(self, x):
                return x + 1

        kept = A().f
        """, "A.f", "x + 1", "x - 1", lambda m: (m.kept(3), m.A().f(3)), (4, 4), (2, 2))


def test_closures_made_before_and_after(folder):
    """Each closure has a function object of its own; new ones come from the outer code."""
    changes(folder, """
        def outer(n):
            def inner(x):
                return x + n
            return inner

        made = [outer(10), outer(20)]
        """, "outer", "x + n", "x - n",
            lambda m: [f(1) for f in [*m.made, m.outer(30)]], [11, 21, 31], [-9, -19, -29])


def test_a_nested_function_that_nobody_made_yet(folder):
    changes(folder, """
        def outer(n):
            def inner(x):
                return x + n
            return inner(1)
        """, "outer", "x + n", "x - n", lambda m: m.outer(10), 11, -9)


def test_a_method_of_a_class_inside_a_function(folder):
    """The class body between the two is no function, and the class may be there already."""
    changes(folder, """
        def outer():
            class A:
                def f(self, x):
                    return x + 1
            return A

        Made = outer()
        """, "outer", "x + 1", "x - 1", lambda m: (m.Made().f(3), m.outer()().f(3)), (4, 4), (2, 2))


def test_a_cached_function(folder):
    """The function inside `lru_cache` is found, and its cache is known so that it can be cleared."""
    changes(folder, """
        import functools

        @functools.lru_cache(maxsize=None)
        def f(x):
            return x + 1
        """, "f", "x + 1", "x - 1", lambda m: m.f(3), 4, 2)


def test_only_the_watched_files_caches_are_cleared(folder):
    """What other code has cached is not the mutant's business."""
    sample = Sample(folder, "import functools\n\n@functools.lru_cache\ndef f(x):\n    return x\n")
    assert len(swap.Live({sample.path}).caches) == 1
    assert swap.Live({str(folder / "other.py")}).caches == []


def test_a_wrapped_function(folder):
    """The name leads to the wrapper, the mutant goes into what is wrapped."""
    changes(folder, """
        import functools

        def twice(function):
            @functools.wraps(function)
            def wrapper(*args):
                return 2 * function(*args)
            return wrapper

        @twice
        def f(x):
            return x + 1
        """, "f", "x + 1", "x - 1", lambda m: m.f(3), 8, 4)


def test_name_mangling(folder):
    """`self.__x` is another name inside a class: the snippet is compiled in its nest."""
    changes(folder, """
        class A:
            def __init__(self):
                self.__x = 3

            def f(self):
                return self.__x + 1
        """, "A.f", "self.__x + 1", "self.__x - 1", lambda m: m.A().f(), 4, 2)


def test_the_class_cell_is_kept_by_a_function_that_drops_it(folder):
    """`super` reaches its class through a hidden variable, `__class__`, which has a cell like any other."""
    changes(folder, """
        class A:
            def f(self):
                def inner():
                    return __class__.__name__
                return inner, super().__class__

        made = A().f()[0]
        """, "A.f", "__class__.__name__", "7", lambda m: (m.made(), m.A().f()[0]()), ("A", "A"), (7, 7))


def test_a_cell_is_kept_by_a_closure_that_drops_its_variable(folder):
    """Python refuses code with fewer free variables than the function has cells."""
    changes(folder, """
        def outer(n):
            return lambda x: x + n

        made = outer(10)
        """, "outer", "x + n", "x", lambda m: (m.made(1), m.outer(5)(1)), (11, 6), (1, 1))


def test_functions_of_one_name_are_told_apart_by_their_line(folder):
    """Equal text in two places: only the function of the mutant's place changes."""
    source = """
        def f(x):
            return x + 1

        first = f

        def f(x):
            return x + 1
        """
    changes(folder, source, "f", "x + 1", "x - 1", lambda m: (m.first(3), m.f(3)), (4, 4), (4, 2), nth=1)
    changes(folder, source, "f", "x + 1", "x - 1", lambda m: (m.first(3), m.f(3)), (4, 4), (2, 4))


def test_the_future_flags_of_the_module_hold(folder):
    """The snippet has no `from __future__` of its own, yet must compile to the same code."""
    changes(folder, """
        from __future__ import annotations

        def f(x):
            y: int = x + 1
            return y
        """, "f", "x + 1", "x - 1", lambda m: m.f(3), 4, 2)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are of Python 3.12")
def test_a_generic_function(folder):
    """Its type parameters have a scope of their own around it."""
    changes(folder, "def f[T](x: T) -> T:\n    return x + 1\n", "f", "x + 1", "x - 1", lambda m: m.f(3), 4, 2)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="refused where Python warns of it")
def test_a_function_becomes_a_generator(folder):
    """The kind of function is in its code's flags, which go with the code."""
    changes(folder, "def f(x):\n    return [x]\n", "f", "return [x]", "yield x + 1",
            lambda m: list(m.f(3)), [3], [4])


def test_a_generator_that_is_not_running(folder):
    changes(folder, "def f(x):\n    yield x + 1\n", "f", "x + 1", "x - 1", lambda m: list(m.f(3)), [4], [2])


@pytest.mark.parametrize("old, new", [
    ("1", "1.0"), ("1", "True"), ("0.0", "-0.0"), ("-0.0", "0.0"), ("(1, 2)", "(1.0, 2)"), ("(0.0,)", "(-0.0,)"),
    ("0j", "-0j"), ("'a'", "b'a'"),
])
def test_constants_that_are_equal_yet_differ(folder, old, new):
    """1 == 1.0 == True, and 0.0 == -0.0: to a test they are not the same."""
    source = "def f():\n    return [%s]\n" % old
    changes(folder, source, "f", "[%s]" % old, "[%s]" % new, lambda m: m.f(), [eval(old)], [eval(new)])


def test_constants_inside_a_frozen_set(folder):
    sample = Sample(folder, "def f(x):\n    return x in {1, 2}\n")
    assert sample.plan("f", "{1, 2}", "{1.0, 2}")


@pytest.mark.parametrize("old, new", [("(x)", "x"), ("'a' 'b'", "'ab'"), ("x  # a", "x  # b")])
def test_equal_code_gives_an_empty_plan(folder, old, new):
    """Nothing that runs has changed: the mutant is equivalent."""
    sample = Sample(folder, "def f(y, x):\n    return %s\n" % old)
    assert sample.plan("f", old, new) == []


@pytest.mark.parametrize("arguments, old, new, mutated", [
    ("x, y=1", "y=1", "y=2", (0, 2, None)),
    ("x, y=1, k=-1", "k=-1", "k=+1", (0, 1, 1)),
    ("x, y=1, *, k='a'", "'a'", "''", (0, 1, "")),
    ("x, *, y=5, k=None", "y=5", "y=0", (0, 0, None)),
])
def test_a_literal_default(folder, arguments, old, new, mutated):
    """Positional and keyword-only ones; the others keep their values."""
    source = "def f(%s):\n    return x, y, locals().get('k')\n" % arguments
    sample = Sample(folder, source)
    original = sample.module.f(0)
    sample.check(sample.task("f", old, new, default=True), lambda: sample.module.f(0), original, mutated)


def test_the_next_function_may_begin_on_the_next_line(folder):
    """It is no other code of this one."""
    sample = Sample(folder, "def f(x):\n    return (x +\n            1)\ndef g(x):\n    return x * 2\n")
    assert sample.plan("f", "x +", "x -") and sample.plan("g", "x * 2", "x / 2")


def test_a_closure_that_came_later_is_found_and_nothing_is_thawed(folder):
    """What had been frozen before is known already; to look through it once more would have every collection go through it."""
    sample = Sample(folder, """
        def make(n):
            def more():
                return n + 1
            return more

        def count(n):
            while n:
                yield n
                n = n - 1
        """)

    def work():
        collector.show()
        plans = [swap.Live({sample.path}).plan(sample.task(*change)) for change in (("make", "n + 1", "n + 2"), ("count", "n - 1", "n - 2"))]
        collector.freeze()
        frozen, later, counting = gc.get_freeze_count(), sample.module.make(1), sample.module.count(4)
        next(counting)
        found = [swap.late(plan) for plan in plans]
        swap.put(found[0][0])
        mutated = later()
        counting.close()
        del counting
        return mutated, [bool(running) for _, running in found], swap.late(plans[1])[1], gc.get_freeze_count() == frozen > 1000
    assert forked(work) == (3, [False, True], False, True)
