#!/usr/bin/env python3
"""The verdicts of the corpus, obtained without the engine.

    truth.py --python PY --mutate BIN [--jobs 2] [--check] [NAME...]

For each project under corpus/projects: the program is asked for its mutants and
for nothing else (a dry run, as JSON); each is applied by its text to a fresh
copy, and the whole suite runs in a fresh interpreter.  It fails, or ends before
pytest has said so: `Killed`; it does not end: `Timeout`; it kills who started it:
`RuntimeError`; it passes: `Survived`, or `NoCoverage` where a coverage run of the
same suite, child processes included, saw no line of the mutated statement.  Writes expected.txt; with --check prints the differences from it.

PY needs what tests/requirements.txt names.  A project may say in its
pyproject.toml, under [tool.corpus], one value a line: `requires` (plugins to
load), `addopts` (what is left of addopts once absent plugins are set aside),
`timeout` (seconds), `multiprocessing` (true: pools are measured, at the price
of a signal handler), `alone` (true: tests that fail on the original code when they
run alone prove nothing; what they alone notice is not killed, what they alone run is
not covered).
Standard library only.
"""

import argparse
import ast
import concurrent.futures
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tokenize
from pathlib import Path

PROJECTS = Path(__file__).resolve().parent / "projects"
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".hypothesis", ".mutate", "expected.txt")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

COVERAGE = """[run]
data_file = {data}
source = {source}
parallel = true
patch = subprocess
{more}
[report]
ignore_errors = true
"""


def settings(project):
    """The [tool.corpus] table; its values are JSON as well as TOML."""
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    table = text.partition("[tool.corpus]")[2].partition("\n[")[0]
    pairs = re.findall(r"^(\w+) = (.+)$", table, re.MULTILINE)
    found = {key: json.loads(value) for key, value in pairs}
    if "-nauto" in text or "-n auto" in text:
        found.setdefault("addopts", "")
    return found


def pytest_command(python, config):
    """The whole suite."""
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no"]
    command += [] if config.get("alone") else ["-x"]
    for plugin in config.get("requires", ()):
        command += {"pytest-asyncio": ["-p", "pytest_asyncio.plugin"], "hypothesis": ["-p", "_hypothesis_pytestplugin"]}[plugin]
    if "addopts" in config:
        command += ["-o", "addopts=" + config["addopts"]]
    return command


def environment(temporary):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "COVERAGE", "PYTHON", "MUTATE"))}
    return dict(
        env, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0", TMPDIR=temporary
    )


# Stands between us and a suite: a mutant may stop or kill its parent.
PARENT = """
import subprocess, sys
status = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as handle:
    handle.write(str(status))
"""
PASSED = re.compile(r"^(\d+ [\w ]+, )*\d+ [\w ]+ in \d", re.MULTILINE)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
ORPHANED = "the parent of the suite was killed"


def run(command, cwd, temporary, limit, **more):
    """Exit status (None for no end within the limit, `ORPHANED`) and the end of its output.

    Output goes to a file: what a suite leaves running may hold it open.
    """
    with tempfile.TemporaryDirectory() as folder:
        said, told = Path(folder) / "out", Path(folder) / "status"
        with open(said, "wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-c", PARENT, str(told), *command], cwd=str(cwd),
                env=dict(environment(temporary), **more), stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )
        end, ended = time.monotonic() + limit, False
        while not ended and time.monotonic() < end:
            time.sleep(0.01)
            pid, status = os.waitpid(process.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                os.kill(pid, signal.SIGCONT)
            ended = bool(pid) and not os.WIFSTOPPED(status)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # nobody is left
        if not ended:
            os.waitpid(process.pid, 0)
            return None, ""
        with open(said, "rb") as out:
            out.seek(max(0, os.path.getsize(said) - 2000))
            text = out.read().decode(errors="replace")
        return int(told.read_text()) if told.exists() else ORPHANED, text


def decode(data):
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding), encoding


def span(text, location):
    starts, at = [], 0
    for match in LINE.finditer(text):
        starts.append(match.start())
        at = match.end()
    starts.append(at)
    return [starts[location[end]["line"] - 1] + location[end]["column"] - 1 for end in ("start", "end")]


def statement_lines(text, first, last):
    """Line ranges to look at, best first: the innermost statement's (a compound
    one's header), and those of the function around it."""
    best, function = None, None
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.stmt, ast.ExceptHandler)):
            continue
        start = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])])
        if not (start <= first and last <= node.end_lineno):
            continue
        body = getattr(node, "body", None)
        end = body[0].lineno - 1 if body else node.end_lineno
        end = max(end, node.lineno)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and first > end:
            function = (node.body[0].lineno, node.end_lineno)
        if best is None or (start, -node.end_lineno) >= (best[0], -best[2]):
            best = (start, end, node.end_lineno)
    return [best[:2]] + ([function] if function else [])


