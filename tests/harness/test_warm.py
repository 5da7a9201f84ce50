"""What one process has computed is there in the next, and nothing else."""
import importlib
import re
import sys
import types

import pytest

from _mutate_harness import warm
from support import forked

PATTERN = "a pattern of (this|that) test"


def recipe_of(work, collected=frozenset(), tree="/nowhere"):
    """What a process that did `work()` has to give."""
    def inside():
        re.purge()
        bare = set(sys.modules)
        work()
        return warm.recipe(bare, collected, tree)
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
        warm.prepare(recipe, "/nowhere")
        return warm.recipe(bare, set(), "/nowhere")
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


@pytest.mark.parametrize("looking, warmed", [
    ("'colorsys' in sys.modules", False),
    ("sys.modules.get('colorsys')", False),
    ("monkeypatch.delitem(sys.modules, 'colorsys')", False),
    ("'json' in sys.modules", True),
    ("sys.modules[__name__]", True),
    ("patch.dict(sys.modules, {'nothing': None})", True),
    ("set(sys.modules) - before", False),
    ("[name for name in sorted(sys.modules)]", False),
    ("sys.modules.keys()", False),
    ("before = sys.modules.copy()", False),
    ("'colorsys'", True),
])
def test_who_looks_for_a_module_finds_it_as_from_a_cold_start(folder, looking, warmed):
    (folder / "looking.py").write_text("import sys\n\ndef look(monkeypatch, patch):\n    %s\n" % looking)

    def work():
        sys.path.insert(0, str(folder))
        forget("colorsys")
        importlib.import_module("looking")
        importlib.import_module("colorsys")
    assert ("colorsys" in recipe_of(work, tree=str(folder))["modules"]) is warmed


def fake_freezegun(path):
    """A module that notes who is asked for clocks, and looks like freezegun's."""
    api = types.ModuleType("freezegun.api")
    api.__file__, api._GLOBAL_MODULES_CACHE, api.frozen = str(path), {}, []

    class Frozen:
        def start(self):
            api.frozen.append(1)
            for module in list(sys.modules.values()):
                if type(module) is types.ModuleType:
                    api._GLOBAL_MODULES_CACHE[module.__name__] = "known"

        def stop(self):
            pass
    api.freeze_time = lambda _: Frozen()
    api._get_cached_module_attributes = lambda module: []
    return api


def test_freezegun_knows_no_module_of_the_project(folder):
    """Which may be given its clock later on."""
    def work():
        module = types.ModuleType("late")
        module.__file__ = str(folder / "late.py")
        sys.modules["late"] = module
        sys.modules["freezegun.api"] = api = fake_freezegun("/elsewhere/freezegun/api.py")
        warm.prepare({"patterns": [], "modules": []}, str(folder))
        return len(api.frozen), "late" in api._GLOBAL_MODULES_CACHE, "sys" in api._GLOBAL_MODULES_CACHE
    assert forked(work) == (1, False, True)


def test_a_project_that_is_freezegun_is_not_run_ahead(folder):
    def work():
        sys.modules["freezegun.api"] = api = fake_freezegun(folder / "freezegun" / "api.py")
        asked = api._get_cached_module_attributes
        warm.prepare({"patterns": [], "modules": []}, str(folder))
        return api.frozen, api._get_cached_module_attributes is asked
    assert forked(work) == ([], True)


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
        warm.prepare(recipe, "/nowhere")
        return "colorsys" in sys.modules, warm.recipe(set(), set(), "/nowhere")["patterns"]
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
    remembered = warm._remembering(clocks, [module for module in list(sys.modules.values()) if type(module) is types.ModuleType])
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
