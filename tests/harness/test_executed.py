"""What ran is known without measuring it."""
import json
import os
import sys

import pytest

from _mutate_harness import collector, executed
from support import Sample

SOURCE = """
    def plain():
        return 1

    def outer():
        def inner():
            return 2
        return inner

    def steps():
        yield 1

    async def later():
        return 3

    class A:
        @property
        def p(self):
            return [x for x in (1, 2)]

        def unused(self):
            return 4
    """


def in_child(work):
    """What `work()` gives in a process that forks here."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as handle:
        text = handle.read()
    os.waitpid(pid, 0)
    return json.loads(text)


@pytest.fixture(autouse=True)
def places():
    """A process has one place of sys.monitoring for this, the tests share a process."""
    yield
    for tool in (3, 4):
        if hasattr(sys, "monitoring") and sys.monitoring.get_tool(tool):
            sys.monitoring.free_tool_id(tool)


def called(sample, ran):
    """The functions that begin on these lines."""
    lines = sample.source.split("\n")
    return [lines[line - 1].split("(")[0].split()[-1] for line in ran.get(sample.path, ())]


def some(module):
    module.plain()
    module.outer()
    next(module.steps())
    return module.A().p


@pytest.mark.parametrize("times", [1, 20, 3000])
def test_what_ran_in_the_child_is_told(folder, times):
    sample = Sample(folder, SOURCE)
    found = executed.Executed(str(folder))
    found.find(collector.objects())

    def work():
        assert found.ran() == executed.NOTHING
        for _ in range(times):
            some(sample.module)
        return found.ran()["sure"]
    found_there = called(sample, in_child(work))
    assert found_there[:3] == ["plain", "outer", "steps"] and found_there[3] in ("@property", "p")
    assert not {"inner", "later", "unused"} & set(found_there)


def test_what_imports_run_counts(folder):
    found = executed.Executed(str(folder))
    found.begin()
    sample = Sample(folder, SOURCE + "\n    plain()\n")
    found.find(collector.objects())
    assert called(sample, in_child(lambda: found.ran()["sure"])) == ["plain"]


def test_what_ran_before_there_was_a_child_is_told_apart(folder):
    found = executed.Executed(str(folder))
    found.begin()
    sample = Sample(folder, SOURCE + "\n    plain()\n")
    found.find(collector.objects())

    def work():
        sample.module.plain()
        sample.module.outer()
        return found.ran()
    ran = in_child(work)
    assert called(sample, ran["sure"]) == ["plain", "outer"]
    assert called(sample, ran["before"]) == ["plain"]


@pytest.mark.parametrize("times", [1, 3000])
def test_what_ran_before_the_mark_is_told_apart(folder, times):
    sample = Sample(folder, SOURCE)
    found = executed.Executed(str(folder))
    found.find(collector.objects())

    def work():
        for _ in range(times):
            sample.module.plain()
        sample.module.outer()
        found.mark()
        next(sample.module.steps())
        quiet = found.ran()
        sample.module.outer()
        sample.module.plain()
        return quiet, found.ran()
    quiet, after = in_child(work)
    assert called(sample, quiet["sure"]) == ["steps"] and {"outer", "plain"} <= set(called(sample, quiet["perhaps"]))
    assert {"outer", "steps"} <= set(called(sample, after["sure"]))
    assert "plain" in called(sample, after["sure"]) + called(sample, after["perhaps"])


def test_what_is_made_later_is_seen_by_its_code(folder):
    sample = Sample(folder, SOURCE)
    found = executed.Executed(str(folder))
    found.find(collector.objects())

    def work():
        sample.module.outer()()
        try:
            sample.module.later().send(None)
        except StopIteration:
            pass
        return found.ran()["sure"]
    assert called(sample, in_child(work)) == ["outer", "inner", "later"]


def test_a_module_that_is_imported_meanwhile_counts_as_a_whole(folder, monkeypatch):
    (folder / "more_of_it.py").write_text("A = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    found = executed.Executed(str(folder))
    found.find([])

    def work():
        import more_of_it  # noqa: F401
        return found.ran()["sure"]
    assert in_child(work) == {str(folder / "more_of_it.py"): [0]}


def test_what_a_process_of_its_own_ran_is_not_known(folder):
    found = executed.Executed(str(folder))
    found.find([])

    def work():
        pid = os.fork()
        if not pid:
            os._exit(0)
        return found.ran()
    assert in_child(work) == executed.FORKED


def test_nothing_is_left_in_the_modules(folder):
    known = set(sys.modules)
    executed.Executed(str(folder)).find([])
    assert set(sys.modules) == known
