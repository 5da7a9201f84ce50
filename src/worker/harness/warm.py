"""What a suite computes once in a process and every child would compute again.

Only what no test can tell from a cold start: compiled patterns of `re`, modules
of the standard library and of packages that are in use already, and
freezegun's table of who imported a clock.  A child that ran the whole suite
says what there is (`recipe`); the process that forks children prepares it.

Nothing of the project is run ahead, nor looked at: its variables may come to hold
a clock later on.  Code of the project that looks for a module in `sys.modules` may
find out whether it was imported.
"""
import importlib
import os
import re
import sys
import sysconfig
import types

# Of surrogate pairs: the engine cannot hold them.
HALVES = re.compile("[\ud800-\udfff]")
# who looks at the imported modules: at one, by its name in the same file, or at all of them
_LOOKS = re.compile(r"\bsys\.modules\b|\bfrom\s+sys\s+import\b[^\n]*\bmodules\b")
_LOOKS_AT_ALL = re.compile(
    r"\bfrom\s+sys\s+import\b|\bfor\s[^:\n]*\sin\s+(?:\w+\()*sys\.modules\b|sys\.modules\.(?:keys|items|values|copy)\b|=\s*sys\.modules\s*$"
    r"|(?<![\w.])(?:set|list|sorted|len|dict|tuple|frozenset|iter|copy)\(\s*sys\.modules\b(?!\s*[\[.])", re.MULTILINE)
_NAME = re.compile(r"""["']([\w.]+)["']""")


def recipe(bare, collected, tree):
    """What this process has that a bare one, with the modules `bare` (names), has not.

    {"patterns": [[pattern, flags]], "modules": [name]}, in the order in which they came.
    `collected`: the modules that were there before any test ran.  `tree`: where the project is.
    """
    modules = [name for name in list(sys.modules) if name not in bare and _harmless(name, collected)]
    return {
        "patterns": [[key[1], int(key[2])] for key in _patterns() if key[0] is str and not HALVES.search(key[1])],
        "modules": [] if modules and _looked_for(modules, os.path.join(tree, "")) else modules,
    }


def prepare(recipe, tree):
    """Makes this process as warm as the one that `recipe` is from."""
    for name in recipe["modules"]:
        if name not in sys.modules:
            try:
                importlib.import_module(name)
            except BaseException:  # whoever needs it will be told
                continue
    for pattern, flags in recipe["patterns"]:
        try:
            re.compile(pattern, flags)
        except (re.error, OverflowError, RecursionError):
            continue
    _freezegun(os.path.join(tree, ""))


def _looked_for(modules, inside):
    """Whether code of the project may look whether one of `modules` was imported; to import others may import it, too."""
    modules = set(modules)
    for module in list(sys.modules.values()):
        path = _path(module)
        if path.startswith(inside) and path.endswith(".py"):
            try:
                with open(path, encoding="utf-8", errors="replace") as handle:
                    text = handle.read()
            except OSError:
                return True
            if _LOOKS.search(text) and (_LOOKS_AT_ALL.search(text) or not modules.isdisjoint(_NAME.findall(text))):
                return True
    return False


def _path(module):
    path = getattr(module, "__file__", None) if type(module) is types.ModuleType else None
    return path if type(path) is str else ""


def _patterns():
    caches = [getattr(re, name, None) for name in ("_cache", "_cache2")]
    return {key: None for cache in caches if isinstance(cache, dict) for key in list(cache)}


def _harmless(name, collected):
    """Of the standard library, or of an installed package that was imported before any test ran.

    What pytest rewrites must be imported by pytest.
    """
    spec = getattr(sys.modules[name], "__spec__", None)
    if spec is None or spec.name != name or type(spec.loader).__name__ == "AssertionRewritingHook":
        return False
    if spec.origin in ("built-in", "frozen"):
        return True
    origin = spec.origin or ""
    folders = sysconfig.get_paths()
    packages = tuple({folders["purelib"], folders["platlib"]})
    if origin.startswith(packages):
        return name.partition(".")[0] in collected
    return origin.startswith((folders["stdlib"], folders["platstdlib"]))


def _freezegun(inside):
    api = sys.modules.get("freezegun.api")
    if api is None or _path(api).startswith(inside):
        return
    try:
        frozen = api.freeze_time("2000-01-01")
        frozen.start()
        frozen.stop()
        others = [module for module in list(sys.modules.values()) if type(module) is types.ModuleType and not _path(module).startswith(inside)]
        for name in api._GLOBAL_MODULES_CACHE.keys() - {module.__name__ for module in others}:
            del api._GLOBAL_MODULES_CACHE[name]
        api._get_cached_module_attributes = _remembering(api._get_cached_module_attributes, others)
    except BaseException:  # a version of another make is left cold
        return


def _remembering(clocks, modules):
    """freezegun's `clocks(module)`, which it asks for every module at every freeze, of `modules`.

    The same answers, as long as the names in a module are the ones that it has now: their number and
    the last of them, for what goes and comes back comes last.
    """
    known = {}
    for module in modules:
        names = vars(module)
        if names and "__dir__" not in names:
            known[id(module)] = names, len(names), next(reversed(names)), clocks(module), module
    missing = ({}, -1, None, None, None)
    get = known.get

    def remembered(module):
        names, count, last, answer, _ = get(id(module), missing)
        return answer if len(names) == count and next(reversed(names)) == last else clocks(module)
    return remembered
