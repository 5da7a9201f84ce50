"""What a test looks at besides code."""
import inspect
import linecache
import os
import shutil
import tempfile
import time
import traceback
import types

from _mutate_harness import surroundings
from support import forked, write


def seen(tree, work):
    """What is noted while `work()` runs with the tree for its working folder."""
    def watched():
        os.chdir(str(tree))
        tempfile.tempdir = str(tree / "temporary")
        around = surroundings.Surroundings(str(tree), lambda: "t0")
        around.start()
        try:
            work()
        finally:
            around.stop()
        work()  # nothing is noted any more
        return {kind: sorted(what) for kind, what in around.found.get("t0", {}).items()}
    return forked(watched)


def ask(path):
    try:
        with open(path) as handle:
            handle.read()
    except OSError:
        pass


def test_files_that_are_there_and_files_that_are_not(folder):
    """Relative to the tree, however they are named; outside of it by their paths, but for what is the worker's or the system's."""
    (folder / "a.txt").write_text("x")

    def work():
        ask("a.txt")
        ask(str(folder / "sub" / "missing.txt"))
        ask(str(folder.parent.parent / "other.txt"))
        ask(str(folder.parent / "beside.txt"))
        ask("/proc/self/stat")
        os.path.exists("asked.txt")
        (folder / "by_path").is_file()
    assert seen(folder, work) == {
        "opened": ["a.txt", "asked.txt", "by_path", "sub/missing.txt"], "outside": [str(folder.parent.parent / "other.txt")]}


def test_what_is_changed_is_asked_for(folder):
    """Where it is not there, an error says so."""
    def tried(what, *paths):
        try:
            what(*paths)
        except OSError:
            pass

    def work():
        tried(os.remove, "removed.txt")
        tried(os.rename, "from.txt", "to.txt")
        tried(os.rmdir, "folder")
    assert seen(folder, work) == {"opened": ["folder", "from.txt", "removed.txt", "to.txt"]}


def test_what_the_suite_has_made_outside_does_not_count(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "sub"
    elsewhere.mkdir()
    old, new = elsewhere / "old.txt", elsewhere / "new.txt"
    old.write_text("x")
    time.sleep(0.05)

    def watched():
        tempfile.tempdir = str(folder / "temporary")
        around = surroundings.Surroundings(str(folder / "tree"), lambda: "t0")
        around.start()
        new.write_text("y")
        ask(str(new))
        ask(str(old))
        around.stop()
        return sorted(around.settled()["t0"]["outside"])
    assert forked(watched) == [str(old)]


def test_a_path_that_is_resolved_says_nothing_of_the_file(folder):
    (folder / "a.txt").write_text("x")

    def work():
        os.path.realpath("a.txt")
        os.path.realpath("missing.txt")
    assert seen(folder, work) == {"listed": ["a.txt"], "opened": ["missing.txt"]}


def test_source_that_is_read_as_text(folder):
    """By whomever for whatever he makes of it; not by who prints a line of it, and not by who asks whether it is there."""
    for name in "read", "made", "printed", "asked":
        (folder / (name + ".py")).write_text("def f():\n    return 1\n")
    scope = {}
    exec(compile("def f(): return 1", str(folder / "made.py"), "exec"), scope)

    def work():
        ask("read.py")
        linecache.clearcache()
        inspect.getsource(scope["f"])
        traceback.StackSummary.extract([(types.SimpleNamespace(
            f_code=scope["f"].__code__.replace(co_filename=str(folder / "printed.py")), f_globals={}, f_locals={}), 1)]).format()
        (folder / "asked.py").is_file()
    assert seen(folder, work) == {"read": ["made.py", "read.py"], "opened": ["asked.py", "made.py", "read.py"]}


def test_folders(folder):
    """Their names are what was looked at."""
    (folder / "data").mkdir()

    def work():
        os.listdir("data")
        list(os.scandir("."))
    assert seen(folder, work) == {"listed": ["", "data"]}


def test_variables(folder):
    """By name where there is one; what belongs to every shell counts for the project's own code only."""
    def work():
        os.environ.get("SOME")
        os.getenv("OTHER")
        "THIRD" in os.environ
        os.environ.get("HOME")
    assert seen(folder, work) == {"variables": ["OTHER", "SOME", "THIRD"]}
    assert seen(folder, lambda: dict(os.environ)) == {"variables": ["*"]}


def test_what_is_put_in_place_of_a_function_can_what_it_can(folder):
    """`shutil` asks the module `os` which of its functions take what."""
    (folder / "a").write_text("x")

    def work():
        assert os.stat in os.supports_follow_symlinks and os.stat in os.supports_fd
        shutil.copy2("a", "b")
        shutil.rmtree("missing", ignore_errors=True)
    assert "a" in seen(folder, work)["opened"]
    assert os.stat in os.supports_fd


def test_modules_are_sorted_by_whose_they_are():
    """The project's by where they lie; the standard library is part of the interpreter."""
    here = os.path.dirname(os.path.abspath(__file__))
    project, packages = surroundings.modules(here)
    assert os.path.join(here, "support.py") in project
    assert any(path.endswith(os.path.join("pytest", "__init__.py")) for path in packages)
    assert not any(path.endswith(os.path.join("json", "__init__.py")) for path in project + packages)


def test_the_interpreter_is_described_without_a_path():
    """Words that hold on another machine, too."""
    words = surroundings.interpreter()
    assert any(word.startswith("pytest==") for word in words)
    assert not any(word.startswith(os.sep) for word in words)


def distribution(site, name, home):
    """As pip writes it down where a package is installed from where it is written."""
    write(site, {
        "%s-1.dist-info/METADATA" % name: "Metadata-Version: 2.1\nName: %s\nVersion: 1\n" % name,
        "%s-1.dist-info/RECORD" % name: "__editable__.%s.pth,sha256=%s,9\n../bin/x,sha256=%s,9\n%s/a.py,sha256=1,9\n" % (name, home, home, name),
        "%s-1.dist-info/direct_url.json" % name: '{"url": "file://%s", "dir_info": {"editable": true}}' % home,
    })


def test_code_that_is_installed_where_it_is_written_counts_but_not_the_projects_own(folder, monkeypatch):
    write(folder, {"tree/a.py": "", "user/a.py": "", "other/pkg/b.py": "", "other/.git/c.py": "", "python/d.py": "", "site/x.txt": ""})
    for name in ("own", "other"):
        distribution(folder / "site", name, folder / {"own": "user"}.get(name, name))
    monkeypatch.setattr("sys.path", [str(folder / "site")])
    monkeypatch.setattr(surroundings, "originals", {str(folder / "user")})
    monkeypatch.setenv("PYTHONPATH", "%s:%s" % (folder / "python", folder / "user"))
    found = surroundings.installed_elsewhere(str(folder / "tree"))
    inside = sorted(path[len(str(folder)) + 1:] for path in found)
    assert inside == ["other", "other/pkg", "other/pkg/b.py", "python", "python/d.py"]


def test_what_a_distribution_has_installed_counts_and_where_it_is_does_not(folder, monkeypatch):
    monkeypatch.setattr("sys.path", [str(folder / "site")])
    monkeypatch.delenv("PYTHONPATH", raising=False)
    distribution(folder / "site", "one", "/here")
    before = surroundings.interpreter()
    distribution(folder / "site", "one", "/there")
    assert surroundings.interpreter() == before
    write(folder, {"site/one-1.dist-info/entry_points.txt": "[some]\nname = a:b\n"})
    assert surroundings.interpreter() != before
