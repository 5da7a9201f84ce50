"""Does `mutate diff` say the same as diff-cover?  Not part of the tests: it needs diff-cover and repositories.

    python3 -m venv VENV; VENV/bin/pip install 'diff-cover==11.*'
    VENV/bin/python tests/python/compare_diff_cover.py --mutate MUTATE [--pairs N] [--seed N] [--made N] [REPOSITORY...]

A repository is a folder with its git objects; `--made N` adds one of N commits that is made up, with names and files
as nobody should have them.  Of each, pairs of commits are drawn with a fixed seed, the second is checked out (now and
then as something staged and something not), and reports are made up for it: whatever lines of whatever files, for
only the numbers matter.  Both programs are asked with several sets of options; their JSON, as data, and their exit
status must be equal.

Nothing is excused.  Where they differ, diff-cover is asked again with defects of its own mended, which are listed in
`MENDED`: then all must be equal to the last number, and what had to be mended is counted.
"""
import argparse
import contextlib
import io
import itertools
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

from diff_cover import diff_cover_tool
from diff_cover.diff_reporter import GitDiffReporter
from diff_cover.git_diff import GitDiffFileTool, GitDiffTool
from diff_cover.util import to_unescaped_filename

SUFFIXES = (".py", ".java", ".c", ".js", ".md", ".rst", ".toml", ".txt", ".cfg")
OPTIONS = [
    ["a.xml"],
    ["a.xml", "b.xml", "--branch-coverage", "--total-percent-float", "--fail-under", "60"],
    ["a.xml", "b.xml", "--branch-coverage", "--diff-range-notation", "..", "--ignore-whitespace", "--fail-under", "33.3"],
    ["a.xml", "--expand-coverage-report", "--diff-range-notation", "..", "--fail-under", "50.5"],
    ["b.xml", "a.xml", "clover.xml", "--total-percent-float", "--minimum-change", "5", "--fail-under", "100"],
    ["a.info", "b.info", "--ignore-staged", "--exclude", "test_*", "*/docs/*", "--minimum-change", "20", "--fail-under", "99"],
    ["b.info", "--ignore-unstaged", "--ignore-staged", "--total-percent-float", "--include", "**/*.py", "--fail-under", "0.5"],
    ["a.info", "--include-untracked", "--exclude", "[a-c]*.py", "*.r?t", "--diff-range-notation", ".."],
    ["clover.xml", "--ignore-unstaged", "--ignore-whitespace", "--include", "src/**", "*.py", "**/*.java", "[!.]*/*.md"],
    ["clover.xml", "a.xml", "--include-untracked", "--expand-coverage-report", "--fail-under", "77"],
    ["jacoco.xml", "a.xml", "--src-roots", ".", "src", "src/main/java"],
    ["jacoco.xml", "--src-roots", "src/main/java", "src/nowhere", "--total-percent-float", "--fail-under", "40"],
    ["jacoco.xml", "--src-roots", "src/main/java", "src", "--expand-coverage-report", "--ignore-unstaged", "--minimum-change", "1000", "--fail-under", "100"],
    ["a.xml", "--diff-file", "given.diff", "--exclude", "setup.py"],
    ["b.info", "--diff-file", "wide.diff", "--include", "**", "--exclude", "*/tests/*", "--fail-under", "45"],
    ["a.xml", "-c", "options.toml"],
    ["b.xml", "-c", "options.toml", "--compare-branch", "HEAD", "--exclude", "*.md"],
]
CONFIG = """[tool.diff_cover]
quiet = true
fail_under = 52.5
include_untracked = true
total_percent_float = true
branch_coverage = true
exclude = ["conftest.py", "*/examples/*"]
diff_range_notation = ".."
"""


# -- diff-cover's own defects -------------------------------------------------


def newline(lines):
    """`\\ No newline at end of file` is no line of a hunk; diff-cover counts it where an old line was that, too."""
    return [line for line in lines if not line.startswith("\\")]


