"""Edits of code and of tests: each returns what becomes of which file (None: it is gone), or None where it cannot be."""
import ast
import re


def read(path):
    return path.read_text(encoding="utf-8")


def functions(text):
    return [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


def first_line(node):
    return min([node.lineno] + [d.lineno for d in node.decorator_list])


def end(node):
    return max(getattr(n, "end_lineno", 0) or 0 for n in ast.walk(node))


def tests_in(path):
    """The lines of a file, and its test functions."""
    text = read(path)
    return text.split("\n"), [n for n in functions(text) if n.name.startswith("test")]


def with_argument(project):
    """A source file, its lines, and a function in it that has an argument of its own (None: there is none)."""
    path = project.rng.choice(project.sources())
    text = read(path)
    nodes = [n for n in functions(text) if n.args.args and n.args.args[-1].arg not in ("self", "cls") and n.body[0].lineno > n.lineno]
    return path, text.split("\n"), project.rng.choice(nodes) if nodes else None


def indent(line):
    return line[:len(line) - len(line.lstrip())]


def comment(project):
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    at = project.rng.randrange(len(lines))
    starts = {n.lineno for n in ast.walk(ast.parse("\n".join(lines))) if isinstance(n, ast.stmt)}
    at = min((s for s in starts if s > at), default=len(lines)) - 1
    before = indent(lines[at]) if at < len(lines) else ""
    return {path: "\n".join(lines[:at] + [before + "# " + project.fresh("remark"), ""] + lines[at:])}


def docstring(project):
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.body[0].lineno > n.lineno]
    if not nodes:
        return None
    body = project.rng.choice(nodes).body[0]
    at = first_line(body) - 1 if hasattr(body, "decorator_list") else body.lineno - 1
    return {path: "\n".join(lines[:at] + [indent(lines[at]) + '"""%s."""' % project.fresh("Says")] + lines[at:])}


def number(kind):
    def edit(project):
        path = project.rng.choice(getattr(project, kind)())
        text = read(path)
        found = [m for m in re.finditer(r"(?<![\w.\"'])\d+(?![\w.\"'])", text)]
        if not found:
            return None
        match = project.rng.choice(found)
        return {path: text[:match.start()] + str(int(match.group()) + project.rng.choice((1, 1, 7))) + text[match.end():]}
    return edit


def operator(kind):
    pairs = [("<=", "<"), (" < ", " <= "), (" > ", " >= "), ("==", "!="), (" and ", " or "), (" + ", " - "), ("not ", ""),
             ("True", "False"), ("None", "0")]

    def edit(project):
        path = project.rng.choice(getattr(project, kind)())
        text = read(path)
        found = [(m.start(), a, b) for a, b in pairs for m in re.finditer(re.escape(a), text)]
        if not found:
            return None
        at, a, b = project.rng.choice(found)
        return {path: text[:at] + b + text[at + len(a):]}
    return edit


def early_return(project):
    """A function that gives up for a value that nobody passes today, but a mutant may."""
    path, lines, node = with_argument(project)
    if node is None:
        return None
    at = node.body[0].lineno - 1
    value = project.rng.choice(("-1", "None", "''", "2", "[]"))
    return {path: "\n".join(lines[:at] + ["%sif %s == %s: return %s" % (indent(lines[at]), node.args.args[-1].arg, value, project.rng.choice(("0", "None")))] + lines[at:])}


def weaken(project):
    path = project.rng.choice(project.tests())
    text = read(path)
    found = [m for m in re.finditer(r"^( +)assert (?!True or)", text, re.M)]
    if not found:
        return None
    match = project.rng.choice(found)
    return {path: text[:match.end()] + "True or " + text[match.end():]}


def remove_test(project):
    path = project.rng.choice(project.tests())
    lines, nodes = tests_in(path)
    if len(nodes) < 2:
        return None
    node = project.rng.choice(nodes)
    return {path: "\n".join(lines[:first_line(node) - 1] + lines[end(node):])}


def copy_test(project):
    path = project.rng.choice(project.tests())
    lines, nodes = tests_in(path)
    if not nodes:
        return None
    node = project.rng.choice(nodes)
    block = "\n".join(lines[first_line(node) - 1:end(node)]).replace("def " + node.name, "def " + project.fresh("test_" + node.name.strip("test_")), 1)
    return {path: "\n".join(lines[:end(node)] + ["", block] + lines[end(node):])}


def constant(project):
    """A value at module level that nobody uses."""
    path = project.rng.choice(project.files(".py"))
    return {path: read(path) + "\n%s = %d\n" % (project.fresh("SPARE"), project.rng.randrange(9))}


def helper(project):
    path = project.rng.choice(project.files(".py"))
    return {path: read(path) + "\n\ndef %s(value):\n    return value + 1\n" % project.fresh("spare")}


