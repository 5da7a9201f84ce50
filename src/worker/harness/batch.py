"""Several mutants, one after the other in one child: for kills that are cheap to find, and proved there.

A mutant is swapped in and its likeliest tests run; where one fails, the mutant is out again and the same test must
pass.  After other mutants it must fail once more with the mutant: what those left in variables may have been what
failed, and is gone by then.  A child in which a mutant has left something takes no other.
"""
from json import dumps

from . import loop_syntax, state, suite, swap


def run(zygote, child, mutants, todo):
    """In the child: says of those of `mutants` whose numbers are in `todo` that they are killed, or open and why."""
    zygote.plugin.outcome.quick = True
    clean = state.State(zygote.usual.places)
    likely = None  # who killed the mutant before this one
    for n, i in enumerate(todo):
        zygote.page.mutant = i
        zygote.page.at(-1)
        suite.raised(zygote.plugin.config)  # what the mutant before this one left is not its doing,
        if n:
            zygote.executed.mark()          # and what ran for that one is told apart
        plan = zygote.live.planned(mutants[i])
        if not plan:
            child.say("open", i, "swap")
            continue
        found = _tried(zygote, child, mutants[i], plan, sorted(mutants[i]["tests"], key=lambda t: t != likely), n > 0)
        likely = found[1] if found[0] == "killed" else likely
        child.say(found[0], i, *found[1:])
        if found == ("open", "control") or clean.soiled(child):
            return


def _tried(zygote, child, mutant, plan, tests, twice):
    """What becomes of one mutant; `twice`: it must fail again."""
    failures = _run(zygote, mutant, plan, tests)
    if not failures:
        return "open", "passed"
    if child.looked == zygote.page.mutant:
        return "open", "looked"  # it may have noticed
    k, phase = failures[0]
    if not zygote.passes(tests[k]):
        return "open", "control"
    ran = dumps(zygote.executed.ran())
    if twice and not _run(zygote, mutant, plan, [tests[k]]):
        return "open", "control"
    return "killed", tests[k], phase, ran


def _run(zygote, mutant, plan, tests):
    """Runs the tests with the mutant in place."""
    put(mutant, plan)
    zygote.clear_caches()
    failures = zygote.run(tests)
    take_out(plan)
    zygote.clear_caches()
    return failures


def put(mutant, plan):
    """From here on the mutant is in place."""
    swap.put(plan)
    loop_syntax.swapped({mutant["path"]: mutant["after"]})


def take_out(plan):
    """What was there before is there again."""
    swap.restore(plan)
    loop_syntax.swapped({})