def named(diff):
    """A path with ` b/` in it is read off `+++ b/path`, which nothing can be mistaken in."""
    out = []
    for part in re.split(r"(?m)^(?=diff --git )", diff):
        head, _, rest = part.partition("\n")
        names = [re.search(r"(?m)\A[^@]*?^%s (.*?)\t?$" % word, part) for word in (r"\+\+\+", "---", "rename to")]
        names = [name.group(1).strip('"') for name in names if name and name.group(1) != "/dev/null"]
        if names:
            head = 'diff --git "a/x" "b/%s"' % (names[0][2:] if re.match("[ab]/", names[0]) and "\n--- " in part else names[0])
        elif re.search(" b/.* b/", head):
            head = "diff --git a/x b/x"  # it has no lines
        out.append(head + "\n" + rest if part else part)
    return "".join(out)


def exactly(which):
    """Where a diff that leaves out blank lines would not tell that others have moved."""
    return git(".", "diff", "--no-color", "--no-ext-diff", "-U0", "--ignore-all-space", *which)


def followed(self):
    """Lines that are committed are counted as the working tree numbers them, after what is staged and changed, too."""
    if self._diff_dict is not None:
        return self._diff_dict
    tool, known = self._git_diff_tool, {}
    stages = [(tool.diff_committed(self._compare_branch), True, [])]
    if isinstance(tool, GitDiffTool) and not isinstance(tool, GitDiffFileTool):
        stages += [(tool.diff_staged(), not self._ignore_staged, ["--cached"]), (tool.diff_unstaged(), not self._ignore_unstaged, ["--"])]
    for diff, counts, which in stages:
        before, after = known, dict(known)
        sections = self._parse_source_sections(diff)
        exact = self._parse_source_sections(exactly(which)) if which and "--ignore-blank-lines" in tool._default_diff_args else sections
        old_names = {}
        for part in re.split(r"(?m)^(?=diff --git )", diff):
            to = re.search(r"(?m)^rename to (.*)$", part)
            old = re.search(r"(?m)^rename from (.*)$", part)
            if to and old:
                old_names[to_unescaped_filename(to.group(1))] = to_unescaped_filename(old.group(1))
        for path in [*sections, *exact, *old_names.values()]:
            after.pop(path, None)
        for path in [*sections, *(path for path in exact if path not in sections)]:
            lines, there, edits = sections.get(path, []), set(before.get(old_names.get(path, path), [])), []
            for line in exact.get(path, []):
                if line.startswith("@@"):
                    a, b, c, d = re.match(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line).groups()
                    edits.append((int(a), 1 if b is None else int(b), int(c), 1 if d is None else int(d)))
            gone = {n for a, b, _, _ in edits for n in range(a, a + b)}
            moved = {n + sum(d - b for a, b, _, d in edits if (a + b - 1 if b else a) < n) for n in there - gone}
            new, deleted = self._parse_lines(lines)
            after[path] = sorted(moved | set(new if counts else []))
        known = after
    self._diff_dict = {path: lines for path, lines in known.items() if self._validate_path_to_diff(path)}
    return self._diff_dict


_lines, _sections = GitDiffReporter._parse_lines, GitDiffReporter._parse_source_sections
MENDED = {
    "a missing newline at the end": ("_parse_lines", lambda self, lines: _lines(self, newline(lines))),
    "a path with ` b/` in it": ("_parse_source_sections", lambda self, diff: _sections(self, named(diff))),
    "a line number of another state": ("_git_diff", followed),
}
# one more: where none of a report's files is known by the roots that were named, the common end of the paths tells which
# it should have been
ROOTS = {"a report of files below `%s`" % root: root for root in (".", "src")}


