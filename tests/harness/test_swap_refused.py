"""Mutants that must not be put in place: each would be another program than the mutant's."""
import sys

import pytest

from _mutate_harness import swap
from support import Sample


def refuses(sample, why, *args, **kwargs):
    with pytest.raises(swap.NotSwappable, match=why):
        sample.plan(*args, **kwargs)


PLAIN = "def f(x):\n    return x + 1\n"


def test_a_generator_that_is_running(folder):
    """It would go on with the old code, whatever its function has."""
    sample = Sample(folder, "def f(x):\n    yield x + 1\n\nrunning = f(1)\nnext(running)\n")
    refuses(sample, "running already", "f", "x + 1", "x - 1")
    del sample.module.running
    assert sample.plan("f", "x + 1", "x - 1")


def test_a_coroutine_that_is_suspended(folder):
    sample = Sample(folder, "async def f(x):\n    return x + 1\n\nstarted = f(1)\n")
    refuses(sample, "running already", "f", "x + 1", "x - 1")
    sample.module.started.close()


@pytest.mark.parametrize("source, old, new", [
    ("def f(x=1):\n    return x\n", "x=1", "x=2"),
    ("@(lambda g: g)\ndef f(x):\n    return x\n", "g: g", "g: None"),
    ("def f(x: 1):\n    return x\n", "x: 1", "x: 2"),
])
def test_code_that_ran_at_import(folder, source, old, new):
    """Its value was taken when the module was imported; no exchange can change that."""
    if sys.version_info >= (3, 14) and "x: 1" in source:
        pytest.skip("annotations are evaluated when asked for")
    refuses(Sample(folder, source), "runs at import|no live function", "f", old, new)


def test_live_code_that_is_not_the_source(folder):
    """A decorator or an import hook has rewritten it."""
    sample = Sample(folder, PLAIN)
    code = sample.module.f.__code__
    sample.module.f.__code__ = code.replace(co_consts=(None, 1, 5), co_name=code.co_name)
    refuses(sample, "differs from the source", "f", "x + 1", "x - 1")


def test_live_code_that_was_made_from_the_source(folder):
    """A decorator has compiled the function again, changed and without its own line; the first one is there, too."""
    sample = Sample(folder, """
        import ast, inspect

        def doubled(function):
            tree = ast.parse(inspect.getsource(function))
            tree.body[0].decorator_list, tree.body[0].body[0].value.right.value = [], 2
            ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
            exec(compile(tree, __file__, "exec"), scope := {})
            scope["f"].__wrapped__ = function
            return scope["f"]

        @doubled
        def f(x):
            return x + 1
        """)
    assert sample.module.f(1) == 3
    assert sample.module.f.__wrapped__(1) == 2
    refuses(sample, "differs from the source", "f", "x + 1", "x - 1")


def test_a_file_whose_code_is_older_than_its_text(folder):
    """What the engine read is not what was imported."""
    sample = Sample(folder, PLAIN)
    sample.source = PLAIN.replace("+ 1", "+ 2")
    refuses(sample, "differs from the source", "f", "x + 2", "x - 2")


def test_a_file_that_is_not_imported(folder):
    sample = Sample(folder, PLAIN)
    task = {**sample.task("f", "x + 1", "x - 1"), "path": str(folder / "other.py")}
    with pytest.raises(swap.NotSwappable, match="not imported"):
        swap.Live({sample.path}).plan(task)


def test_a_function_that_is_gone(folder):
    """Else its mutant would run nowhere and seem to survive."""
    sample = Sample(folder, PLAIN + "\n\ndef g():\n    pass\n\ndel f\n")
    refuses(sample, "no live function", "f", "x + 1", "x - 1")
    refuses(Sample(folder, "def f(x=1):\n    return x\n\ndef g():\n    pass\n\ndel f\n"), "no live function",
            "f", "x=1", "x=2", default=True)


