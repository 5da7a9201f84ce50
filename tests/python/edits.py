"""Random edits of a small project: after each, a run with the cache must say what one from scratch says
of each mutant, and of the tests that reach it.

    edits.py --mutate PROGRAM --python PYTHON --edits N --seed S [--kind NAME] [--keep FOLDER] [--more ARGUMENTS] PROJECT...

Each project is copied first, and gets an environment of its own that sees what PYTHON has installed: so
distributions can be edited, too.  An edit that turns the suite red is taken back.  Now and then all is as
it was some edits ago.  Ends with 1 and a description of every disagreement; FOLDER gets the project as it
was before and after.
"""
import argparse
import ast
import difflib
import json
import os
import pathlib
import random
import shlex
import shutil
import subprocess
import sys
import tempfile

from edit_code import CODE, read
from edit_world import WORLD

GREEN = (0, 1)
HIDDEN = (".mutate", "__pycache__", ".pytest_cache", ".git", ".hypothesis")
VARIABLES = ("MUTATE_", "PYTEST_", "ODD_")
SITE = "import sysconfig; print(sysconfig.get_paths()['purelib'])"


class Project:
    def __init__(self, origin, options, rng):
        self.home = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.folder = self.home / origin.name
        shutil.copytree(str(origin), str(self.folder), ignore=shutil.ignore_patterns(*HIDDEN))
        self.options, self.rng, self.serial = options, rng, 0
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(VARIABLES)}
        self.python, self.site = environment(options.python, self.home / "venv")

    def run(self, *more):
        """{mutant: (status, cached, line, tests that reach it)}, or None where there is no result, and the output."""
        report = self.home / "report.json"
        if report.exists():
            report.unlink()
        command = [self.options.mutate, "run", "--python", str(self.python), "--jobs", "2", "-q", "--report", "json=%s" % report]
        done = subprocess.run(command + shlex.split(self.options.more) + list(more), cwd=str(self.folder), env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode not in GREEN or not report.exists():
            return None, done.stdout
        files = json.loads(report.read_text(encoding="utf-8"))["files"].values()
        return {m["id"]: (m["status"], m["mutate"]["cached"], m["location"]["start"]["line"], tuple(sorted(m.get("coveredBy", ()))))
                for f in files for m in f["mutants"]}, ""

    # -- files and variables ------------------------------------------------------

    def files(self, *suffixes):
        found = [p for p in sorted(self.folder.rglob("*")) if p.is_file() and (not suffixes or p.suffix in suffixes)]
        return [p for p in found if not any(part in HIDDEN for part in p.parts)]

    def sources(self):
        return [p for p in self.files(".py") if not self.is_test(p)]

    def tests(self):
        return [p for p in self.files(".py") if self.is_test(p)]

    def is_test(self, path):
        return path.name.startswith("test") or path.name == "conftest.py" or "tests" in path.relative_to(self.folder).parts

    def fresh(self, stem):
        self.serial += 1
        return "%s_%d" % (stem, self.serial)

    def state(self):
        """All that edits may change, by file and by variable."""
        found = {p: p.read_bytes() for p in self.files()}
        found.update((p, p.read_bytes()) for p in self.site.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        found.update((k, v.encode()) for k, v in self.environment.items() if k.startswith(VARIABLES))
        return found

    def become(self, state):
        now = self.state()
        for key in now.keys() | state.keys():
            if now.get(key) != state.get(key):
                self.put(key, state.get(key))

    def put(self, key, content):
        if isinstance(key, str):
            self.environment.pop(key, None)
            if content is not None:
                self.environment[key] = content.decode()
        elif content is not None:
            key.parent.mkdir(parents=True, exist_ok=True)
            key.write_bytes(content)
        elif key.exists():
            key.unlink()
            while not any(key.parent.iterdir()) and key.parent not in (self.folder, self.site):
                key = key.parent
                key.rmdir()

    def name(self, key):
        return key if isinstance(key, str) else str(key.relative_to(self.home))


def environment(python, folder):
    """A new environment that sees all that `python` has installed, and the folder of its own packages."""
    ask = lambda python: subprocess.run([str(python), "-c", SITE], check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout.strip()
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(folder)], check=True)
    own = folder / "bin" / "python"
    site = pathlib.Path(ask(own))
    (site / "installed.pth").write_text(ask(python) + "\n", encoding="utf-8")
    return own, site


def parsable(changes):
    for path, text in changes.items():
        if text is not None and not isinstance(path, str) and path.suffix == ".py":
            ast.parse(text)


def edit(project, states):
    """Makes one edit; returns what it was."""
    kinds = [kind for kind in CODE + WORLD if project.options.kind in (None, name_of(kind))]
    before = project.state()
    while True:
        if len(states) > 2 and project.options.kind is None and project.rng.random() < 0.08:
            project.become(project.rng.choice(states[:-1]))
            if project.state() != before:
                return "back"
            continue
        kind = project.rng.choice(kinds)
        try:
            changes = kind(project)
            parsable(changes or {})
        except (SyntaxError, UnicodeDecodeError, ValueError, IndexError):
            continue
        for key, text in (changes or {}).items():
            project.put(key, None if text is None else text.encode("utf-8"))
        if project.state() != before:
            return "%s in %s" % (name_of(kind), ", ".join(sorted(project.name(key) for key in changes)))


def name_of(kind):
    return kind.__qualname__.split(".")[0]


def diff(project, before, after):
    text = lambda state, key: state.get(key, b"").decode("utf-8", "replace").split("\n")
    out = []
    for key in sorted((k for k in before.keys() | after.keys() if before.get(k) != after.get(k)), key=str):
        out += difflib.unified_diff(text(before, key), text(after, key), project.name(key), project.name(key), lineterm="", n=2)
    return "\n".join(out)


def keep(project, before, after, label):
    """Both states, for whoever looks into it."""
    if project.options.keep:
        target = pathlib.Path(project.options.keep) / label
        for name, state in (("before", before), ("after", after)):
            for key, content in state.items():
                path = target / name / project.name(key)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def check(project, edits):
    """Disagreements after each of `edits` edits, and counts."""
    wrong, reused, judged, done, red = [], 0, 0, 0, 0
    first, output = project.run()
    if first is None:
        return ["%s cannot be run: %s" % (project.folder.name, output)], 0, 0, 0, 0
    states = [project.state()]
    while done < edits and red < 6 * edits:
        what, after = edit(project, states), project.state()
        with_cache, output = project.run()
        if with_cache is None:
            red += 1
            project.become(states[-1])
            continue
        done += 1
        label = "%s-%s-%d" % (project.folder.name, project.options.seed, done)
        fresh, output = project.run("--no-cache")
        if fresh is None:
            wrong.append("%s: %s: red from scratch only: %s\n%s" % (label, what, output, diff(project, states[-1], after)))
            keep(project, states[-1], after, label)
            project.become(states[-1])
            continue
        reused += sum(found[1] for found in with_cache.values())
        judged += len(with_cache)
        differing = disagreement(with_cache, fresh)
        if differing:
            again, _ = project.run("--no-cache")
            by_chance = "  (two runs from scratch disagree, too)" if disagreement(again or {}, fresh) else ""
            wrong.append("%s: %s%s\n%s\n%s" % (label, what, by_chance, diff(project, states[-1], after), differing))
            keep(project, states[-1], after, label)
        print("%s: %s: %d of %d reused%s" % (project.folder.name, what, sum(found[1] for found in with_cache.values()), len(with_cache),
                                             ", %d WRONG" % len(differing) if differing else ""), flush=True)
        states.append(after)
    return wrong, reused, judged, done, red


def disagreement(one, other):
    known = lambda found: found and (found[0], found[3])
    return {i: (one.get(i), other.get(i)) for i in one.keys() | other.keys() if known(one.get(i)) != known(other.get(i))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--edits", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=sorted({name_of(kind) for kind in CODE + WORLD}))
    parser.add_argument("--keep")
    parser.add_argument("--more", default="", help="arguments for each run")
    parser.add_argument("projects", nargs="+")
    options = parser.parse_args()
    wrong, total = [], [0, 0, 0, 0]
    for name in options.projects:
        origin = pathlib.Path(name).resolve()
        project = Project(origin, options, random.Random("%d %s" % (options.seed, origin.name)))
        try:
            found, *counts = check(project, options.edits)
        finally:
            shutil.rmtree(str(project.home), ignore_errors=True)
        wrong += found
        total = [a + b for a, b in zip(total, counts)]
    print("%d edits (%d more turned the suite red): %d of %d verdicts reused, %d edits with wrong ones" % (total[2], total[3], total[0], total[1], len(wrong)))
    print("\n\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
