"""What endless loops cost: a project, a third of whose mutants are such, and the same without them.

    endless_share.py MUTATE PYTHON [--modules 3] [--rounds 3] [--work MILLISECONDS]

CPU and wall seconds of whole runs with one job, in turn; the medians, and how many times as much the
project takes with them.  `--work`: what each test takes besides the loop; without it nothing costs
anything but the loops, which is the worst case.  PYTHON has pytest and coverage.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

FUNCTIONS = 10
FUNCTION = '''
def count_{k}(n, total):
    while n > 0:{no_comparison}
        total += n
        n -= 1{no_assignment}
    return total
'''
TESTS = '''
def test_count_{k}():
    work()
    assert count_{k}(0, 1) == 1
    assert count_{k}(5, 1) == 16


def test_steps_{k}():
    work()
    assert count_{k}(10, 30) > {k}
'''
WORK = '''
def work():
    sum(range({numbers}))
'''
# numbers that are added up in a millisecond, more or less
PACE = 60_000


def make(folder, modules, endless, numbers):
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "labour.py").write_text(WORK.format(numbers=numbers))
    off = ("", "") if endless else ("  # mutate: off[comparison-negate]", "  # mutate: off[augmented-assign]")
    for m in range(modules):
        code = "".join(FUNCTION.format(k=k, no_comparison=off[0], no_assignment=off[1]) for k in range(FUNCTIONS))
        (folder / f"counts_{m}.py").write_text(code)
        tests = "".join(TESTS.format(k=k) for k in range(FUNCTIONS))
        (folder / f"test_counts_{m}.py").write_text(f"from counts_{m} import *\nfrom labour import work\n{tests}")


def run(mutate, python, folder):
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    report = folder / "report.json"
    command = [mutate, "run", "--project", folder, "--python", python, "--no-cache", "-q", "-j1", "--report", f"json={report}"]
    subprocess.run([*command, "--paths", *sorted(p.name for p in folder.glob("counts_*.py"))], check=True, stdout=subprocess.DEVNULL)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - begun
    judged = [m["status"] for f in json.loads(report.read_text())["files"].values() for m in f["mutants"] if m["status"] != "Ignored"]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, len(judged), judged.count("Timeout")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("mutate")
    options.add_argument("python")
    options.add_argument("--modules", type=int, default=3)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--work", type=float, default=0.0)
    given = options.parse_args()
    found = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder:
        for endless in found:
            make(pathlib.Path(folder) / str(endless), given.modules, endless, int(given.work * PACE))
        for _ in range(given.rounds):
            for endless, runs in found.items():
                runs.append(run(given.mutate, given.python, pathlib.Path(folder) / str(endless)))
    middle = {endless: [statistics.median(column) for column in zip(*runs)] for endless, runs in found.items()}
    for endless, (cpu, wall, judged, endings) in middle.items():
        print(f"{'with' if endless else 'without'}: {judged:.0f} judged, {endings:.0f} of them time-outs, {cpu:.2f} s CPU, {wall:.2f} s wall")
    print("times as much: CPU %.1f, wall %.1f" % tuple(middle[True][i] / middle[False][i] for i in (0, 1)))


if __name__ == "__main__":
    main()