def test_a_closure_that_has_no_cell_for_the_mutant(folder):
    sample = Sample(folder, """
        def outer(n):
            n = n + 1
            return lambda x: x

        made = outer(1)
        """)
    refuses(sample, "variable that the function does not hold", "outer", "x: x", "x: n")
    del sample.module.made
    assert sample.plan("outer", "x: x", "x: n")


def test_a_method_that_loses_its_only_super(folder):
    """The class body then makes no cell for it: that code ran at import."""
    sample = Sample(folder, "class A:\n    def f(self):\n        return super().__hash__()\n")
    refuses(sample, "runs at import", "A.f", "super().__hash__()", "7")


def test_a_nested_function_in_use_that_goes(folder):
    """Which of the others a closure in use belongs to is no longer sure."""
    sample = Sample(folder, """
        def outer(n):
            return (lambda: n), (lambda: 2)

        made = outer(1)
        """)
    refuses(sample, "comes or goes", "outer", "(lambda: 2)", "None")
    del sample.module.made
    assert sample.plan("outer", "(lambda: 2)", "None")


def twins(folder, lambdas):
    """What three closures of one line give where the first of `lambdas`, x + 1, has become x - 1; None: refused."""
    sample = Sample(folder, "def f():\n    return %s\n\nmade = f()\n" % lambdas)
    try:
        swap.put(sample.plan("f", "return (lambda x: x + 1)", "return (lambda x: x - 1)"))
    except swap.NotSwappable:
        return None
    return [function(3) for function in sample.module.made]


def test_twins_on_one_line(folder):
    """Python before 3.11 makes one code object of both, so the mutant cannot be put into one of them."""
    assert twins(folder, "(lambda x: x + 1), (lambda x: x + 1)") in (None, [2, 4])


def test_twins_beside_the_mutant_s_double(folder):
    """The mutant makes a twin of another function and parts from its own."""
    assert twins(folder, "(lambda x: x + 1), (lambda x: x + 1), (lambda x: x - 1)") in (None, [2, 4, 2])


@pytest.mark.skipif(sys.version_info < (3, 13), reason="older Pythons take it in silence")
def test_a_function_that_becomes_a_generator(folder):
    """The exchange would warn, and where warnings are errors the worker would fail."""
    refuses(Sample(folder, "def f(x):\n    return [x]\n"), "another kind", "f", "return [x]", "yield x + 1")


@pytest.mark.parametrize("new", ["x +", "await x", "(yield) = 1", "x = (y := 1"])
def test_a_mutant_that_is_no_python(folder, new):
    """Told apart from a refusal: such a mutant is invalid, however it is tried."""
    with pytest.raises(SyntaxError):
        Sample(folder, PLAIN).plan("f", "x + 1", new)


@pytest.mark.parametrize("new", ["len('ab')", "[] or 1", "y"])
def test_a_default_that_is_computed(folder, new):
    """It would have to be evaluated where the function is defined."""
    refuses(Sample(folder, "y = 1\n\ndef f(x=1):\n    return x\n"), "computed", "f", "=1", "=" + new, default=True)


def test_defaults_that_were_taken_away(folder):
    """Which of the values is the mutant's cannot be said."""
    sample = Sample(folder, "def f(x=1):\n    return x\n\nf.__defaults__ = (1, 2)\n")
    refuses(sample, "default values differ", "f", "x=1", "x=2", default=True)


@pytest.mark.parametrize("first, put", [
    ("x=1", "f.__defaults__ = (3,)"), ("x=1", "f.__defaults__ = (True,)"), ("*, x=1", "f.__kwdefaults__['x'] = 3"),
])
def test_defaults_that_are_others_by_now(folder, first, put):
    sample = Sample(folder, "def f(%s):\n    return x\n\n%s\n" % (first, put))
    refuses(sample, "default values differ", "f", "x=1", "x=2", default=True)


def test_a_default_mutant_that_changes_two(folder):
    """The engine has one value in mind; another snippet is a mistake, not a mutant."""
    sample = Sample(folder, "def f(x=1, y=2):\n    return x\n")
    refuses(sample, "more than a default", "f", "x=1, y=2", "x=2, y=1", default=True)
