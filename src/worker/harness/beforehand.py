"""What earlier tests leave to those of a mutant.

A mutant's tests run in a process in which no other test has run; in the suite others come before them, and what those
have left (a table that was filled, what was loaded, a level that was set) may hide the mutant, or show it.  So after
all tests without any mutant, rounds of tests run in one child, each with its mutants in place.
Who shares something with earlier tests that is torn down by then is asked where it stands among them (`midst.py`).
"""
from . import suite, swap
from .midst import Midst


def run(zygote, child, first, rounds, todo, limits):
    """In the child: says of those of `rounds` whose numbers are in `todo` which of their tests fail; nothing where something suspended
    goes on without the mutant.

    `limits`: as for `children.watch`.
    """
    zygote.plugin.outcome.quick = True
    plans = {k: [pair for mutant in rounds[k]["mutants"] for pair in zygote.live.planned(mutant)] for k in todo}
    midst = Midst(zygote, zygote.order["tree"], limits)
    for k in todo:
        midst.ask(k, plans[k], rounds[k]["tests"])
    zygote.page.mutant = -1
    _run(zygote, first, midst)
    for k in todo:
        zygote.page.mutant = k
        zygote.page.at(-1)
        failing = _failing(zygote, plans[k], [test for test in rounds[k]["tests"] if test not in midst.asked[k]])
        if k not in midst.unclear:
            child.say("round", k, ",".join(map(str, sorted(failing | midst.failing[k]))))


def _failing(zygote, plan, tests):
    """Those of `tests` that fail with the mutants in place, after all that has run."""
    if not tests:
        return set()
    suite.raised(zygote.plugin.config)  # what others left is not their doing
    plan = [*plan, *swap.late(plan)[0]]
    swap.put(plan)
    zygote.clear_caches()
    failing = {tests[i] for i, _ in zygote.run(tests, stop=False)}
    swap.restore(plan)
    zygote.clear_caches()
    for test in sorted(failing):
        zygote.passes(test)  # it puts right for the rounds to come what it has left half done
    return failing


def _run(zygote, tests, midst):
    """Runs `tests` without any mutant."""
    def through(plugin, items, begin, stop):
        def next_is(k):
            midst.before(tests[k])
            begin(k)
        return suite.run(plugin, items, next_is, stop)
    zygote.run(tests, stop=False, run=through)
