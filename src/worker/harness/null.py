"""The null run: every test as for a mutant, with no mutant."""
from json import dumps, loads

from . import between, bounds, chance, children, messages, suite, warm


def run(zygote, order):
    """Answers the order: times, failures, the tests that read messages, and what to keep warm."""
    zygote._scan()
    tests = [t for t in order["tests"] if zygote.items[t] is not None]
    ended, failed = _once(zygote, order, tests)

    def again(spoken):
        zygote.speak_to(before | spoken)
        return set(_once(zygote, order, tests)[1])
    before = zygote.spoken
    reading = messages.readers(set(failed), again) if failed and not ended.crashed else set()
    zygote.speak_to(before | reading)
    return {
        "event": "null", "crashed": ended.crashed, "at": ended.at[1],
        "times": [[int(line[1]), float(line[2]), float(line[3])] for line in ended.lines if line[0] == "time"],
        "failed": [[t, phase] for t, phase in failed.items() if t not in reading],
        "spoken": sorted(reading),
        "drawn": [int(line[1]) for line in ended.lines if line[0] == "drew"],
        "skipped": [int(line[1]) for line in ended.lines if line[0] == "skipped"],
        "kept": next((loads(line[1]) for line in ended.lines if line[0] == "kept"), []),
        "warm": next((loads(line[1]) for line in ended.lines if line[0] == "warm"), None),
    }


def _once(zygote, order, tests):
    """How a child that runs all of `tests` ended, and {test: phase} of those that fail: all, where it dies."""
    def work(child):
        bounds.bind(order["bounds"])
        zygote.plugin.outcome.quick = True
        begun, over, drew = [], [], []
        held = between.Between(zygote.remains)
        zygote.plugin.config.pluginmanager.register(held)
        draws = chance.Draws(zygote.order["tree"])

        def end():
            over.append(held.now())
            drew.append(draws.drew())

        def begin(k):
            if k:
                end()
            zygote.page.at(tests[k])
            draws.begin()
            begun.append(held.now())
        failures = suite.run(zygote.plugin, [zygote.items[t] for t in tests], begin, stop=False)
        if begun:
            end()
        for t in suite.skipped(zygote.plugin, tests):
            child.say("skipped", t)
        for t, a, b, unseeded in zip(tests, begun, over, drew):
            child.say("time", t, "%.6f" % (b[0] - a[0]), "%.6f" % (b[1] - a[1]))
            if unseeded:
                child.say("drew", t)
        for k, phase in failures:
            child.say("failed", tests[k], phase)
        child.say("kept", dumps(sorted({*held.words, *zygote.remains.kept()})))
        child.say("warm", dumps(warm.recipe(zygote.bare, zygote.collected, zygote.order["tree"])))
    ended = zygote._fork(work, lambda *_: children.NEVER if not zygote.cpu else (3600.0, 600.0))
    failed = {int(line[1]): line[2] for line in ended.lines if line[0] == "failed"}
    return ended, dict.fromkeys(tests, "") if ended.crashed and not failed else failed