class Project:
    def __init__(self, name, options):
        self.name, self.path, self.options = name, PROJECTS / name, options
        self.config = settings(self.path)
        self.command = pytest_command(options.python, self.config)
        self.limit = self.config.get("timeout", 30)
        self.dependent = self.failing_alone() if self.config.get("alone") else set()

    def failing_alone(self):
        """Tests that pass in the suite, and by themselves do not."""
        with tempfile.TemporaryDirectory() as folder:
            root, temporary = Path(folder) / self.name, Path(folder) / "tmp"
            temporary.mkdir()
            shutil.copytree(str(self.path), str(root), ignore=LEFT_OUT)
            _, out = run([*self.command, "--collect-only"], root, str(temporary), self.limit)
            tests = [line for line in out.splitlines() if "::" in line]
            return {t for t in tests if run([*self.command, t], root, str(temporary), self.limit)[0] != 0}

    def listing(self):
        with tempfile.TemporaryDirectory() as folder:
            copy, report = Path(folder) / self.name, Path(folder) / "report.json"
            shutil.copytree(str(self.path), str(copy), ignore=LEFT_OUT)
            command = [self.options.mutate, "run", "--dry-run", "--no-cache", "--report", f"json={report}"]
            env = dict(os.environ, VIRTUAL_ENV=str(Path(self.options.python).parent.parent))
            done = subprocess.run(command + self.options.more, cwd=str(copy), env=env, capture_output=True, text=True)
            if not report.exists():
                raise SystemExit(f"{self.name}: no listing: {done.stderr}")
            files = json.loads(report.read_text(encoding="utf-8"))["files"]
        return [(path, mutant) for path, entry in sorted(files.items()) for mutant in entry["mutants"]]

    def coverage(self):
        """Path to (lines that ran, lines that could)."""
        with tempfile.TemporaryDirectory() as folder:
            root, temporary = Path(folder).resolve() / self.name, Path(folder) / "tmp"
            temporary.mkdir()
            shutil.copytree(str(self.path), str(root), ignore=LEFT_OUT)
            # only where needed: the handler of `sigterm` can be seen by tests
            pools = "concurrency = multiprocessing, thread\nsigterm = true"
            more = pools if self.config.get("multiprocessing") else ""
            rc = Path(folder) / "rc"
            rc.write_text(COVERAGE.format(data=Path(folder) / "data", source=root, more=more))
            base = [self.options.python, "-m", "coverage"]
            suite = [*base, "run", f"--rcfile={rc}", *self.command[1:]]
            suite += [word for test in sorted(self.dependent) for word in ("--deselect", test)]
            status, out = run(suite, root, str(temporary), 300, COVERAGE_CORE="ctrace")
            if status != 0:
                raise SystemExit(f"{self.name}: the suite is not green (exit {status})\n{out}")
            run([*base, "combine", "-q", f"--rcfile={rc}"], root, str(temporary), 60)
            result = Path(folder) / "cov.json"
            run([*base, "json", "-q", f"--rcfile={rc}", "-o", str(result)], root, str(temporary), 60)
            files = json.loads(result.read_text())["files"]
        ran = {path.replace(os.sep, "/"): set(entry["executed_lines"]) for path, entry in files.items()}
        could = {path.replace(os.sep, "/"): set(entry["missing_lines"]) | ran[path] for path, entry in files.items()}
        return ran, could

    def judge(self, path, mutant, covered):
        data = (self.path / path).read_bytes()
        text, encoding = decode(data)
        start, end = span(text, mutant["location"])
        original, mutated = text[start:end], text[:start] + mutant["replacement"] + text[end:]
        status = mutant["status"]
        if status != "Ignored":
            status = self.suite(path, mutated.encode(encoding))
        if status == "Survived" and not self.reached(path, text, mutant["location"], covered):
            status = "NoCoverage"
        at, escape = mutant["location"]["start"], lambda s: s.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        return (
            f"{status} {path}:{at['line']}:{at['column']} {mutant['mutatorName']}"
            f" {escape(original)} -> {escape(mutant['replacement'])}"
        )

    def suite(self, path, content):
        try:
            compile(content, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return "CompileError"
        with tempfile.TemporaryDirectory() as folder:
            root, temporary = Path(folder) / self.name, Path(folder) / "tmp"
            temporary.mkdir()
            shutil.copytree(str(self.path), str(root), ignore=LEFT_OUT)
            (root / path).write_bytes(content)
            status, out = run(self.command, root, str(temporary), self.limit)
        if status in (None, ORPHANED):
            return "Timeout" if status is None else "RuntimeError"
        failed = set(FAILED.findall(out))
        unproved = status == 1 and failed and failed <= self.dependent
        return "Survived" if unproved or status == 0 and PASSED.search(out) else "Killed"

    def reached(self, path, text, location, covered):
        ran, could = covered[0].get(path, set()), covered[1].get(path, set())
        for first, last in statement_lines(text, location["start"]["line"], location["end"]["line"]):
            lines = set(range(first, last + 1))
            if lines & could:
                return bool(lines & ran)
        return bool(ran)

    def expected(self):
        mutants, covered = self.listing(), self.coverage()
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            rows = pool.map(lambda pair: self.judge(*pair, covered), mutants)
            return "".join(row + "\n" for row in sorted(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True)
    parser.add_argument("--mutate", required=True, help="the program; asked for its mutants only")
    parser.add_argument("--more", default="", type=str.split, help="further arguments of the listing")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="compare with expected.txt, write nothing")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    differs = 0
    for name in options.names or sorted(p.name for p in PROJECTS.iterdir()):
        text, target = Project(name, options).expected(), PROJECTS / name / "expected.txt"
        if options.check:
            old, new = set(target.read_text(encoding="utf-8").splitlines()), set(text.splitlines())
            for row in sorted(old ^ new, key=lambda row: row.split(" ", 1)[1]):
                print(f"{name}: {'expected' if row in old else 'found   '} {row}")
            differs += old != new
        else:
            target.write_bytes(text.encode())
        counts = {s: sum(r.startswith(s + " ") for r in text.splitlines()) for s in
                  ("Killed", "Survived", "NoCoverage", "Timeout", "RuntimeError", "Ignored", "CompileError")}
        print(name, " ".join(f"{k} {v}" for k, v in counts.items() if v), flush=True)
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