def swap_functions(project):
    """Two neighbours at module level change places."""
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    body = ast.parse("\n".join(lines)).body
    pairs = [(a, b) for a, b in zip(body, body[1:]) if isinstance(a, ast.FunctionDef) and isinstance(b, ast.FunctionDef)]
    if not pairs:
        return None
    a, b = project.rng.choice(pairs)
    start, middle = first_line(a) - 1, first_line(b) - 1
    end = max(getattr(n, "end_lineno", 0) or 0 for n in ast.walk(b))
    return {path: "\n".join(lines[:start] + lines[middle:end] + ["", ""] + lines[start:middle] + lines[end:])}


def conftest(project):
    folders = sorted({p.parent for p in project.tests()})
    path = project.rng.choice(folders) / "conftest.py"
    text = read(path) if path.exists() else "import pytest\n"
    if "import pytest" not in text:
        return None
    body = project.rng.choice((
        "@pytest.fixture(autouse=%s)\ndef %s():\n    yield\n",
        "@pytest.fixture(autouse=%s, scope='session')\ndef %s():\n    import random\n    random.seed(3)\n    yield\n",
    ))
    return {path: text + "\n\n" + body % (project.rng.choice((True, False)), project.fresh("surrounding"))}


def data(project):
    found = project.files(".txt", ".json", ".csv", ".cfg", ".ini", ".toml", ".md", ".yaml")
    found = [p for p in found if p.name not in ("expected.txt", "pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini")]
    if not found or project.rng.random() < 0.3:
        return {project.folder / (project.fresh("note") + ".txt"): "1\n"}
    path = project.rng.choice(found)
    return {path: read(path) + project.rng.choice(("\n", "x = 1\n", " "))}


def new_test_file(project):
    path = project.rng.choice(project.tests())
    if path.name == "conftest.py":
        return None
    return {path.with_name("test_%s.py" % project.fresh("more")): read(path)}


def parameters(project):
    """One more value for a parametrized test."""
    path = project.rng.choice(project.tests())
    text = read(path)
    found = list(re.finditer(r"parametrize\([^\[\]]*\[", text))
    if not found:
        return None
    match = project.rng.choice(found)
    first = re.match(r"\s*(\([^()]*\)|[^,()\[\]]+)(?=,|\])", text[match.end():])
    return {path: text[:match.end()] + first.group(1).strip() + ", " + text[match.end():]} if first else None


def rename_function(project):
    """Everywhere at once."""
    path = project.rng.choice(project.sources())
    names = [n.name for n in functions(read(path)) if not n.name.startswith("__")]
    if not names:
        return None
    old, new = project.rng.choice(names), project.fresh("renamed")
    word = re.compile(r"\b%s\b" % old)
    return {p: word.sub(new, read(p)) for p in project.files(".py") if word.search(read(p))}


def rename_test(project):
    path = project.rng.choice(project.tests())
    text = read(path)
    names = [n.name for n in functions(text) if n.name.startswith("test")]
    if not names:
        return None
    old = project.rng.choice(names)
    return {path: re.sub(r"\b%s\b" % old, "test_" + project.fresh("renamed"), text)}


def move_test_file(project):
    """Under another name, or into a folder."""
    path = project.rng.choice(project.tests())
    if not path.name.startswith("test_"):
        return None
    name = "test_%s.py" % project.fresh("moved")
    other = path.with_name(name) if project.rng.random() < 0.6 else path.parent / "moved" / name
    return {path: None, other: read(path)}


def remove_file(project):
    found = [p for p in project.tests() if p.name.startswith("test_") or p.name in ("conftest.py", "__init__.py")]
    return {project.rng.choice(found): None} if len(found) > 1 else None


def move_function(project):
    """From its module to a new one beside it, from where the old one has it."""
    path = project.rng.choice(project.sources())
    text = read(path)
    lines, body = text.split("\n"), ast.parse(text).body
    known = {"int", "len", "str", "isinstance", "range", "sum", "abs", "min", "max", "list", "dict", "True", "False", "None", "ValueError", "TypeError"}

    def alone(node):
        if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.args.defaults:
            return False
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        own = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)} | {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        return names <= known | own
    nodes = [n for n in body if alone(n)]
    if not nodes:
        return None
    node, name = project.rng.choice(nodes), project.fresh("beside")
    package = "." if (path.parent / "__init__.py").exists() else ""
    moved = "\n".join(lines[node.lineno - 1:end(node)])
    rest = lines[:node.lineno - 1] + ["from %s%s import %s" % (package, name, node.name)] + lines[end(node):]
    return {path: "\n".join(rest), path.with_name(name + ".py"): moved + "\n"}


def package(project):
    """What runs when a package is imported; or whether a folder of tests is one."""
    if project.rng.random() < 0.3:
        folder = project.rng.choice(sorted({p.parent for p in project.tests()}))
        path = folder / "__init__.py"
        return {path: None if path.exists() and not read(path).strip() else ""} if folder != project.folder else None
    found = [p for p in project.files(".py") if p.name == "__init__.py"]
    if not found:
        return None
    path = project.rng.choice(found)
    more = project.rng.choice(("%s = 1\n", "import json as %s\n", "def %s():\n    return 1\n", "__all__ = []\n%s = 2\n"))
    return {path: read(path) + "\n" + more % project.fresh("inside")}


def fixture_of(lines, node):
    return any("fixture" in lines[d.lineno - 1] for d in node.decorator_list)


def move_fixture(project):
    """From a file of tests to a conftest.py beside or above it."""
    path = project.rng.choice(project.tests())
    text = read(path)
    lines = text.split("\n")
    nodes = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and fixture_of(lines, n)]
    if not nodes:
        return None
    node = project.rng.choice(nodes)
    folders = [folder for folder in (path.parent, *path.parents) if folder == project.folder or project.folder in folder.parents]
    other = project.rng.choice(folders) / "conftest.py"
    if other == path:
        return None
    block = "\n".join(lines[first_line(node) - 1:end(node)])
    imports = "\n".join(line for line in lines if re.match(r"(import|from) ", line) and "(" not in line)
    rest = "\n".join(lines[:first_line(node) - 1] + lines[end(node):])
    return {path: rest, other: (read(other) + "\n\n" if other.exists() else "") + imports + "\n\n\n" + block + "\n"}


