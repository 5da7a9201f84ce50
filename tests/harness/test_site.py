"""What is put on the path of a Python process that a test starts."""
import os
import pathlib
import subprocess
import sys
import threading
import types

import _mutate_harness
from _mutate_harness import measure
from _mutate_harness.site import _mutate_hidden
from support import forked

SITE = pathlib.Path(_mutate_harness.__file__).parent / "site"


def python(code, *path, **env):
    """Standard output of a Python with these folders on its path."""
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(map(str, path)), **env}
    out = subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, check=True)
    return out.stdout.decode()


def test_the_user_s_own_start_is_not_hidden(folder):
    """Python runs one `sitecustomize` only; ours runs the next, and leaves the path."""
    (folder / "sitecustomize.py").write_text("import sys\nsys.started = __file__\n")
    code = "import sys, sitecustomize; print(sys.started, sitecustomize.__file__, %r in sys.path)" % str(SITE)
    own = str(folder / "sitecustomize.py")
    assert python(code, SITE, folder).split() == [own, own, "False"]


def test_without_an_order_nothing_is_measured():
    """The path is inherited by whatever that process starts."""
    assert python("import sys; print('coverage' in sys.modules)", SITE).split() == ["False"]


def test_an_order_that_cannot_be_followed_is_no_error(folder):
    """An interpreter without coverage.py runs as if nobody had asked."""
    (folder / "coverage.py").write_text("raise ImportError\n")
    assert python("print('fine')", SITE, folder, MUTATE_SUBPROCESS='["%s", "t0", []]' % folder) == "fine\n"


def test_a_process_is_measured_to_its_end(folder):
    """Its lines are in a file of their own when it leaves by an error, too; it sees no tracer."""
    script = folder / "script.py"
    script.write_text("import sys\nprint(sys.gettrace())\nsys.exit(3)\n")
    order = '["%s", "t7", ["%s"]]' % (folder, script)
    env = {**os.environ, "PYTHONPATH": str(SITE), "MUTATE_SUBPROCESS": order}
    out = subprocess.run([sys.executable, str(script)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (out.returncode, out.stdout, out.stderr) == (3, b"None\n", b"")
    name, = [name for name in os.listdir(folder) if name.startswith("sub.")]
    code = "import coverage, sys; d = coverage.CoverageData(%r); d.read(); print(d.contexts_by_lineno(%r))" % (
        str(folder / name), str(script))
    assert eval(python(code)) == {1: ["t7"], 2: ["t7"], 3: ["t7"]}


def test_the_tracer_is_hidden_and_comes_back(folder):
    """From code that asks; a tracer of its own is seen, and ours is there again after it, and after the undo."""
    def work():
        cov = measure._coverage({str(folder / "a.py")}, False, [], str(folder))
        cov.start()
        undo = _mutate_hidden.hide()
        before = sys.gettrace()

        def own(*_):
            return None
        sys.settrace(own)
        during = sys.gettrace() is own
        sys.settrace(before)
        undo()
        return before, during, type(sys.gettrace()).__module__.partition(".")[0]
    assert forked(work) == (None, True, "coverage")


def test_the_tracer_comes_back_to_who_never_asked(folder):
    """`settrace(f)`, `settrace(None)`: all tests that follow would seem to run no line."""
    def work():
        cov = measure._coverage({str(folder / "a.py")}, False, [], str(folder))
        cov.start()
        undo = _mutate_hidden.hide()
        sys.settrace(lambda *_: None)
        sys.settrace(None)
        undo()
        return sys.gettrace() is not None
    assert forked(work)


def test_who_sets_a_tracer_is_told_but_for_coverage_s_own(folder):
    def work():
        found = []
        cov = measure._coverage({str(folder / "a.py")}, False, [], str(folder))
        cov.start()
        undo = _mutate_hidden.hide(lambda: found.append(1))
        thread = threading.Thread(target=str)
        thread.start()
        thread.join()
        sys.settrace(None)
        of_others = len(found)
        sys.settrace(lambda *_: None)
        undo()
        return of_others, len(found)
    assert forked(work) == (0, 1)


def test_who_switches_greenlets_is_told(monkeypatch):
    """And where there are none, or a module of that name without them, nothing happens."""
    def heard(module):
        found = []
        monkeypatch.setitem(sys.modules, "greenlet", module)
        _mutate_hidden.greenlets(lambda: found.append(1))
        return found
    switching = types.SimpleNamespace(settrace=lambda told: told("switch", (None, None)))
    assert heard(switching) == [1]
    assert heard(types.SimpleNamespace()) == heard(None) == []
