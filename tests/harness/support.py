"""What several of these files need: a process to spoil, small suites, modules to swap in."""
import ast
import importlib.util
import os
import pickle
import signal
import textwrap
import traceback

import pytest

from _mutate_harness import suite, swap


# tests that end in all ways there are
OUTCOMES = """
    import sys
    import unittest

    import pytest

    @pytest.fixture
    def breaks():
        raise OSError

    @pytest.fixture
    def breaks_later():
        yield
        raise OSError

    def test_passes(): pass
    def test_fails(): assert 1 == 2
    def test_set_up_fails(breaks): pass
    def test_tear_down_fails(breaks_later): pass
    def test_both_fail(breaks_later): assert not "text"
    def test_leaves_python(): sys.exit(0)

    @pytest.mark.skip
    def test_is_skipped(): assert False
    def test_skips(): pytest.skip("not here")
    @pytest.mark.xfail
    def test_may_fail(): assert False
    @pytest.mark.xfail
    def test_may_pass(): pass
    @pytest.mark.xfail(strict=True)
    def test_should_have_failed(): pass

    class Old(unittest.TestCase):
        def test_old_passes(self): self.assertEqual(1, 1)
        def test_old_fails(self): self.assertEqual(1, 2)
        def test_old_skips(self): self.skipTest("not here")
        @unittest.expectedFailure
        def test_old_may_fail(self): self.fail()
        @unittest.expectedFailure
        def test_old_should_have_failed(self): pass
    """


def forked(work):
    """What `work()` returns in a fork of this process; what it patches and imports goes with the fork."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(50)
        try:
            answer = True, work()
        except BaseException:
            answer = False, traceback.format_exc()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(answer))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    status = os.waitpid(pid, 0)[1]
    assert answer, "the fork ended without an answer, status %d" % status
    fine, value = pickle.loads(answer)
    assert fine, value
    return value


def write(folder, files):
    """Writes `files`, name to text, and says that pytest's root is here."""
    for name, text in {"pytest.ini": "[pytest]\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


def in_place_of_the_run(folder, loop, args=(), plugins=(), plugin=None):
    """pytest collects `folder`, then calls `loop(plugin, session)`; returns what that does.

    Leaves its traces in this process: to be called in a fork.
    """
    answers = []
    plugin = plugin or suite.Plugin(None)
    plugin.loop = lambda session: answers.append(loop(plugin, session))
    os.chdir(folder)
    code = pytest.main(["-p", "no:cacheprovider", *args, str(folder)], plugins=[plugin, *plugins])
    assert answers, "pytest ended with status %s and ran no test" % code
    return answers[0]


def snippet(source, name, nth=0):
    """The function `name` ("f", "A.f") alone, as `unit_source` of src/syntax/edit.rs writes it."""
    *classes, last = name.split(".")
    body, headers = ast.parse(source).body, []
    for wanted in classes:
        node = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == wanted)
        headers.append(" " * node.col_offset + "class %s:" % wanted)
        body = node.body
    node = [n for n in body if getattr(n, "name", None) == last][nth]
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    text = source.split("\n")[first - 1:node.end_lineno]
    return "\n" * (first - 1 - len(headers)) + "\n".join([*headers, *text]) + "\n"


class Sample:
    """A module on disk, imported, whose functions are to be exchanged."""

    def __init__(self, folder, source):
        self.source = textwrap.dedent(source)
        self.path = str(folder / "sample.py")
        with open(self.path, "w", encoding="utf-8") as handle:
            handle.write(self.source)
        spec = importlib.util.spec_from_file_location("sample", self.path)
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)

    def task(self, name, old, new, nth=0, default=False):
        """The engine's order for the mutant that has `new` for `old` in that function."""
        before = snippet(self.source, name, nth)
        assert before.count(old) == 1
        return {"path": self.path, "before": before, "after": before.replace(old, new), "default": default}

    def plan(self, *args, **kwargs):
        return swap.Live({self.path}).plan(self.task(*args, **kwargs))

    def check(self, task, call, original, mutated):
        """The mutant is seen while it is in place, and only then."""
        live = swap.Live({self.path})
        assert repr(call()) == repr(original)
        plan = live.plan(task)
        for step, expected in ((swap.put, mutated), (swap.restore, original)):
            step(plan)
            for clear in live.caches:
                clear()
            assert repr(call()) == repr(expected)
