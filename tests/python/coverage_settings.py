"""Projects that differ in their coverage settings only, for `compare_pytest_cov.py --settings`."""
import os
import pathlib

SOURCES = {
    "src/shop/__init__.py": "from .a import f\n",
    "src/shop/a.py": '''
import os

TYPE_CHECKING = False


def f(x):
    if x:
        return 1
    return 2


def g(x): return 3  # pragma: no cover


def h(x):
    while x:  # loop-forever
        x -= 1
        if x > 100:
            break
    if TYPE_CHECKING:
        raise NotImplementedError
    for i in range(x):
        assert i
    return x


def debug(x):
    if os.environ.get("DEBUG_SHOP"):
        print(x)

    class Local:
        def __repr__(self):
            return "x"
    found = [y for y in range(3) if y]
    try:
        return found[x]
    except IndexError:
        return None
    finally:
        x = 0


def many(x):
    """Ways that branch."""
    try:
        with open(os.devnull) as handle:
            y = 1 if x else 2
    except OSError:
        y = 3
    else:
        y += 1
    while True:
        if y > 3:
            break
        y += 1
    for z in ():
        y = z
    else:
        y += 1
    return y if (x and y) or (lambda: 0)() else [
        k
        for k in range(y) if k
    ]


async def later(x):
    async for y in x:
        return y


def steps(n):
    for i in range(n):
        if i % 2:
            continue
        yield i
    return
''',
    "src/shop/work.py": '''
import sys


def square(x):
    if x > 2:
        return x * x
    return x * x + 0


def both():
    import threading
    out = []
    t = threading.Thread(target=lambda: out.append(square(3)))
    t.start()
    t.join()
    return out


def pool(kind):
    import multiprocessing
    with multiprocessing.get_context(kind).Pool(2) as p:
        out = p.map(square, [1, 2])
        p.close()
        p.join()
    return out


def spawned():
    import subprocess
    return subprocess.run([sys.executable, "-m", "shop.main", "7"], capture_output=True, text=True).stdout


def forked():
    import os
    pid = os.fork()
    if pid == 0:
        only_in_fork()
        os._exit(0)
    os.waitpid(pid, 0)


def only_in_fork():
    return 1


def switched():
    try:
        import greenlet
    except ImportError:
        return 9

    def other(x):
        if x:
            x = main.switch(x)
        return square(3)
    main = greenlet.getcurrent()
    one = greenlet.greenlet(other)
    assert one.switch(1) == 1
    return one.switch(0)
''',
    "src/shop/main.py": '''
import sys


def main(argv):
    if len(argv) > 1:
        print("arg", argv[1])
    else:
        print("none")


if __name__ == "__main__":
    main(sys.argv)
''',
    "src/shop/never.py": "x = 1\n\n\ndef y():\n    return 2\n",
    "src/shop/empty.py": "",
    "src/shop/dos.py": "def dos(x):\r\n    if x:\r\n        return 1\r\n    return 2\r\n",
    "src/shop/latin.py": b"# -*- coding: latin-1 -*-\nNAME = '\xe4'\n\n\ndef name(x):\n    return NAME if x else '\xf6'\n",
    "src/shop/gen/__init__.py": "",
    "src/shop/gen/z.py": "z = 1\n",
    "src/space/part/mod.py": "def part(x):\n    return x or 1\n",
    "src/single.py": "def single():\n    return 1\n",
    "src/book.ipynb": "{}\n",
    "conftest.py": '''
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "src"))
os.environ["PYTHONPATH"] = os.pathsep.join([sys.path[0], *filter(None, [os.environ.get("PYTHONPATH")])])
''',
    "tests/conftest.py": "def helper(x):\n    if x:\n        return 1\n    return 2\n",
    "tests/test_a.py": '''
import pytest

from shop import f
from shop.a import debug, h, many, steps
from shop.dos import dos
from shop.latin import name
from space.part.mod import part


def test_f():
    assert f(1) == 1


@pytest.mark.parametrize("x", [0, 2])
def test_h(x):
    assert h(x) == 0


def test_debug():
    assert debug(1) == 2
    assert debug(9) is None


def test_many():
    assert many(1) == 5
    assert many(0) == [1, 2, 3, 4]
    assert list(steps(3)) == [0, 2]


@pytest.mark.skip
def test_skipped():
    assert dos(0)


def test_others():
    assert dos(1) and name(1) and part(0)


@pytest.fixture(scope="module")
def wide():
    yield f(1)
    f(0)


def test_wide(wide):
    assert wide
''',
    "tests/test_w.py": '''
import pytest

from shop import work


def test_both():
    assert work.both() == [9]


@pytest.mark.parametrize("kind", ["fork", "spawn"])
def test_pool(kind):
    assert work.pool(kind) == [1, 4]


def test_spawned():
    assert "arg" in work.spawned()


def test_forked():
    work.forked()


def test_switched():
    assert work.switched() == 9
''',
    "early.py": '''
def pytest_configure(config):
    if config.option.verbose > 5:
        config.much = True
    config.early = True
''',
    "covplug.py": '''
import coverage


class Plugin(coverage.CoveragePlugin):
    def configure(self, config):
        lines = list(config.get_option("report:exclude_lines") or [])
        config.set_option("report:exclude_lines", [*lines, "return 2"])

    def find_executable_files(self, folder):
        return []


def coverage_init(registry, options):
    registry.add_configurer(Plugin())
''',
    "fileplug.py": '''
import os

import coverage


class Tracer(coverage.FileTracer):
    def __init__(self, name):
        self.name = name

    def source_filename(self):
        return self.name


class Plugin(coverage.CoveragePlugin):
    def file_tracer(self, filename):
        return Tracer(filename) if os.path.basename(filename) == "a.py" else None

    def file_reporter(self, filename):
        from coverage.python import PythonFileReporter
        return PythonFileReporter(filename)


def coverage_init(registry, options):
    registry.add_file_tracer(Plugin())
''',
    "contextplug.py": '''
import coverage


class Plugin(coverage.CoveragePlugin):
    def dynamic_context(self, frame):
        return frame.f_code.co_name if frame.f_code.co_name.startswith("test_") else None


def coverage_init(registry, options):
    registry.add_dynamic_context(Plugin())
''',
}


