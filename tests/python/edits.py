"""Random edits of a small project: after each, a run with the cache must say what one from scratch says.

    edits.py --mutate PROGRAM --python PYTHON --edits N --seed S PROJECT...

Each project is copied first.  An edit that turns the suite red is taken back.  Ends with 1 and a
description of every disagreement.
"""
import argparse
import ast
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

GREEN = (0, 1)


class Project:
    def __init__(self, origin, options, rng):
        self.folder = pathlib.Path(tempfile.mkdtemp()).resolve() / origin.name
        shutil.copytree(str(origin), str(self.folder), ignore=shutil.ignore_patterns("__pycache__", ".mutate", ".pytest_cache"))
        self.options, self.rng = options, rng
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("MUTATE_", "PYTEST_"))}
        self.serial = 0

    def run(self, *more):
        """{mutant: (status, cached)}, or None where there is no result, and the output."""
        report = self.folder.parent / "report.json"
        if report.exists():
            report.unlink()
        command = [self.options.mutate, "run", "--python", self.options.python, "--jobs", "2", "-q", "--report", "json=%s" % report]
        done = subprocess.run(command + list(more), cwd=str(self.folder), env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode not in GREEN or not report.exists():
            return None, done.stdout
        files = json.loads(report.read_text(encoding="utf-8"))["files"].values()
        return {m["id"]: (m["status"], m["mutate"]["cached"], m["location"]["start"]["line"]) for f in files for m in f["mutants"]}, ""

    # -- files ------------------------------------------------------------------

    def files(self, *suffixes):
        hidden = (".mutate", "__pycache__", ".pytest_cache", ".git")
        found = [p for p in sorted(self.folder.rglob("*")) if p.is_file() and p.suffix in suffixes]
        return [p for p in found if not any(part in hidden for part in p.parts)]

    def sources(self):
        return [p for p in self.files(".py") if not self.is_test(p)]

    def tests(self):
        return [p for p in self.files(".py") if self.is_test(p)]

    def is_test(self, path):
        return path.name.startswith("test") or path.name == "conftest.py" or "tests" in path.relative_to(self.folder).parts

    def fresh(self, stem):
        self.serial += 1
        return "%s_%d" % (stem, self.serial)


def read(path):
    return path.read_text(encoding="utf-8")


def functions(text):
    return [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


def first_line(node):
    return min([node.lineno] + [d.lineno for d in node.decorator_list])


def indent(line):
    return line[:len(line) - len(line.lstrip())]


# -- edits: each returns the path and its new text (None: removed), or None ---------------------

def comment(project):
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    at = project.rng.randrange(len(lines))
    starts = {n.lineno for n in ast.walk(ast.parse("\n".join(lines))) if isinstance(n, ast.stmt)}
    at = min((s for s in starts if s > at), default=len(lines)) - 1
    before = indent(lines[at]) if at < len(lines) else ""
    return path, "\n".join(lines[:at] + [before + "# " + project.fresh("remark"), ""] + lines[at:])


def docstring(project):
    path = project.rng.choice(project.files(".py"))
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.body[0].lineno > n.lineno]
    if not nodes:
        return None
    body = project.rng.choice(nodes).body[0]
    at = first_line(body) - 1 if hasattr(body, "decorator_list") else body.lineno - 1
    return path, "\n".join(lines[:at] + [indent(lines[at]) + '"""%s."""' % project.fresh("Says")] + lines[at:])


def number(paths):
    def edit(project):
        path = project.rng.choice(paths(project))
        text = read(path)
        found = [m for m in re.finditer(r"(?<![\w.\"'])\d+(?![\w.\"'])", text)]
        if not found:
            return None
        match = project.rng.choice(found)
        return path, text[:match.start()] + str(int(match.group()) + project.rng.choice((1, 1, 7))) + text[match.end():]
    return edit


def operator(paths):
    pairs = [("<=", "<"), (" < ", " <= "), (" > ", " >= "), ("==", "!="), (" and ", " or "), (" + ", " - "), ("not ", ""),
             ("True", "False"), ("None", "0")]

    def edit(project):
        path = project.rng.choice(paths(project))
        text = read(path)
        found = [(m.start(), a, b) for a, b in pairs for m in re.finditer(re.escape(a), text)]
        if not found:
            return None
        at, a, b = project.rng.choice(found)
        return path, text[:at] + b + text[at + len(a):]
    return edit


def early_return(project):
    """A function that gives up for a value that nobody passes today, but a mutant may."""
    path = project.rng.choice(project.sources())
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.args.args and n.args.args[-1].arg not in ("self", "cls") and n.body[0].lineno > n.lineno]
    if not nodes:
        return None
    node = project.rng.choice(nodes)
    at = node.body[0].lineno - 1
    value = project.rng.choice(("-1", "None", "''", "2", "[]"))
    return path, "\n".join(lines[:at] + ["%sif %s == %s: return %s" % (indent(lines[at]), node.args.args[-1].arg, value, project.rng.choice(("0", "None")))] + lines[at:])


def weaken(project):
    path = project.rng.choice(project.tests())
    text = read(path)
    found = [m for m in re.finditer(r"^( +)assert (?!True or)", text, re.M)]
    if not found:
        return None
    match = project.rng.choice(found)
    return path, text[:match.end()] + "True or " + text[match.end():]


def remove_test(project):
    path = project.rng.choice(project.tests())
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.name.startswith("test")]
    if len(nodes) < 2:
        return None
    node = project.rng.choice(nodes)
    end = max(getattr(n, "end_lineno", 0) or 0 for n in ast.walk(node))
    return path, "\n".join(lines[:first_line(node) - 1] + lines[end:])


