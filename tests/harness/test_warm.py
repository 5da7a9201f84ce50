"""What one process has computed is there in the next, and nothing else."""
import importlib
import re
import sys
import types

from _mutate_harness import warm
from support import forked

PATTERN = "a pattern of (this|that) test"


def recipe_of(work, collected=frozenset()):
    """What a process that did `work()` has to give."""
    def inside():
        re.purge()
        bare = set(sys.modules)
        work()
        return warm.recipe(bare, collected)
    return forked(inside)


def forget(*names):
    for name in names:
        sys.modules.pop(name, None)


def test_there_and_back(folder):
    """A process that was prepared is as warm as the one that the recipe is from."""
    def work():
        forget("colorsys")
        re.compile(PATTERN, re.IGNORECASE)
        re.compile(b"bytes")
        return importlib.import_module("colorsys")

    def again():
        forget("colorsys")
        re.purge()
        bare = set(sys.modules)
        warm.prepare(recipe)
        return warm.recipe(bare, set())
    recipe = recipe_of(lambda: (forget("colorsys"), work()))
    prepared = forked(again)
    wanted = [PATTERN, int(re.compile(PATTERN, re.IGNORECASE).flags & re.IGNORECASE)]
    assert wanted in recipe["patterns"] and wanted in prepared["patterns"]
    assert {type(pattern) for pattern, _ in recipe["patterns"]} == {str}  # it travels as JSON
    assert "colorsys" in prepared["modules"]


def test_code_of_the_project_is_not_run_ahead(folder):
    """Its imports are what mutants change; nor are modules that only pretend to be."""
    (folder / "of_the_project.py").write_text("x = 1\n")

    def work():
        sys.path.insert(0, str(folder))
        importlib.import_module("of_the_project")
        sys.modules["made_up"] = types.ModuleType("made_up")
        sys.modules["another_name"] = importlib.import_module("colorsys")
    modules = recipe_of(work)["modules"]
    assert not {"of_the_project", "made_up", "another_name"} & set(modules)


def test_an_installed_package_only_where_collection_imported_it(monkeypatch):
    """Else a test that asks whether it is loaded would be told another thing."""
    monkeypatch.delitem(sys.modules, "coverage.numbits", raising=False)
    def work():
        importlib.import_module("coverage.numbits")
    assert "coverage.numbits" in recipe_of(work, {"coverage"})["modules"]
    assert "coverage.numbits" not in recipe_of(work)["modules"]


def test_what_cannot_be_prepared_is_left_out():
    """Another process found it; this one goes on without."""
    recipe = {"patterns": [["(", 0], [PATTERN, 0]], "modules": ["no_such_module", "colorsys"]}

    def work():
        forget("colorsys")
        re.purge()
        warm.prepare(recipe)
        return "colorsys" in sys.modules, warm.recipe(set(), set())["patterns"]
    imported, patterns = forked(work)
    assert imported
    assert [PATTERN, 0] in patterns


def test_what_is_remembered_of_a_module_holds_as_long_as_its_names_do(monkeypatch):
    """Asked once for a module, and again where a name came or went; always for what computes its names."""
    asked = []

    def clocks(module):
        asked.append(module.__name__)
        return sorted(dir(module))
    plain, lazy, late = (types.ModuleType(name) for name in ("plain", "lazy", "late"))
    plain.first = plain.second = 1
    lazy.__dir__ = lambda: ["a", "b"]
    monkeypatch.setitem(sys.modules, "plain", plain)
    monkeypatch.setitem(sys.modules, "lazy", lazy)
    remembered = warm._remembering(clocks)
    assert "plain" in asked and "lazy" not in asked
    asked.clear()
    for _ in range(2):
        assert remembered(plain) == sorted(dir(plain))
        assert remembered(lazy) == ["a", "b"]
        assert remembered(late) == sorted(dir(late))
    assert asked == ["lazy", "late"] * 2
    plain.third = 1
    assert "third" in remembered(plain)
    del plain.third
    assert "third" not in remembered(plain)
    del plain.first
    plain.fourth = 1
    assert "fourth" in remembered(plain) and "first" not in remembered(plain)
    monkeypatch.delitem(sys.modules, "plain")
