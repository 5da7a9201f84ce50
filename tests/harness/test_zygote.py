"""What a zygote tells the engine, from what a child said and how it ended."""

import pytest

from _mutate_harness import children, zygote


def test_executable_lines(folder):
    """Those that the interpreter can trace: no comment, no blank line, nested functions included."""
    path = folder / "a.py"
    path.write_text("# a comment\nx = 1\n\ndef f():\n    # another\n    def g():\n        return x\n    return g\n")
    assert set(zygote.executable(str(path))) == {2, 4, 6, 7, 8}


@pytest.mark.parametrize("content", [b"def f(:\n", b"x = '\0'\n", b"# coding: utf-8\nx = '\xff'\n"])
def test_a_file_that_is_no_python_has_none(folder, content):
    (folder / "a.py").write_bytes(content)
    assert zygote.executable(str(folder / "a.py")) == []


def ended(*lines, status=0, timeout=None, idle=False):
    end = children.Ended()
    end.idle = idle
    end.lines = [list(line) for line in lines]
    end.status, end.timeout, end.at = status, timeout, (0, 4)
    return end


END = ("end",)


@pytest.mark.parametrize("end, expected", [
    (ended(("passed", "3"), END), {"result": "passed", "completed": 3, "leaves": False, "complains": False}),
    # the tests that were left out might have had one run that was skipped
    (ended(("skipped",), ("passed", "3"), END), {"result": "passed", "completed": 3, "leaves": True, "complains": False}),
    (ended(("failed", "7", "call", "2", "1"), END),
     {"result": "failed", "test": 7, "phase": "call", "completed": 2, "control": True, "others": []}),
    (ended(("failed", "7", "setup", "2", "0", "8,9"), END),
     {"result": "failed", "test": 7, "phase": "setup", "completed": 2, "control": False, "others": [8, 9]}),
    (ended(("failed", "7", "call", "1", "0", ""), END),
     {"result": "failed", "test": 7, "phase": "call", "completed": 1, "control": False, "others": []}),
    (ended(("collection", "t.py", "ImportError: a"), END),
     {"result": "collection", "node": "t.py", "why": "ImportError: a"}),
    (ended(("refused", "the live code", "differs"), END), {"result": "refused", "why": "the live code differs"}),
    (ended(("endless", "7", "f goes round", "0"), END),
     {"result": "endless", "test": 7, "why": "f goes round", "shown": False}),
    (ended(("endless", "7", "no way out", "1"), END), {"result": "endless", "test": 7, "why": "no way out", "shown": True}),
    # what it counted is no word on how it ended
    (ended(("counts", "[]"), ("passed", "1"), END), {"result": "passed", "completed": 1, "leaves": False, "complains": False}),
    (ended(("same",), END), {"result": "same", "why": ""}),
    # what it said before its time was up, or before it died, is no verdict
    (ended(("passed", "3"), timeout=(0, 5)), {"result": "timeout", "test": 5, "idle": False}),
    (ended(timeout=(0, -1), idle=True), {"result": "timeout", "test": -1, "idle": True}),
    (ended(("passed", "3"), status=9), {"result": "crashed", "test": 4, "why": "killed by SIGKILL"}),
    (ended(END), {"result": "crashed", "test": 4, "why": "no answer"}),
])
def test_outcome(end, expected):
    assert children.outcome(end) == {**expected, "doubtful": False}