def shadow_fixture(project):
    """A fixture of the same name, nearer to the tests, that asks the other one or does not."""
    names = []
    for path in project.tests():
        lines = read(path).split("\n")
        names += [n.name for n in ast.parse(read(path)).body if isinstance(n, ast.FunctionDef) and fixture_of(lines, n)]
    if not names:
        return None
    name = project.rng.choice(names)
    path = project.rng.choice(project.tests())
    body = project.rng.choice(("def {0}({0}):\n    return {0}\n", "def {0}():\n    return 1\n", "def {0}({0}):\n    yield {0}\n"))
    return {path: read(path) + "\n\nimport pytest\n\n\n@pytest.fixture\n" + body.format(name)}


HOOKS = (
    "def pytest_collection_modifyitems(items):\n    items.reverse()\n",
    "def pytest_collection_modifyitems(items):\n    items.sort(key=lambda item: item.name)\n",
    "def pytest_runtest_setup(item):\n    item.user_properties.append(('a', 1))\n",
    "def pytest_configure(config):\n    config.addinivalue_line('markers', 'odd: of another kind')\n",
    "collect_ignore = ['nothing.py']\n",
    "import warnings\nwarnings.simplefilter('error')\n",
)


def hook(project):
    folders = sorted({p.parent for p in project.tests()})
    path = project.rng.choice(folders) / "conftest.py"
    return {path: (read(path) if path.exists() else "") + "\n\n" + project.rng.choice(HOOKS)}


def mark(project):
    """A mark on a test: skipped, expected to fail, run with a fixture."""
    path = project.rng.choice(project.tests())
    lines, nodes = tests_in(path)
    if not nodes:
        return None
    at = first_line(project.rng.choice(nodes)) - 1
    what = project.rng.choice(("skip", "skipif(False, reason='no')", "xfail(strict=False)", "usefixtures('tmp_path')", "filterwarnings('error')"))
    return {path: "\n".join(lines[:at] + ["%s@__import__('pytest').mark.%s" % (indent(lines[at]), what)] + lines[at:])}


def reads_file(project):
    """A function asks a file of the project, and is another where that says so."""
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.body[0].lineno > n.lineno and not n.decorator_list]
    if not nodes:
        return None
    at = project.rng.choice(nodes).body[0].lineno - 1
    asked = project.rng.choice(("'told.txt'", "__import__('os').path.join(__import__('os').path.dirname(__file__), 'told.txt')"))
    what = project.rng.choice(("__import__('os').path.exists(%s)", "(__import__('os').path.exists({0}) and open({0}).read() == 'yes')".replace("{0}", "%s")))
    condition = what % ((asked,) * what.count("%s"))
    told = project.rng.choice(sorted({p.parent for p in project.files(".py")})) / "told.txt"
    return {path: "\n".join(lines[:at] + ["%sif %s: return 0" % (indent(lines[at]), condition)] + lines[at:]), told: project.rng.choice(("no", "yes"))}


def told(project):
    found = [p for p in project.files(".txt") if p.name == "told.txt"]
    return {project.rng.choice(found): project.rng.choice(("no", "yes", "never", None))} if found else None


CODE = [
    comment, comment, docstring, number("sources"), number("sources"), number("tests"), operator("sources"), operator("sources"),
    operator("tests"), early_return, early_return, early_return, weaken, weaken, remove_test, copy_test, constant, helper, swap_functions,
    conftest, data, new_test_file, parameters, rename_function, rename_test, move_test_file, remove_file, move_function, package,
    move_fixture, move_fixture, shadow_fixture, hook, mark, mark, reads_file, reads_file, told, told,
]