def _pyproject(run="", report="", more="", addopts=""):
    pytest = "[tool.pytest.ini_options]\ntestpaths = ['tests']\n" + ("addopts = %r\n" % addopts if addopts else "")
    return {"pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n\n%s\n[tool.coverage.run]\n%s\n\n[tool.coverage.report]\n%s\n%s" % (
        pytest, run, report, more)}


_SHOP = "source = ['shop']\n"
_BRANCH = _SHOP + "branch = true\n"
_INI = {"pytest.ini": "[pytest]\ntestpaths = tests\n"}

# name: files
SETTINGS = {
    "nothing": {},
    "plain": _pyproject(_SHOP),
    "branch": _pyproject(_BRANCH),
    "everything": _pyproject("source = ['.']\nbranch = true"),
    "no-source": _pyproject("branch = true"),
    "relative": _pyproject("source = ['src']\nbranch = true\nrelative_files = true"),
    "omit": _pyproject("source = ['src']\nomit = ['*/gen/*', 'src/shop/never.py']"),
    "omit-tests": _pyproject("branch = true\nomit = ['tests/*', 'conftest.py']"),
    "include": _pyproject("include = ['src/shop/a*', '*/work.py']\nbranch = true"),
    "include-omit": _pyproject("include = ['src/*']\nomit = ['src/shop/w*']"),
    "source-pkgs": _pyproject("source_pkgs = ['shop']\nbranch = true"),
    "source-pkgs-sub": _pyproject("source_pkgs = ['shop.gen', 'shop.a', 'single']\nbranch = true"),
    "source-both": _pyproject("source = ['tests']\nsource_pkgs = ['shop']"),
    "source-dirs": _pyproject("source_dirs = ['src']\nbranch = true"),
    "source-dots": _pyproject("source = ['shop.gen', 'shop.never', 'space']\nbranch = true"),
    "source-absent": _pyproject("source = ['shop', 'nowhere']"),
    "exclude": _pyproject(_BRANCH, "exclude_also = ['raise NotImplementedError', 'def __repr__', 'if os.environ']\npartial_branches = ['loop-forever']"),
    "exclude-lines": _pyproject(_BRANCH, "exclude_lines = ['assert', 'while']\npartial_also = ['for i']"),
    "exclude-many": _pyproject(_BRANCH, "exclude_also = ['(?s:try:.*?finally:)', 'class Local:\\n', '\\A(?s:.*# -.- coding: latin.*)\\Z']"),
    "report-omit": _pyproject(_SHOP, "omit = ['*/work.py']\nskip_covered = true\nprecision = 2"),
    "report-include": _pyproject(_BRANCH, "include = ['*/a.py', '*/work.py']\nskip_empty = true"),
    "namespaces": _pyproject("source = ['src']\nbranch = true", "include_namespace_packages = true"),
    "fail-under": _pyproject(_BRANCH, "fail_under = 99"),
    "fail-under-met": _pyproject(_BRANCH, "fail_under = 10"),
    "fail-under-precise": _pyproject(_BRANCH, "fail_under = 77.77\nprecision = 2"),
    "subprocess": _pyproject(_BRANCH + "patch = ['subprocess']"),
    "fork": _pyproject(_BRANCH + "patch = ['fork']"),
    "exit": _pyproject(_BRANCH + "patch = ['_exit']"),
    "patches": _pyproject(_BRANCH + "patch = ['subprocess', 'fork', '_exit']\nparallel = true"),
    "parallel": _pyproject(_BRANCH + "parallel = true"),
    "multiprocessing": _pyproject(_BRANCH + "concurrency = ['multiprocessing', 'thread']\nsigterm = true"),
    "multiprocessing-parallel": _pyproject(_SHOP + "concurrency = ['multiprocessing']\nparallel = true"),
    "multiprocessing-all": _pyproject("branch = true\nconcurrency = ['multiprocessing']"),
    "thread": _pyproject(_BRANCH + "concurrency = ['thread']"),
    "greenlet": _pyproject(_BRANCH + "concurrency = ['greenlet', 'thread']"),
    "paths": _pyproject("source = ['src']\nbranch = true\nrelative_files = true", "", "[tool.coverage.paths]\nsource = ['src/shop', '*/other/shop']\n"),
    "data-file": _pyproject(_BRANCH + "data_file = 'out/.cov'"),
    "contexts": _pyproject(_BRANCH + "dynamic_context = 'test_function'\ncontext = 'ci'"),
    "context-plugin": _pyproject(_BRANCH + "plugins = ['contextplug']"),
    "pytrace": _pyproject(_BRANCH + "core = 'pytrace'"),
    "sysmon": _pyproject(_BRANCH + "core = 'sysmon'"),
    "timid": _pyproject(_BRANCH + "timid = true"),
    "plugin": _pyproject(_BRANCH + "plugins = ['covplug']", "", "[tool.coverage.covplug]\nx = 1\n"),
    "file-plugin": _pyproject(_SHOP + "plugins = ['fileplug']"),
    "ignored-errors": _pyproject(_BRANCH + "disable_warnings = ['no-data-collected']", "ignore_errors = true"),
    "coveragerc": {**_INI, ".coveragerc": "[run]\nsource = shop\nbranch = True\nomit = */gen/*\n[report]\nexclude_also =\n    if x > 100\n"},
    "setup-cfg": {"setup.cfg": "[tool:pytest]\ntestpaths = tests\n[coverage:run]\nsource = shop\nbranch = True\n[coverage:report]\nomit = */never.py\n"},
    "tox-ini": {"tox.ini": "[pytest]\ntestpaths = tests\n[coverage:run]\nsource = shop\nbranch = True\n[coverage:report]\nomit = */never.py\n"},
    "several-files": {**_pyproject("source = ['tests']"), "setup.cfg": "[coverage:run]\nbranch = True\n", "tox.ini": "[coverage:run]\nsource = shop\n"},
    "variables": {**_INI, ".coveragerc": "[run]\nsource = ${COVERED-shop}\nbranch = ${BRANCHES-True}\n"},
    "addopts-cov": _pyproject(_BRANCH, addopts="--cov"),
    "addopts-package": _pyproject("omit = ['*/gen/*']", addopts="--cov=shop --cov-branch --cov-report=term-missing"),
    "addopts-two": _pyproject("", addopts="--cov=src/shop --cov=tests --cov-report=xml --cov-report html"),
    "addopts-over": _pyproject("source = ['tests']", addopts="--cov shop --cov-append -q"),
    "addopts-dot": _pyproject("branch = true", addopts="--cov=. --cov-report="),
    "addopts-config": {**_pyproject("source = ['tests']", addopts="--cov --cov-config=other.ini"), "other.ini": "[run]\nsource = shop\nbranch = True\n[report]\nexclude_also = while\n"},
    "addopts-fail": _pyproject(_SHOP, addopts="--cov --cov-fail-under=95"),
    "addopts-fail-both": _pyproject(_SHOP, "fail_under = 99", addopts="--cov --cov-fail-under=20 --no-cov-on-fail"),
    "addopts-fail-precision": _pyproject(_SHOP, addopts="--cov --cov-fail-under=99.99 --cov-precision=2"),
    "addopts-xdist": _pyproject(_BRANCH, addopts="-n2 --cov --cov-context=test"),
    "addopts-reset": _pyproject(_BRANCH, addopts="--cov=tests --cov-reset --cov=shop"),
    "addopts-module": _pyproject("branch = true", addopts="--cov=single --cov=shop.a"),
    "addopts-ini": {"pytest.ini": "[pytest]\ntestpaths = tests\naddopts =\n    --cov=src\n    --cov-branch\n    -p no:cacheprovider\n"},
    "addopts-plugin": _pyproject("source = ['.']\nbranch = true", addopts="-p early --cov"),
}


def make(name, folder):
    """The project below `folder`; whether its addopts ask for coverage themselves."""
    files = {**SOURCES, **SETTINGS[name]}
    for path, content in files.items():
        target = pathlib.Path(folder, path)
        os.makedirs(target.parent, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return name.startswith("addopts")
