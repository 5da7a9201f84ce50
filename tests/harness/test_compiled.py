"""Code that is read once for all children is the code that each would read."""
import importlib.machinery as machinery
import importlib.util
import os
import sys

import pytest
from _pytest.assertion import rewrite

from _mutate_harness import compiled
from support import forked, in_place_of_the_run, write

FILES = {
    "plain.py": "value = 1\n",
    "test_sample.py": """
        import plain

        def test_value():
            assert plain.value == 1
        """,
}


def asked(folder, before=None, mutated=None, path="plain.py"):
    """What a process that read `path` ahead says on import: whether it read it again, and the module's value."""
    write(folder, FILES)
    file = str(folder / path)

    def work():
        sys.dont_write_bytecode = False
        machinery.SourceFileLoader("plain", file).get_code("plain")  # makes the bytecode
        memory = compiled.Compiled()
        memory.modules([file])
        if before:
            before(file)
        memory.mutated = mutated and file
        again = []
        original = machinery.SourceFileLoader.get_code
        machinery.SourceFileLoader.get_code = lambda loader, name: again.append(name) or original(loader, name)
        undo = memory.serve()
        spec = importlib.util.spec_from_file_location("plain", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for u in reversed(undo):
            u()
        return len(again), module.value, module.__file__ == file
    return forked(work)


def test_a_module_is_not_read_again(folder):
    assert asked(folder) == (0, 1, True)


def test_the_mutant_is_read(folder):
    assert asked(folder, mutated=True) == (1, 1, True)


@pytest.mark.parametrize("text", ["value = 2\n", "value = 17\n"])
def test_a_file_that_has_changed_is_read(folder, text):
    """Of equal size, too: the time tells."""
    def change(file):
        with open(file, "w") as handle:
            handle.write(text)
        os.utime(file, ns=(1, os.stat(file).st_mtime_ns + 3_000_000_000))
    assert asked(folder, before=change) == (1, int(text.split()[-1]), True)


def test_a_file_that_is_gone_is_looked_for(folder):
    with pytest.raises(Exception):
        asked(folder, before=os.remove)


def test_what_has_no_bytecode_is_left_alone(folder):
    write(folder, FILES)

    def work():
        memory = compiled.Compiled()
        memory.modules([str(folder / "plain.py")])
        return memory._known
    assert forked(work) == {}


def test_test_files_come_as_pytest_rewrote_them(folder):
    """From memory, where there is bytecode of them."""
    write(folder, FILES)

    def loop(plugin, session):
        return [item.nodeid for item in session.items]

    def work():
        memory = compiled.Compiled()
        memory.tests([str(folder / "test_sample.py")])
        known = [path for path, code in memory._known.items() if code]
        read = []
        original = rewrite._read_pyc
        rewrite._read_pyc = lambda *args, **more: read.append(args[0]) or original(*args, **more)
        memory.serve()
        ids = in_place_of_the_run(folder, loop)
        return len(known), len(read), ids

    def writing():
        sys.dont_write_bytecode = False
        return in_place_of_the_run(folder, loop)
    assert forked(work) == (0, 1, ["test_sample.py::test_value"])
    forked(writing)
    assert forked(work) == (1, 0, ["test_sample.py::test_value"])
