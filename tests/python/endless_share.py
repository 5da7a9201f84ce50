"""What endless loops cost: a project, a third of whose mutants are such, and the same without them.

    endless_share.py MUTATE PYTHON [--rounds 3] [--copies 3] [--work MILLISECONDS] [--project FOLDER --paths PATH...]

All mutants are judged once.  Then runs with one job take turns: of those that ran out of time and twice as many
others, and of these others alone.  Printed are the medians of their CPU and wall seconds, and how many times as
much the first takes.  The project is made of loops of many kinds, in `--copies` modules, unless one is given;
`--work`: what each of its tests takes besides, for without it nothing costs anything but the loops, which is the
worst case.  PYTHON has what the project needs, pytest and coverage.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

LOOPS = '''
def down(n, total):
    while n > 0:
        total += n
        n -= 1
    return total


def drained(items):
    queue, seen = list(items), set()
    while queue:
        seen.add(queue.pop())
    return seen


def found(text, part):
    count, at = 0, text.find(part)
    while at != -1:
        count += 1
        at = text.find(part, at + 1)
    return count


def words(text):
    parts, at = [], 0
    while at < len(text):
        begin = at
        while at < len(text) and text[at] != " ":
            at += 1
        parts.append(text[begin:at])
        at += 1
    return parts


def searched(items, wanted):
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def divisor(a, b):
    while b:
        a, b = b, a % b
    return a


def read(stream):
    parts = []
    while True:
        part = stream.read(3)
        if not part:
            break
        parts.append(part)
    return parts


def sorted_by_swaps(items):
    items, changed = list(items), True
    while changed:
        changed = False
        for k in range(len(items) - 1):
            if items[k] > items[k + 1]:
                items[k], items[k + 1] = items[k + 1], items[k]
                changed = True
    return items


class Chain:
    def __init__(self, values):
        self.first = None
        for value in values:
            self.first = [value, self.first]

    def values(self):
        node, values = self.first, []
        while node is not None:
            values.append(node[0])
            node = node[1]
        return values

    def shorten(self, length):
        while len(self.values()) > length:
            self.drop()

    def drop(self):
        self.first = self.first[1]


def tried(action, most):
    tries = 0
    while True:
        try:
            return action(tries)
        except ValueError:
            tries += 1
            if tries >= most:
                raise
'''
TESTS = '''
import io
import pytest
from labour import work
from {module} import *


def test_down():
    work()
    assert down(0, 1) == 1 and down(5, 1) == 16


def test_drained():
    work()
    assert drained([]) == set() and drained("abc") == set("abc")


def test_found():
    work()
    assert found("banana", "an") == 2 and found("", "an") == 0


def test_words():
    work()
    assert words("some words here") == ["some", "words", "here"]


def test_searched():
    work()
    assert [searched([1, 3, 5, 7], n) for n in (0, 5, 9)] == [0, 2, 4]


def test_divisor():
    work()
    assert divisor(12, 18) == 6 and divisor(7, 0) == 7


def test_read():
    work()
    assert read(io.StringIO("some text")) == ["som", "e t", "ext"]


def test_sorted_by_swaps():
    work()
    assert sorted_by_swaps([3, 1, 2]) == [1, 2, 3]


def test_chain():
    work()
    chain = Chain("abc")
    chain.shorten(1)
    assert chain.values() == ["a"]


def test_tried():
    work()

    def action(n):
        if n < 3:
            raise ValueError
        return n
    assert tried(action, 5) == 3
    with pytest.raises(ValueError):
        tried(action, 2)
'''
WORK = '''
def work():
    sum(range({numbers}))
'''
# numbers that are added up in a millisecond, more or less
PACE = 60_000


def make(folder, copies, numbers):
    """Returns the files to mutate."""
    (folder / "pyproject.toml").write_text("")
    (folder / "labour.py").write_text(WORK.format(numbers=numbers))
    for k in range(copies):
        (folder / f"loops_{k}.py").write_text(LOOPS)
        (folder / f"test_loops_{k}.py").write_text(TESTS.format(module=f"loops_{k}"))
    return [f"loops_{k}.py" for k in range(copies)]


def run(command, *more):
    """CPU and wall seconds, and the judged mutants, {identifier: status}."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        subprocess.run([*command, *more, "--report", f"json={report}"], check=True, stdout=subprocess.DEVNULL)
        files = json.loads(report.read_text())["files"].values()
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begun
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, {m["id"]: m["status"] for f in files for m in f["mutants"]}


def only(mutants):
    return [part for mutant in mutants for part in ("--only", mutant)]


def measured(options, folder, paths):
    command = [options.mutate, "run", "--project", folder, "--python", options.python, "--no-cache", "-q", "-j1", "--paths", *paths]
    judged = run(command)[2]
    endless = [mutant for mutant, status in judged.items() if status == "Timeout"]
    others = [mutant for mutant, status in judged.items() if status in ("Killed", "Survived")]
    others = others[::max(1, len(others) // max(1, 2 * len(endless)))][:2 * len(endless)]
    chosen = {"with": endless + others, "without": others}
    found = {name: [] for name in chosen}
    for _ in range(options.rounds):
        for name, mutants in chosen.items():
            found[name].append(run(command, *only(mutants))[:2])
    middle = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in found.items()}
    for name, (cpu, wall) in middle.items():
        print(f"{name}: {len(chosen[name])} mutants, {cpu:.2f} s CPU, {wall:.2f} s wall")
    print("times as much: CPU %.1f, wall %.1f" % tuple(middle["with"][i] / middle["without"][i] for i in (0, 1)))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("mutate")
    options.add_argument("python")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--copies", type=int, default=3)
    options.add_argument("--work", type=float, default=0.0)
    options.add_argument("--project")
    options.add_argument("--paths", nargs="+", default=[])
    given = options.parse_args()
    if given.project:
        measured(given, given.project, given.paths)
        return
    with tempfile.TemporaryDirectory() as folder:
        measured(given, folder, make(pathlib.Path(folder), given.copies, int(given.work * PACE)))


if __name__ == "__main__":
    main()
