"""The worker's copy is imported, however the project was installed."""
import importlib
import sys

from _mutate_harness import paths
from support import forked

# as setuptools writes it for an editable install
FINDER = """
import importlib.util

MAPPING = {"mapped": %r}
NAMESPACES = {"space": [%r]}


class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name in MAPPING:
            return importlib.util.spec_from_file_location(name, MAPPING[name] + "/__init__.py")
"""


def places(folder):
    """The user's project and its copy, alike but for what `where` says."""
    for where in ("original", "copy"):
        for name in ("src/plain.py", "top.py", "src/mapped/__init__.py"):
            path = folder / where / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("where = %r\n" % where)
    return folder / "original", folder / "copy"


def test_the_copy_is_imported(folder):
    """Entries of the user's folder on the path and in an editable install's table lead to the copy."""
    original, copy = places(folder)
    (folder / "finders").mkdir()
    (folder / "finders" / "__editable___mapped_finder.py").write_text(
        FINDER % (str(original / "src/mapped"), str(original / "src")))

    def work():
        sys.path[1:1] = [str(original / "src"), str(folder / "finders")]
        finder = importlib.import_module("__editable___mapped_finder")
        sys.meta_path.insert(0, finder.Finder)
        paths.redirect(str(original), str(copy), [""])
        found = [importlib.import_module(name).where for name in ("plain", "top", "mapped")]
        return found, finder.NAMESPACES["space"], sys.path[:2]
    found, spaces, first = forked(work)
    assert found == ["copy", "copy", "copy"]
    assert spaces == [str(copy / "src")]
    assert first == [str(copy), str(copy / "src")]


def test_roots_come_first_and_once(folder):
    """A plain install in site-packages must not win; a neighbour whose name begins alike is left alone."""
    original, copy = places(folder)
    neighbour = str(folder / "original-2")

    def work():
        sys.path[:] = ["", neighbour, str(original / "src"), "elsewhere"]
        paths.redirect(str(original), str(copy), ["src", "", "lib"])
        return sys.path
    assert forked(work) == [str(copy), str(copy / "src"), str(copy / "lib"), neighbour, "elsewhere"]


def test_what_is_not_copied_stays(folder):
    """The packages of a virtual environment inside the project, which the copy does without."""
    original, copy = places(folder)
    packages = original / ".venv" / "site-packages"
    packages.mkdir(parents=True)

    def work():
        sys.path[:] = ["", str(original / "src"), str(packages)]
        paths.redirect(str(original), str(copy), [""])
        return sys.path
    assert forked(work) == [str(copy), str(copy / "src"), str(packages)]


def test_foreign(folder):
    """A module that came from elsewhere has no mutants in it; one that is not loaded is none."""
    original, copy = places(folder)
    modules = {name: str(copy / "src" / (name + ".py")) for name in ("plain", "absent")}

    def work(root):
        sys.path.insert(0, str(root / "src"))
        importlib.import_module("plain")
        return paths.foreign(modules)
    assert forked(lambda: work(copy)) == []
    assert forked(lambda: work(original)) == [["plain", str(original / "src/plain.py")]]
