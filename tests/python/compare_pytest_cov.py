"""Does `mutate baseline` measure what `pytest --cov` measures?  Not part of the tests: it needs pytest-cov.

    PYTHON tests/python/compare_pytest_cov.py --mutate MUTATE [--jobs N] [--args "--cov --cov-branch"] PROJECT...
    PYTHON tests/python/compare_pytest_cov.py --mutate MUTATE --settings [NAME...]

PYTHON is an interpreter with what the projects need, and pytest-cov; a project may name another by PROJECT=PYTHON.
With --settings the projects are those of `coverage_settings.py`, all or by their names.
Both are asked for JSON; of every file the lines that were run, are missing and are excluded, and the branches that
were taken and are missing, must be the same, and so must the exit status.
"""
import argparse
import json
import os
import pathlib
import resource
import shlex
import subprocess
import sys
import tempfile

import coverage_settings

_LISTS = ("executed_lines", "missing_lines", "excluded_lines", "executed_branches", "missing_branches")


def asked(command, project):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(path):
    report = json.loads(pathlib.Path(path).read_text())
    return {
        name: {key: sorted(map(str, file.get(key, []))) for key in _LISTS} for name, file in report["files"].items()
    }, report["totals"]


def compare(project, python, args, options, out):
    """One line that tells what was measured, and one for each difference."""
    theirs, ours = os.path.join(out, "theirs.json"), os.path.join(out, "ours.json")
    done, cpu = asked([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *shlex.split(args),
                       "--cov-report=", "--cov-report=json:" + theirs, *options.tests], project)
    if not os.path.exists(theirs) or " failed" in done.stdout:
        return "pytest fails: " + done.stdout[-800:] + done.stderr[-800:]
    status = done.returncode
    done, own = asked([options.mutate, "baseline", "--python", python, "-j", str(options.jobs), "-q", "--report",
                       "json=" + ours, *(["--pytest-args=" + args] if args else []),
                       *(["--tests", *options.tests] if options.tests else [])], project)
    if not os.path.exists(ours):
        return "DIFFERENT mutate fails: " + done.stdout[-800:] + done.stderr[-800:]
    (a, totals), (b, own_totals) = measured(theirs), measured(ours)
    different = []
    for name in sorted(set(a) | set(b)):
        if name not in a or name not in b:
            different.append("%s: only in %s" % (name, "theirs" if name in a else "ours"))
            continue
        for key in _LISTS:
            left, right = set(a[name][key]), set(b[name][key])
            if left != right:
                different.append("%s %s: only theirs %s, only ours %s" % (name, key, sorted(left - right), sorted(right - left)))
    for name in (theirs, ours):
        os.remove(name)
    head = "%d files, %s%% of %d statements, %d branches; CPU %.1f s, mutate %.1f s" % (
        len(a), totals["percent_covered_display"], totals["num_statements"], totals.get("num_branches", 0), cpu, own)
    if totals != own_totals:
        different.append("totals: %s %s" % (totals, own_totals))
    if status != done.returncode:
        different.append("status: %d %d %s" % (status, done.returncode, done.stderr))
    return head + "".join("\n    DIFFERENT " + line for line in different)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", required=True, type=os.path.abspath)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--args", default="--cov")
    parser.add_argument("--tests", nargs="*", default=[])
    parser.add_argument("--settings", action="store_true")
    parser.add_argument("projects", nargs="*")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        for given in options.projects or coverage_settings.SETTINGS:
            project, _, python = given.partition("=")
            python, args = os.path.abspath(python or sys.executable), options.args
            if options.settings:
                project = os.path.join(out, given)
                args = "" if coverage_settings.make(given, project) else args
            print(given + ":", compare(project, python, args, options, out), flush=True)


if __name__ == "__main__":
    main()
