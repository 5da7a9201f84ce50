"""A mutant's definitions in a live module, and the original's back in place."""
import importlib.util
import sys
import textwrap
import types

import pytest

from _mutate_harness import graft

SOURCE = '''
    """A module."""
    from __future__ import annotations
    import functools

    LIMIT = 3
    TABLE = [("a", 1), ("b", 2)]

    def double(function):
        @functools.wraps(function)
        def doubled(*args):
            return 2 * function(*args)
        return doubled

    def plain(x, more=10):
        return x + more

    @double
    def wrapped(x):
        return x + 1

    @functools.lru_cache(None)
    def cached(x):
        return x + LIMIT

    class Thing:
        size = 4

        def __init__(self):
            self.weight = 5

        @property
        def total(self):
            return self.size + self.weight

        @staticmethod
        def made():
            return 6

    THING = Thing()
    half = functools.partial(plain, 5)
    first, second = "x", "y"; third = "z"
    '''


@pytest.fixture
def sample(folder):
    path = folder / "grafted.py"
    path.write_text(textwrap.dedent(SOURCE), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("grafted", str(path))
    module = sys.modules["grafted"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["grafted"]


def state(module, user):
    """What tests can see, through the module and through names imported from it."""
    return [
        user.LIMIT, list(user.TABLE), user.plain(1), user.wrapped(1), user.cached(1), user.Thing().total,
        user.Thing.made(), user.THING.total, user.half(), module.LIMIT, module.third, hasattr(module, "second"),
    ]


@pytest.mark.parametrize("old, new, place, value", [
    ("LIMIT = 3", "LIMIT = 4", (0, 4, 9), (4, 5, 4)),
    ('("b", 2)', '("b", 0)', (1,), ([("a", 1), ("b", 0)],)),
    ("more=10", "more=20", (2, 8), (21, 25)),
    ("return x + more", "return x - more", (2, 8), (-9, -5)),
    ("return x + 1", "return x + 2", (3,), (6,)),
    ("return 2 *", "return 3 *", (3,), (6,)),
    ("    @functools.wraps", "    #", (), ()),
    ("    return x + LIMIT", "    return x - LIMIT", (4,), (-2,)),
    ("size = 4", "size = 0", (5, 7), (5, 5)),
    ("weight = 5", "weight = 0", (5, 7), (4, 4)),
    ("self.size + ", "", (5, 7), (5, 5)),
    ("return 6", "return 7", (6,), (7,)),
    ('third = "z"', 'third = "w"', (10,), ("w",)),
    ('first, second = "x", "y"', "pass", (11,), (False,)),
])
def test_put_and_restore(sample, old, new, place, value):
    user = types.ModuleType("user")
    vars(user).update({name: v for name, v in vars(sample).items() if not name.startswith("__")})
    del user.first, user.second  # who imported it would no longer be imported
    source = textwrap.dedent(SOURCE)
    grafted = graft.Graft(sample, [sample, user], source.encode())
    original = state(sample, user)
    start = source.index(old)
    grafted.put(start, start + len(old), new)
    expected = list(original)
    for k, v in zip(place, value):
        expected[k] = v
    assert state(sample, user) == expected
    grafted.restore()
    assert state(sample, user) == original


@pytest.mark.parametrize("old, new, error", [("LIMIT = 3", "LIMIT = 3 / 0", ZeroDivisionError), ("LIMIT = 3", "LIMIT = (", SyntaxError)])
def test_what_cannot_be_imported(sample, old, new, error):
    source = textwrap.dedent(SOURCE)
    grafted = graft.Graft(sample, [sample], source.encode())
    with pytest.raises(error):
        grafted.put(source.index(old), source.index(old) + len(old), new)
    grafted.restore()
    assert state(sample, sample)[0] == 3
