"""What earlier tests leave to those of a mutant.

A mutant's tests run in a process in which no other test has run; in the suite others come before them, and what those
have left (a table that was filled, what was loaded, a level that was set) may hide the mutant, or show it.  So after
all tests without any mutant, rounds of tests run in one child, each with its mutants in place.
"""
from . import suite, swap


def run(zygote, child, first, rounds, todo):
    """In the child: says of those of `rounds` whose numbers are in `todo` which of their tests fail."""
    zygote.plugin.outcome.quick = True
    plans = {k: [pair for mutant in rounds[k]["mutants"] for pair in zygote.live.planned(mutant)] for k in todo}
    zygote.page.mutant = -1
    zygote.run(first, stop=False)
    for k in todo:
        tests = rounds[k]["tests"]
        zygote.page.mutant = k
        zygote.page.at(-1)
        suite.raised(zygote.plugin.config)  # what others left is not their doing
        swap.put(plans[k])
        zygote.clear_caches()
        failing = sorted({tests[i] for i, _ in zygote.run(tests, stop=False)})
        swap.restore(plans[k])
        zygote.clear_caches()
        for test in failing:
            zygote.passes(test)  # it puts right for the rounds to come what it has left half done
        child.say("round", k, ",".join(map(str, failing)))
