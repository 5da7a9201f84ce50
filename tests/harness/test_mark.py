"""Whether a mutant's statement has run: told for each kind of statement that a mutant can be in."""
import copy
import pickle

import pytest
from support import Sample

from _mutate_harness import mark, swap

# what is edited, and which of f(0) and f(1) run its statement
PLACES = {
    "an expression": ("def f(x):\n    if x:\n        return x + 1\n    return x", "x + 1", "x - 1", [1]),
    "the head of a statement": ("def f(x):\n    if x:\n        while x < 1:\n            x += 1\n    return x", "x < 1", "x <= 0", [1]),
    "another condition": ("def f(x):\n    if x == 0:\n        return 1\n    elif x == 1:\n        return 2", "x == 1", "x != 1", [1]),
    "what is done else": ("def f(x):\n    for _ in range(x):\n        break\n    else:\n        x = 2 + 1\n    return x", "2 + 1", "2 - 1", [0]),
    "what is done in the end": ("def f(x):\n    if x:\n        try:\n            pass\n        finally:\n            x = 2 + 1", "2 + 1", "2 - 1", [1]),
    "a handler": ("def f(x):\n    try:\n        [5][x]\n    except IndexError:\n        x = 2 + 1\n    return x", "2 + 1", "2 - 1", [1]),
    "a statement that goes": ("def f(x):\n    if x:\n        print(end='')\n    return x", "print(end='')", "pass", [1]),
    "a comprehension": ("def f(x):\n    if x:\n        return [y + 1 for y in (1, 2)]", "y + 1", "y - 1", [1]),
    "after a wide character": ("def f(x):\n    if x:\n        y = '\u00e4\u20ac'; x = x + 1\n    return x", "x + 1", "x - 1", [1]),
    "on several lines": ("def f(x):\n    return x and (\n        2,\n        x + 1,\n    )", "x + 1", "x - 1", [0, 1]),
    "a nested function": ("def f(x):\n    def g():\n        return x + 1\n    return x and g()", "x + 1", "x - 1", [1]),
    "a class in a function": ("def f(x):\n    if x:\n        class A:\n            y = 2 + 1\n    return x", "2 + 1", "2 - 1", [1]),
    "a generator": ("def f(x):\n    def g():\n        yield x + 1\n    made = g()\n    return x and list(made)", "x + 1", "x - 1", [1]),
    "a coroutine": ("from asyncio import run, sleep\nasync def g(x):\n    if x:\n        await sleep(0 * 1)\ndef f(x):\n    run(g(x))", "0 * 1", "0 / 1", [1]),
    "a variable that the mutant drops": ("def f(x):\n    y = 1\n    def g():\n        return x + y\n    return x and g()", "x + y", "x", [1]),
}


@pytest.mark.parametrize("source, old, new, runs", PLACES.values(), ids=PLACES)
def test_only_who_runs_it_sets_the_mark(folder, source, old, new, runs):
    sample = Sample(folder, source + "\n")
    task = sample.task("g" if "async" in source else "f", old, new)
    for x in (0, 1):
        live = swap.Live({sample.path})
        plan, found = mark.planned(live, task, live.plan(task))
        if found is None:
            assert new == "x", "a mark is given up only where cells must be kept"
            continue
        swap.put(plan)
        assert not mark.passed(found)
        sample.module.f(x)
        swap.restore(plan)
        assert mark.passed(found) == (x in runs), x


@pytest.mark.parametrize("source, old, new", [
    ("def f(x, y=1 + 1):\n    return x", "1 + 1", "1 - 1"),
    ("def f(x):\n    return (lambda: x + 1)()", "x + 1", "x - 1"),
])
def test_what_runs_at_a_time_of_its_own_has_none(folder, source, old, new):
    sample = Sample(folder, source + "\n")
    task = sample.task("f", old, new, default="y=" in source)
    assert mark.planned(swap.Live({sample.path}), task, "as it was") == ("as it was", None)


def test_code_with_a_mark_can_be_hashed_and_says_its_lines(folder):
    """Libraries keep code in tables; a traceback names the line of the statement."""
    sample = Sample(folder, "def f(x):\n    x = 2\n    return 1 / (x - x)\n")
    task = sample.task("f", "x - x", "x * 0")
    live = swap.Live({sample.path})
    plan, _ = mark.planned(live, task, live.plan(task))
    swap.put(plan)
    assert {sample.module.f.__code__: 1}
    held = [one for one in sample.module.f.__code__.co_consts if type(one) is mark.Mark]
    assert pickle.loads(pickle.dumps(held)) == copy.deepcopy(held) == [{}], "libraries send code to other processes"
    with pytest.raises(ZeroDivisionError) as raised:
        sample.module.f(1)
    assert raised.traceback[-1].lineno == 2
