"""Edits of what surrounds the code: configuration, environment variables, what is installed.

Each returns what becomes of which file (None: it is gone) or, where the key is a text, of which
environment variable; or None where the edit cannot be.
"""
import re

from edit_code import functions, indent, read, with_argument

OPTIONS = (
    "addopts = --strict-markers", "addopts = -p no:cacheprovider", "addopts = -W error", "addopts = -x", "addopts = -o xfail_strict=true",
    "markers =\n    odd: of another kind", "filterwarnings =\n    error", "filterwarnings =\n    error\n    ignore::DeprecationWarning",
    "xfail_strict = true", "python_functions = test* check*", "python_files = test_*.py check_*.py", "norecursedirs = nowhere", "empty_parameter_set_mark = xfail",
    "usefixtures = tmp_path", "pythonpath = .", "console_output_style = classic", "consider_namespace_packages = true", "junit_family = xunit1",
)
COVERAGE = (
    "[{0}run]\nbranch = true", "[{0}run]\nomit = *nothing*", "[{0}report]\nexclude_also =\n    pragma: never", "[{0}report]\nfail_under = 1",
    "[{0}run]\nconcurrency = thread", "[{0}report]\nexclude_lines =\n    pragma: no cover\n    raise ValueError",
)


def toml(option):
    """An option as it stands in pyproject.toml."""
    name, value = option.split(" = " if " = " in option else " =", 1)
    if value.startswith("\n"):
        value = "[%s]" % ", ".join("'%s'" % line.strip() for line in value.strip().split("\n"))
    elif value == "true":
        pass
    elif name in ("pythonpath", "usefixtures", "norecursedirs"):
        value = "['%s']" % value
    else:
        value = "'%s'" % value
    return "%s = %s" % (name, value)


def configuration(project):
    """One option more, where the project is configured; or one that we added goes."""
    option = project.rng.choice(OPTIONS)
    path, section = project.rng.choice((("pyproject.toml", "[tool.pytest.ini_options]"), ("pytest.ini", "[pytest]"), ("tox.ini", "[pytest]"),
                                        ("setup.cfg", "[tool:pytest]")))
    path = project.folder / path
    text = read(path) if path.exists() else ""
    if path.suffix == ".toml":
        option = toml(option)
    name = option.split(" =")[0]
    lines = text.split("\n")
    if section in lines:
        at = lines.index(section) + 1
        there = [k for k in range(at, len(lines)) if re.match(re.escape(name) + r"\s*=", lines[k])]
        if there:
            last = there[0] + 1
            while last < len(lines) and lines[last][:1] == " ":
                last += 1
            return {path: "\n".join(lines[:there[0]] + lines[last:])} if lines[there[0]].count("[") == lines[there[0]].count("]") else None
        return {path: "\n".join(lines[:at] + [option] + lines[at:])}
    if text or project.rng.random() < 0.5:
        return {path: text.rstrip("\n") + "\n\n%s\n%s\n" % (section, option)}
    return None


def measured(project):
    """How coverage.py is configured, which this program reads, too."""
    path, prefix = project.rng.choice(((".coveragerc", ""), ("setup.cfg", "coverage:"), ("tox.ini", "coverage:")))
    path = project.folder / path
    text = read(path) if path.exists() else ""
    more = project.rng.choice(COVERAGE).format(prefix)
    if more.split("\n")[0] in text:
        return {path: text.replace(more + "\n", "")} if more + "\n" in text else None
    return {path: (text.rstrip("\n") + "\n\n" if text else "") + more + "\n"}


# -- what is installed ------------------------------------------------------------

SCALED = "def scaled(value):\n    return value\n"


def installed(project, name, version, files, entries=""):
    """A distribution of this name, in place of an earlier one."""
    gone = {p: None for folder in project.site.glob("%s-*.dist-info" % name) for p in folder.iterdir()}
    info = project.site / ("%s-%d.dist-info" % (name, version))
    new = {info / "METADATA": "Metadata-Version: 2.1\nName: %s\nVersion: %d\n" % (name, version), info / "RECORD": ""}
    if entries:
        new[info / "entry_points.txt"] = entries
    return {**gone, **new, **{project.site / path: text for path, text in files.items()}}


