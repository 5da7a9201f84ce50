"""Does `mutate diff` say the same as diff-cover?  Not part of the tests: it needs diff-cover and repositories.

    python3 -m venv VENV; VENV/bin/pip install 'diff-cover==11.*'
    VENV/bin/python tests/python/compare_diff_cover.py --mutate MUTATE [--pairs N] REPOSITORY...

A repository is a folder with its git objects.  Of each, pairs of commits are drawn with a fixed seed, the second is
checked out, and reports are made up for it: whatever lines of whatever files, for only the numbers matter.  Both
programs are asked with several sets of options; their JSON, as data, and their exit status must be equal.  Where they
differ because diff-cover counts a missing newline at the end of a file as a line, or misreads a path, this is said.
"""
import argparse
import contextlib
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import warnings
from xml.sax.saxutils import quoteattr

from diff_cover import diff_cover_tool, git_path

SUFFIXES = (".py", ".java", ".c", ".js", ".md", ".rst", ".toml", ".txt", ".cfg")
OPTIONS = [
    ["a.xml"],
    ["a.xml", "b.xml", "--branch-coverage", "--total-percent-float", "--fail-under", "60"],
    ["a.xml", "--expand-coverage-report", "--diff-range-notation", "..", "--fail-under", "50.5"],
    ["a.info", "b.info", "--ignore-staged", "--exclude", "test_*", "*/docs/*", "--minimum-change", "20", "--fail-under", "99"],
    ["clover.xml", "--ignore-unstaged", "--ignore-whitespace", "--include", "src/**", "*.py", "**/*.java"],
    ["jacoco.xml", "a.xml", "--src-roots", ".", "src", "gson/src/main/java"],
    ["a.xml", "--diff-file", "given.diff", "--exclude", "setup.py"],
]


