"""What mutants that survive leave to tests that do not run them.

Their tests run in a row in one child, each mutant in place in its turn, and some of those that may notice what it
leaves; then all others without any.  Whatever it is that they have left, and wherever (a thread, another module's variable, a
database in memory), it is there.
"""
from . import batch, suite


def run(zygote, child, mutants, tests):
    """In the child: says which tests fail: of those that run with a mutant, all pass where no other was before."""
    zygote.plugin.outcome.quick = True
    # equal texts: what the same tests leave without mutants
    plans = [zygote.live.planned(mutant) if mutant["before"] != mutant["after"] else [] for mutant in mutants]
    row = _row(mutants, tests)
    turn = _Turn(mutants, plans)

    def begin(k):
        test, number = row[k]
        turn.of(number)
        zygote.page.mutant = -1 if number is None else number
        zygote.page.at(test)
    failures = suite.run(zygote.plugin, [zygote.items[test] for test, _ in row], begin, stop=False)
    child.say("after", ",".join(map(str, sorted({row[k][0] for k, _ in failures}))))


class _Turn:
    """Which mutant is in place; what functions have cached with one in place is left, too."""

    def __init__(self, mutants, plans):
        self.mutants, self.plans, self.number = mutants, plans, None

    def of(self, number):
        if number == self.number:
            return
        if self.number is not None:
            batch.take_out(self.plans[self.number])
        self.number = number
        if number is not None:
            batch.put(self.mutants[number], self.plans[number])


def _row(mutants, tests):
    """(test, number of the mutant or None), no test right after itself: pytest would not set it up anew."""
    wanted = [(test, number) for number, mutant in enumerate(mutants) for test in mutant["tests"]]
    row = []
    for test, number in [*wanted, *((test, None) for test in tests)]:
        if row and row[-1][0] == test:
            other = next((other for other in tests if other != test), None)
            if other is None:
                continue
            row.append((other, row[-1][1] if number is None else number))
        row.append((test, number))
    return row