@contextlib.contextmanager
def mended(names):
    kept = {name: getattr(GitDiffReporter, MENDED[name][0]) for name in names}
    for name in names:
        setattr(GitDiffReporter, *MENDED[name])
    try:
        yield
    finally:
        for name, method in kept.items():
            setattr(GitDiffReporter, MENDED[name][0], method)


# -- histories ----------------------------------------------------------------


def git(tree, *args):
    done = subprocess.run(["git", *args], cwd=tree, check=True, capture_output=True, env={
        **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_LFS_SKIP_SMUDGE": "1"})
    return done.stdout.decode("utf-8", "replace")


NAMES = ["plain.py", "src/a b.py", "src/ä/ü.py", "x b/y.py", "a b/c b/d.py", "q\"uote.py", "tab\there.py", "src/main/java/p/A.java",
         "docs/r.rst", "brace{1}.py", "star*.py", "[x].py", "b/b/b.py", "a/a.md", "-dash.py", "src/test_x.py"]


def made(folder, count, dice):
    """A history of edits, renames, links, binaries, missing newlines and other ends of lines."""
    os.makedirs(folder)
    git(folder, "init", "-q")
    for number in range(count):
        there = [name for name in NAMES if os.path.isfile(os.path.join(folder, name))]
        for name in dice.sample(NAMES, 5):
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = path.read_bytes().split(b"\n") if name in there else []
            for _ in range(dice.randrange(1, 6)):
                at = dice.randrange(len(lines) + 1)
                new = [b"line %d %d%s" % (number, dice.randrange(9), dice.choice([b"", b"", b"", b"\r", b" ++ @@ -1 +1 @@", b"\x0c"])) for _ in range(dice.randrange(4))]
                lines[at:at + dice.choice([0, 1, 1, 3])] = new
            path.write_bytes(b"\n".join(lines))
        act = dice.random()
        if act < 0.3 and len(there) > 3:
            old, new = dice.sample(there, 2)
            os.replace(os.path.join(folder, old), os.path.join(folder, new))
        elif act < 0.4 and there:
            os.remove(os.path.join(folder, dice.choice(there)))
        elif act < 0.5:
            pathlib.Path(folder, "p.bin").write_bytes(bytes(dice.randrange(256) for _ in range(50)))
        elif act < 0.6:
            link = pathlib.Path(folder, "link.py")
            with contextlib.suppress(OSError):
                link.unlink()
            link.symlink_to("plain.py" if number % 2 else "src")
        elif act < 0.7 and there:
            os.chmod(os.path.join(folder, dice.choice(there)), dice.choice([0o755, 0o644]))
        git(folder, "add", "-A")
        git(folder, "-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", str(number))
    return folder


def pairs(tree, count, dice):
    """Pairs (older, newer) with a common history: neighbours, commits some way apart, and branches."""
    commits = git(tree, "rev-list", "--all", "--max-count=3000").split()
    apart = [1, 1, 1, 5, 20, 50] if len(commits) > 200 else [1, 1, 5, 20]
    while count:
        at = dice.randrange(len(commits) - apart[-1])
        old, new = commits[at + dice.choice(apart)], commits[at]
        if subprocess.run(["git", "merge-base", old, new], cwd=tree, capture_output=True).returncode == 0:
            count -= 1
            yield old, new, dice.sample(commits[at:at + apart[-1]], 2)


def set_up(tree, new, states):
    """`new` in the working tree; with states the first of them is HEAD, and the second what is staged."""
    git(tree, "checkout", "-qf", "--detach", new)
    git(tree, "clean", "-qfdx")
    if states:
        git(tree, "update-ref", "--no-deref", "HEAD", states[0])
        git(tree, "read-tree", states[1])


# -- reports ------------------------------------------------------------------


def sources(tree, old, dice):
    """Files that differ, and some that do not."""
    split = lambda *args: set(git(tree, *args, "-z").split("\0"))
    there, others = split("ls-files", "--cached"), split("ls-files", "--others")
    same = sorted(there - split("diff", "--name-only", old))
    for path in sorted((there | others) - set(dice.sample(same, max(0, len(same) - 40)))):
        if path.endswith(SUFFIXES) and os.path.isfile(os.path.join(tree, path)):
            with open(os.path.join(tree, path), "rb") as handle:
                yield path, handle.read().count(b"\n") + 1


def reports(tree, old, out, dice):
    """a and b as Cobertura and lcov, one as Clover, one as JaCoCo."""
    files = list(sources(tree, old, dice))
    for name in "ab":
        root = dice.choice([None, str(tree), "."])
        classes, records = [], []
        for path, lines in files:
            if dice.random() < 0.2:
                continue
            told = [(n, dice.choice([0, 0, 1, 7]), dice.choice([None, None, (1, 2), (2, 2), (0, 0)]))
                    for n in range(1, lines) if dice.random() < 0.6]
            rows = "".join(
                '<line number="%d" hits="%d"%s/>' % (
                    n, hits, ' branch="true" condition-coverage="%d%% (%d/%d)"' % (100 * b[0] // max(b[1], 1), *b) if b else "")
                for n, hits, b in told)
            half = rows.rfind("<line", 0, len(rows) // 2) if dice.random() < 0.2 else 0
            for part in (rows[:max(half, 0)], rows[max(half, 0):]):  # several classes of one file
                classes.append("<class filename=%s><methods/><lines>%s</lines></class>" % (quoteattr(path), part))
            records.append("TN:t\nSF:%s\n%s%s%send_of_record\n" % (
                path if root is None else os.path.join(tree, path),
                "".join("FN:%d,f%d\nFNDA:%d,f%d\n" % (n, n, hits, n) for n, hits, _ in told if n % 11 == 0),
                "".join("DA:%d,%d%s\n" % (n, hits, dice.choice(["", ",x"])) for n, hits, _ in told if n % 5 and n % 11),
                "".join("BRDA:%d,0,0,%s\nBRDA:%d,0,1,%d\n" % (n, dice.choice("-01"), n, hits) for n, hits, b in told if b)))
        source = "<sources><source>/elsewhere</source><source>%s</source></sources>" % root if root else ""
        write(out, name + ".xml", '<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "x.dtd"><coverage version="7">%s<packages><package>'
              "<classes>%s</classes></package></packages></coverage>" % (source, "".join(classes)))
        write(out, name + ".info", "".join(records))
    rows = lambda lines, form: "".join(form() % (n, dice.choice([0, 2])) for n in range(1, lines) if dice.random() < 0.5)
    clover = lambda: '<line num="%%d" type="%s" count="%%d"/>' % dice.choice(["stmt", "stmt", "method", "cond", "other"])
    write(out, "clover.xml", '<coverage generated="1"><project>%s</project></coverage>' % "".join(
        "<file %s=%s>%s</file>" % (dice.choice(["path", "name"]), quoteattr(dice.choice(["", "/ci/build/"]) + path), rows(lines, clover))
        for path, lines in files))
    write(out, "jacoco.xml", '<report name="x"><group name="g">%s</group></report>' % "".join(
        "<package name=%s><sourcefile name=%s>%s</sourcefile></package>" % (
            quoteattr(re.sub("^(src/main/java|src/test/java|src)(/|$)", "", os.path.dirname(path))), quoteattr(os.path.basename(path)),
            rows(lines, lambda: '<line nr="%d" mi="0" ci="%d"/>'))
        for path, lines in files))


def write(folder, name, text):
    pathlib.Path(folder, name).write_text(text, encoding="utf-8", errors="surrogateescape")


# -- the comparison -----------------------------------------------------------


def theirs(args, out, names=()):
    for root in [ROOTS[name] for name in names if name in ROOTS]:
        at = args.index("--src-roots") + 1
        args = [*args[:at], root, *args[at + 2:]]
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.redirect_stderr(io.StringIO()):
        status = diff_cover_tool.main(["diff-cover", *args, "--format", "json:" + out, "-q"])
    return json.loads(pathlib.Path(out).read_text()), status


def ours(mutate, args, out):
    done = subprocess.run([mutate, "diff", *args, "--format", "json:" + out, "-q"], capture_output=True)
    return json.loads(pathlib.Path(out).read_text()) if done.returncode < 2 else done.stderr.decode(), done.returncode


def compare_one(mutate, args, out, tally):
    """Whether both agree, whatever had to be mended for it; None where diff-cover gives up."""
    said = None
    known = [*MENDED, *(ROOTS if "jacoco.xml" in args[0] and "a.xml" not in args[1] and not os.path.isdir("src/main/java") else [])]
    for names in itertools.chain.from_iterable(itertools.combinations(known, n) for n in range(len(known) + 1)):
        try:
            with mended([name for name in names if name not in ROOTS]):
                their = theirs(args, os.path.join(out, "theirs.json"), names)
        except (Exception, SystemExit) as error:
            if not names:
                tally["diff-cover fails"] += 1
                print("  diff-cover fails: %r" % error)
                return None
            continue
        said = said or ours(mutate, args, os.path.join(out, "ours.json"))
        if their == said:
            tally["equal"] += not names
            for name in names:
                tally["mended: " + name] += 1
            tally["lines"] += their[0]["total_num_lines"]
            tally["failed gates"] += their[1]
            return True
    print("DIFFERENT", args, theirs(args, os.path.join(out, "theirs.json")), said, sep="\n", file=sys.stderr)
    return False


def compare(repository, options, dice, tally):
    with tempfile.TemporaryDirectory() as temp, contextlib.chdir("/"):
        temp = os.path.realpath(temp)
        tree, out = os.path.join(temp, "tree"), os.path.join(temp, "out")
        os.mkdir(out)
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", repository, tree], check=True)
        os.chdir(tree)
        place = lambda arg: os.path.join("..", "out", arg) if arg.endswith((".xml", ".info", ".diff", ".toml")) else arg
        write(out, "options.toml", CONFIG)
        for number, (old, new, states) in enumerate(pairs(tree, options.pairs, dice)):
            try:
                set_up(tree, new, states if number % 3 == 2 else None)
            except subprocess.CalledProcessError:
                continue  # a copy that does not hold all objects
            for name, wide in (("given.diff", "-U0"), ("wide.diff", "-U3")):
                write(out, name, git(tree, "diff", wide, old, new))
            reports(tree, old, out, dice)
            tally["pairs"] += 1
            for args in OPTIONS:
                args = [*(place(arg) for arg in args), *([] if "--compare-branch" in args else ["--compare-branch", old])]
                tally["comparisons"] += 1
                if compare_one(options.mutate, args, out, tally) is False:
                    tally["DIFFERENT"] += 1
                    print(repository, old, new, states if number % 3 == 2 else "", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutate", required=True, type=os.path.abspath)
    parser.add_argument("--pairs", type=int, default=50, help="of each repository")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--made", type=int, default=0, help="commits of a repository that is made up")
    parser.add_argument("repositories", nargs="*", type=os.path.abspath)
    options = parser.parse_args()
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    warnings.simplefilter("ignore")
    tally = dict.fromkeys(["pairs", "comparisons", "equal", *("mended: " + name for name in [*MENDED, *ROOTS]), "DIFFERENT", "diff-cover fails",
                           "failed gates", "lines"], 0)
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as temp:
        made_up = [made(os.path.join(temp, "made"), options.made, dice)] if options.made else []
        for repository in [*options.repositories, *made_up]:
            compare(repository, options, dice, tally)
            print(repository, json.dumps(tally), flush=True)
    print(json.dumps(tally, indent=1))
    return bool(tally["DIFFERENT"])


if __name__ == "__main__":
    sys.exit(main())