def git(tree, *args):
    done = subprocess.run(["git", *args], cwd=tree, check=True, capture_output=True, env={
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_LFS_SKIP_SMUDGE": "1"})
    return done.stdout.decode("utf-8", "replace")


def pairs(tree, count, dice):
    """Pairs (older, newer) with a common history: neighbours, commits some way apart, and branches."""
    commits = git(tree, "rev-list", "--all", "--max-count=3000").split()
    while count:
        at = dice.randrange(len(commits) - 60)
        old, new = commits[at + dice.choice([1, 1, 1, 5, 20, 50])], commits[at]
        if subprocess.run(["git", "merge-base", old, new], cwd=tree, capture_output=True).returncode == 0:
            count -= 1
            yield old, new


def sources(tree):
    for path in git(tree, "ls-files", "-z").split("\0"):
        if path.endswith(SUFFIXES) and os.path.isfile(os.path.join(tree, path)):
            with open(os.path.join(tree, path), "rb") as handle:
                yield path, handle.read().count(b"\n") + 1


def reports(tree, dice):
    """a and b as Cobertura and lcov, one as Clover, one as JaCoCo."""
    files = list(sources(tree))
    for name in "ab":
        root = dice.choice([None, str(tree), "."])
        classes, records = [], []
        for path, lines in files:
            if dice.random() < 0.2:
                continue
            told = [(n, dice.choice([0, 0, 1, 7]), dice.choice([None, None, (1, 2), (2, 2)]))
                    for n in range(1, lines) if dice.random() < 0.6]
            rows = "".join(
                '<line number="%d" hits="%d"%s/>' % (
                    n, hits, ' branch="true" condition-coverage="%d%% (%d/%d)"' % (100 * b[0] // b[1], *b) if b else "")
                for n, hits, b in told)
            classes.append("<class filename=%s><methods/><lines>%s</lines></class>" % (quoteattr(path), rows))
            records.append("SF:%s\n%s%send_of_record\n" % (
                path if root is None else os.path.join(tree, path),
                "".join("DA:%d,%d\n" % (n, hits) for n, hits, _ in told if n % 5),
                "".join("BRDA:%d,0,0,%s\nBRDA:%d,0,1,%d\n" % (n, dice.choice("-01"), n, hits) for n, hits, b in told if b)))
        source = "<sources><source>%s</source></sources>" % root if root else ""
        write(tree, name + ".xml", '<?xml version="1.0" ?><coverage version="7">%s<packages><package><classes>%s'
              "</classes></package></packages></coverage>" % (source, "".join(classes)))
        write(tree, name + ".info", "TN:\n" + "".join(records))
    rows = lambda lines, form: "".join(form % (n, dice.choice([0, 2])) for n in range(1, lines) if dice.random() < 0.5)
    write(tree, "clover.xml", '<coverage generated="1"><project>%s</project></coverage>' % "".join(
        "<file path=%s>%s</file>" % (quoteattr(dice.choice(["", "/ci/build/"]) + path), rows(lines, '<line num="%d" type="stmt" count="%d"/>'))
        for path, lines in files))
    write(tree, "jacoco.xml", '<report name="x">%s</report>' % "".join(
        "<package name=%s><sourcefile name=%s>%s</sourcefile></package>" % (
            quoteattr(re.sub("^(src|gson/src/main/java)(/|$)", "", os.path.dirname(path))), quoteattr(os.path.basename(path)),
            rows(lines, '<line nr="%d" mi="0" ci="%d"/>'))
        for path, lines in files))


def write(tree, name, text):
    pathlib.Path(tree, name).write_text(text, encoding="utf-8", errors="surrogateescape")


def theirs(args):
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
        return diff_cover_tool.main(["diff-cover", *args, "--format", "json:theirs.json", "-q"])


def ours(mutate, args):
    return subprocess.run([mutate, "diff", *args, "--format", "json:ours.json", "-q"], capture_output=True)


def excused(tree, old, args):
    """Why diff-cover may say something else."""
    notation = ".." if ".." in args else "..."
    diff = git(tree, "-c", "core.quotePath=false", "diff", "-U0", old + notation + "HEAD")
    if re.search(r"^-.*\n\\ No newline at end of file\n\+", diff, re.M):
        return "a line without a newline at its end was replaced"
    if re.search(r"^diff --git .* b/.* b/", diff, re.M):
        return "a path has ` b/` in it"
    return None


def compare(repository, options, dice, tally):
    with tempfile.TemporaryDirectory() as temp, contextlib.chdir("/"):
        tree = os.path.join(os.path.realpath(temp), "tree")
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repository, tree], check=True)
        os.chdir(tree)
        for old, new in pairs(tree, options.pairs, dice):
            try:
                git(tree, "checkout", "-qf", new)
            except subprocess.CalledProcessError:
                continue  # a copy that does not hold all objects
            git(tree, "clean", "-qfdx")
            write(tree, "given.diff", git(tree, "diff", old, new))
            reports(tree, dice)
            tally["pairs"] += 1
            for args in OPTIONS:
                args = [*args, "--compare-branch", old]
                try:
                    status = theirs(args)
                except (Exception, SystemExit) as error:
                    tally["diff-cover fails"] += 1
                    print("  diff-cover fails on %s..%s: %r" % (old[:9], new[:9], error))
                    continue
                done = ours(options.mutate, args)
                tally["comparisons"] += 1
                a = json.loads(pathlib.Path("theirs.json").read_text())
                b = json.loads(pathlib.Path("ours.json").read_text()) if done.returncode < 2 else done.stderr.decode()
                tally["lines"] += a["total_num_lines"]
                if (a, status) == (b, done.returncode):
                    tally["equal"] += 1
                    tally["failed gates"] += status
                elif excused(tree, old, args):
                    tally["known difference"] += 1
                else:
                    tally["DIFFERENT"] += 1
                    print("DIFFERENT", repository, old, new, args, status, done.returncode, a, b, sep="\n", file=sys.stderr)
                for name in ("theirs.json", "ours.json"):
                    with contextlib.suppress(OSError):
                        os.remove(name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", required=True, type=os.path.abspath)
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("repositories", nargs="+", type=os.path.abspath)
    options = parser.parse_args()
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    warnings.simplefilter("ignore")
    tally = dict.fromkeys(["pairs", "comparisons", "equal", "failed gates", "known difference", "diff-cover fails", "DIFFERENT", "lines"], 0)
    dice = random.Random(1)
    for repository in options.repositories:
        compare(repository, options, dice, tally)
    print(json.dumps(tally, indent=1))
    return bool(tally["DIFFERENT"])


if __name__ == "__main__":
    sys.exit(main())