def version_of(project, name):
    found = [int(p.name[len(name) + 1:-len(".dist-info")]) for p in project.site.glob("%s-*.dist-info" % name)]
    return max(found, default=0)


def depend(project):
    """A function of the project comes to need a distribution."""
    path, lines, node = with_argument(project)
    if node is None:
        return None
    at, value = node.body[0].lineno - 1, node.args.args[-1].arg
    use = project.rng.choice(("import helpful; {0} = helpful.scaled({0})", "from helpful.more import kept; {0} = kept({0})",
                              "if {0} == -1: import helpful.late; {0} = helpful.late.changed({0})",
                              "try: import wanting; {0} = wanting.changed({0})\nexcept ImportError: pass"))
    added = ["%s%s" % (indent(lines[at]), line) for line in use.format(value).split("\n")]
    there = {} if version_of(project, "helpful") else installed(project, "helpful", 1, {
        "helpful/__init__.py": SCALED, "helpful/more.py": "def kept(value):\n    return value\n", "helpful/late.py": "def changed(value):\n    return value\n"})
    return {path: "\n".join(lines[:at] + added + lines[at:]), **there}


def upgrade(project):
    """What the project needs changes: with another version, or what is imported without one."""
    version = version_of(project, "helpful")
    if not version:
        return None
    condition = project.rng.choice(("value == -1", "value is None", "value == 2", "value == ''", "False"))
    body = "def {0}(value):\n    return 0 if %s else value\n" % condition
    files = {"helpful/__init__.py": body.format("scaled"), "helpful/more.py": body.format("kept"), "helpful/late.py": body.format("changed")}
    name = project.rng.choice(sorted(files))
    if name != "helpful/late.py" and project.rng.random() < 0.4:
        return {project.site / name: files[name]}
    return installed(project, "helpful", version + 1, {name: files[name]})


def install(project):
    """What was wanting comes, changes or goes."""
    version = version_of(project, "wanting")
    if version and project.rng.random() < 0.4:
        return {p: None for p in [*project.site.glob("wanting-*/*"), project.site / "wanting.py"]}
    value = project.rng.choice(("value", "0 if value == -1 else value", "0 if value == 3 else value"))
    return installed(project, "wanting", version + 1, {"wanting.py": "def changed(value):\n    return %s\n" % value})


def plugin(project):
    """A plugin of pytest comes, changes or goes."""
    version = version_of(project, "pytest_odd")
    if version and project.rng.random() < 0.4:
        return {p: None for p in [*project.site.glob("pytest_odd-*/*"), project.site / "pytest_odd.py"]}
    body = project.rng.choice((
        "import pytest\n\n\n@pytest.fixture(autouse=True)\ndef odd():\n    yield %d\n" % version,
        "def pytest_collection_modifyitems(items):\n    items.sort(key=lambda item: item.nodeid, reverse=True)\n",
        "def pytest_runtest_call(item):\n    item.user_properties.append(%d)\n" % version,
        "import random\n\n\ndef pytest_runtest_setup(item):\n    random.seed(%d)\n" % version,
    ))
    if version and project.rng.random() < 0.5:
        return {project.site / "pytest_odd.py": body}
    return installed(project, "pytest_odd", version + 1, {"pytest_odd.py": body}, "[pytest11]\nodd = pytest_odd\n")


# -- environment variables -----------------------------------------------------------

def ask_variable(project):
    """A function is another where a variable says so."""
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.body[0].lineno > n.lineno and not n.decorator_list]
    if not nodes:
        return None
    at = project.rng.choice(nodes).body[0].lineno - 1
    asked = project.rng.choice(("__import__('os').environ.get('{0}') == '1'", "'{0}' in __import__('os').environ", "__import__('os').getenv('{0}') == '2'"))
    name = project.rng.choice(("ODD_WAY", "ODD_TURN"))
    return {path: "\n".join(lines[:at] + ["%sif %s: return 0" % (indent(lines[at]), asked.format(name))] + lines[at:])}


def set_variable(project):
    return {project.rng.choice(("ODD_WAY", "ODD_TURN")): project.rng.choice(("1", "2", "3", None))}


WORLD = [configuration, configuration, configuration, measured, measured, depend, depend, upgrade, upgrade, upgrade, install, install, plugin, plugin,
         ask_variable, ask_variable, set_variable, set_variable]