def copy_test(project):
    path = project.rng.choice(project.tests())
    lines = read(path).split("\n")
    nodes = [n for n in functions("\n".join(lines)) if n.name.startswith("test")]
    if not nodes:
        return None
    node = project.rng.choice(nodes)
    end = max(getattr(n, "end_lineno", 0) or 0 for n in ast.walk(node))
    block = "\n".join(lines[first_line(node) - 1:end]).replace("def " + node.name, "def " + project.fresh("test_" + node.name.strip("test_")), 1)
    return path, "\n".join(lines[:end] + ["", block] + lines[end:])


def constant(project):
    """A value at module level that nobody uses."""
    path = project.rng.choice(project.files(".py"))
    return path, read(path) + "\n%s = %d\n" % (project.fresh("SPARE"), project.rng.randrange(9))


def helper(project):
    path = project.rng.choice(project.files(".py"))
    return path, read(path) + "\n\ndef %s(value):\n    return value + 1\n" % project.fresh("spare")


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
    return path, "\n".join(lines[:start] + lines[middle:end] + ["", ""] + lines[start:middle] + lines[end:])


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
    return path, text + "\n\n" + body % (project.rng.choice((True, False)), project.fresh("surrounding"))


def data(project):
    found = project.files(".txt", ".json", ".csv", ".cfg", ".ini", ".toml", ".md", ".yaml")
    found = [p for p in found if p.name not in ("expected.txt", "pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini")]
    if not found or project.rng.random() < 0.3:
        return project.folder / (project.fresh("note") + ".txt"), "1\n"
    path = project.rng.choice(found)
    return path, read(path) + project.rng.choice(("\n", "x = 1\n", " "))


def configuration(project):
    path = project.folder / "pytest.ini"
    if path.exists() or any((project.folder / n).exists() for n in ("tox.ini", "setup.cfg", "pyproject.toml")):
        return None
    return path, "[pytest]\naddopts = -p no:%s\n" % project.fresh("nothing")


def new_test_file(project):
    path = project.rng.choice(project.tests())
    if path.name == "conftest.py":
        return None
    return path.with_name("test_%s.py" % project.fresh("more")), read(path)


EDITS = [
    comment, comment, docstring, number(Project.sources), number(Project.sources), number(Project.tests), operator(Project.sources),
    operator(Project.sources), operator(Project.tests), early_return, early_return, early_return, weaken, weaken, remove_test, copy_test,
    constant, helper, swap_functions, conftest, data, configuration, new_test_file,
]


def try_edit(project):
    """Makes one edit; returns what it was and how to take it back."""
    while True:
        edit = project.rng.choice(EDITS)
        try:
            made = edit(project)
            if made and made[0].suffix == ".py":
                ast.parse(made[1])
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        if made:
            break
    path, text = made
    before = path.read_bytes() if path.exists() else None
    path.write_text(text, encoding="utf-8")

    def undo():
        path.unlink() if before is None else path.write_bytes(before)
    return "%s in %s" % (getattr(edit, "__qualname__", "edit").split(".")[0], path.relative_to(project.folder)), before, text, undo


def diff(before, after):
    import difflib
    old = (before or b"").decode("utf-8", "replace").split("\n")
    return "\n".join(difflib.unified_diff(old, after.split("\n"), lineterm="", n=2))


def check(project, edits):
    """Disagreements after each of `edits` edits, and counts."""
    wrong, reused, judged, done, red = [], 0, 0, 0, 0
    first, output = project.run()
    if first is None:
        return ["%s cannot be run: %s" % (project.folder.name, output)], 0, 0, 0, 0
    while done < edits and red < 6 * edits:
        what, before, text, undo = try_edit(project)
        with_cache, output = project.run()
        if with_cache is None:
            red += 1
            undo()
            continue
        done += 1
        fresh, output = project.run("--no-cache")
        if fresh is None:
            wrong.append("%s: %s: red from scratch only: %s" % (project.folder.name, what, output))
            undo()
            continue
        reused += sum(cached for _, cached, _ in with_cache.values())
        judged += len(with_cache)
        differing = {i: (with_cache.get(i), fresh.get(i)) for i in fresh.keys() | with_cache.keys()
                     if (with_cache.get(i) or "?")[0] != (fresh.get(i) or "?")[0]}
        if differing:
            wrong.append("%s: %s\n%s\n%s" % (project.folder.name, what, diff(before, text), differing))
        print("%s: %s: %d of %d reused%s" % (project.folder.name, what, sum(c for _, c, _ in with_cache.values()), len(with_cache),
                                             ", %d WRONG" % len(differing) if differing else ""), flush=True)
    return wrong, reused, judged, done, red


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--edits", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("projects", nargs="+")
    options = parser.parse_args()
    wrong, total = [], [0, 0, 0, 0]
    for k, name in enumerate(options.projects):
        project = Project(pathlib.Path(name), options, random.Random("%d %s" % (options.seed, name.rsplit("/", 1)[-1])))
        try:
            found, *counts = check(project, options.edits)
        finally:
            shutil.rmtree(str(project.folder.parent), ignore_errors=True)
        wrong += found
        total = [a + b for a, b in zip(total, counts)]
    print("%d edits (%d more turned the suite red): %d of %d verdicts reused, %d edits with wrong ones" % (total[2], total[3], total[0], total[1], len(wrong)))
    print("\n\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
