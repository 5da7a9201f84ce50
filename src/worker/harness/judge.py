"""A warm process that judges mutants, and measures the clean run before them.

    limits    how long tests may take
    batch     many mutants in one child; only kills with a passing control count
    single    one mutant in a child of its own, from clean state
    usual     what tests leave without one
    alone     unmutated tests, each first and alone in a child
    null      unmutated tests in one child, as mutants are run; gives their times
    baseline  tests under coverage
    twice     the same, each test two times in a row
"""
import os
from json import dumps, loads

from . import aftermath, asking, batch, beforehand, bounds, chance, children, collector, examples, executed, finish, loops, mark, null, remains, state, suite, swap, warm
from .lines import executable
from .surroundings import interpreter
from .wire import encoded
from .zygote import Zygote

# so many children, at most, for the rounds of one order: each runs the tests before them once more
_CHILDREN = 4


class Judge(Zygote):
    def __init__(self, wire, order):
        super().__init__(wire, order)
        self.floor, self.collect, self.cpu, self.doze, self.idle = 0.0, 60.0, [], [], []
        self.spoken = set()      # tests that read what failing assertions say,
        self.skipped = set()     # and those that are skipped as a rule
        self.live = None
        self.remains = None
        self.finish = None
        self.loops = loops.Loops(order["tree"])
        self.executed = executed.Executed(order["tree"])
        self.executed.begin()
        self.usual = state.Usual()

    def _imports(self):
        """Import-time lines per file, each with the test files that it ran for ("": for all)."""
        if not self.measure:
            return None
        self.measure.stop()
        self.inspected = sorted(self.measure.inspected)
        self.world = {**self.measure.world(), "interpreter": interpreter()}
        lines = {
            path: {line: [c[1:] for c in contexts] for line, contexts in table.items()}
            for path, table in self.measure.lines().items()
        }
        self.measure = self.plugin.measure = None
        return lines

    def serve(self):
        self.finish = finish.Finish(self.session, self.order["tree"])
        super().serve()

    def _fork(self, work, limits, ask=None):
        def listening(child):
            asking.listen(child, self.order["tree"])
            work(child)
        return super()._fork(listening if ask else work, limits, ask)

    def do_limits(self, order):
        self.limit(order)
        self.speak_to(self.spoken)
        bounds.bind(order["bounds"])
        warm.prepare(order["warm"], self.order["tree"])
        collector.freeze()
        return {"event": "ok"}

    def limit(self, order):
        """From now on tests have the time that `order` gives them."""
        self.floor, self.collect = order["floor"], order["collect"]
        self.cpu, self.doze, self.idle = order["cpu"], order["doze"], order["idle"]
        self.spoken, self.skipped = set(order["spoken"]), set(order["skipped"])

    def speak_to(self, tests):
        """From now on `tests`, and no others, read what failing assertions say."""
        self.spoken = tests
        self.plugin.outcome.spoken = {self.items[t] for t in tests}

    def _limits(self, factor):
        idle = self.doze if factor <= 1 else self.idle

        def limits(_, test):
            if test < 0 or test >= len(self.cpu):
                return (self.floor * factor + self.collect, 60.0)
            return (self.floor * factor + self.cpu[test], idle[test])
        return limits

    def _begin(self, tests):
        at = self.page.at
        return lambda k: at(tests[k])

    def run(self, tests, stop=True, run=suite.run):
        return run(self.plugin, [self.items[t] for t in tests], self._begin(tests), stop)

    def passes(self, test):
        """Whether the test passes now that the mutant is out again."""
        try:
            return not self.run([test])
        except Exception:  # what the mutant has left breaks more than tests
            return False

    def clear_caches(self):
        for clear in self.live.caches:
            clear()

    def _scan(self):
        if self.live is None:
            objects = collector.objects()
            self.live = swap.Live(self.files, objects)
            self.executed.find(objects)
            self.remains = remains.Remains(self.order["tree"], self.session, self.order["tmp"])
            collector.freeze()

    # -- orders -------------------------------------------------------------------

    def do_batch(self, order):
        """["killed", test, phase, what ran], ["open", "timeout", test, idle, why it has no end or None] or ["open", why] for every mutant of the batch."""
        self._scan()
        mutants, results = order["mutants"], {}
        for m in mutants:
            self.live.unit(m["path"], m["before"])
        todo = list(range(len(mutants)))
        while todo:
            ended = self._fork(lambda child: batch.run(self, child, mutants, todo), self._limits(order["factor"]), asking.ahead(self.floor * order["factor"]))
            self.usual.learn(ended)
            for line in ended.lines:
                if line[0] in ("killed", "open"):
                    results[int(line[1])] = line
            left = [i for i in todo if i not in results]
            slow = ended.timeout or ended.endless
            if left and (len(left) == len(todo) or slow or ended.crashed):
                current = ended.at[0] if ended.at[0] in left else left[0]
                results[current] = ["open", current, *(("timeout", ended.at[1], ended.idle, ended.endless) if slow else ("crash",))]
                left.remove(current)
            todo = left
        out = []
        for i in range(len(mutants)):
            line = results[i]
            out.append(["killed", int(line[2]), line[3], loads(line[4])] if line[0] == "killed" else ["open", *line[2:]])
        return {"event": "batch", "results": out}

    def do_single(self, order):
        """One mutant: on disk already; swapped in where its code is live."""
        self._scan()
        skip = set(order["skip"])
        wanted = range(len(self.items)) if order["tests"] is None else order["tests"]
        tests = [t for t in wanted if self.items[t] is not None and t not in skip]

        def work(child):
            self.plugin.outcome.quick = True
            chance.choose(order.get("seed", 0))
            self.page.mutant = 0
            plan = []
            if order.get("before") is not None:
                try:
                    plan = self.live.plan(order)
                except swap.NotSwappable as exc:
                    return child.say("refused", exc)
                except (SyntaxError, ValueError) as exc:
                    executed.tell(child, executed.NOTHING)
                    return child.say("invalid", str(exc).replace("\n", " "))
                if not plan:
                    executed.tell(child, executed.NOTHING)
                    return child.say("same")
            reached = None
            if plan and order["mark"] and not order["count"]:
                plan, reached = mark.planned(self.live, order, plan)
            swap.put(plan)
            self.loops.begin(order, child)
            if plan:
                self.remains.watch(self.plugin, [self.items[t] for t in tests])
            failures = self.run(tests, run=suite.run_through)
            self.loops.finish(child)
            if not failures:
                children.outlast()
                executed.tell(child, self.executed.ran())
                unseen = tests and reached is not None and not mark.passed(reached) and not executed.forked()
                if unseen or suite.skipped(self.plugin, tests, self.skipped):
                    child.say("skipped")
                left = [dumps(self.remains.told())] if plan else []
                if self.finish.complains():
                    child.say("complains")
                return child.say("passed", len(tests), *left)
            swap.restore(plan)
            self.clear_caches()
            k, phase = failures[0]
            control = 1 if plan and self.passes(tests[k]) else 0
            executed.tell(child, self.executed.ran())
            child.say("failed", tests[k], phase, k + 1, control)
        ended = self._fork(work, self._limits(order["factor"]), order["ask"] and asking.ahead(self.floor * order["factor"]))
        if ended.doubtful:
            return {"event": "single", **children.outcome(ended)}
        self.loops.learn(order, ended)
        left = next((loads(line[2]) for line in ended.lines if line[0] == "passed" and len(line) > 2), {})
        found = children.outcome(ended)
        return {"event": "single", "ran": executed.told(ended), **found, "left": left or {}, "leaves": left is None or found.get("leaves", False)}

    def do_usual(self, order):
        """What `tests` leave without a mutant; None where they do not pass."""
        tests = order["tests"]

        def work(child):
            self.plugin.outcome.quick = True
            self.remains.watch(self.plugin, [self.items[t] for t in tests])
            if not self.run(tests, run=suite.run_through):
                children.outlast()
                executed.tell(child, self.executed.ran())
                child.say("left", dumps(self.remains.told()))
                if self.finish.complains():
                    child.say("complains")
        ended = self._fork(work, self._limits(order["factor"]))
        left = next((loads(line[1]) or {} for line in ended.lines if line[0] == "left"), None)
        return {"event": "usual", "ran": executed.told(ended), "left": left, "complains": ["complains"] in ended.lines}

    def do_aftermath(self, order):
        """Which tests fail, those of the mutants, each in place for its own, or `tests` after them; None where that has no end."""
        self._scan()
        for m in order["mutants"]:
            self.live.unit(m["path"], m["before"])
        ended = self._fork(lambda child: aftermath.run(self, child, order["mutants"], order["tests"]), self._limits(order["factor"]))
        found = next((line[1] for line in ended.lines if line[0] == "after"), None)
        return {"event": "aftermath", "failed": found if found is None else [int(test) for test in str(found).split(",") if test]}

    def do_beforehand(self, order):
        """Which tests fail in each round, after `first`; None where that was not found out."""
        self._scan()
        rounds, found = order["rounds"], {}
        for m in (mutant for one in rounds for mutant in one["mutants"]):
            self.live.unit(m["path"], m["before"])
        todo = list(range(len(rounds)))
        for _ in range(_CHILDREN):
            limits = self._limits(order["factor"])
            ended = self._fork(lambda child: beforehand.run(self, child, order["first"], rounds, todo, limits), limits)
            for line in ended.lines:
                if line[0] == "round":
                    found[int(line[1])] = [int(test) for test in line[2].split(",") if test]
            at = ended.at[0]
            todo = [k for k in todo if k > at]
            if not todo or at < 0:
                break
        return {"event": "beforehand", "failed": [found.get(k) for k in range(len(rounds))]}

    def do_alone(self, order):
        """Which of `tests`, each alone in a fresh child (after `before`, if given), fails unmutated, and what each ran."""
        failed, ran = [], []
        if self.cpu:
            self._scan()
        for test in order["tests"]:
            def work(child, test=test):
                # before there are limits, who reads messages is not known either
                self.plugin.outcome.quick = bool(self.cpu)
                run = [*order.get("before", []), test]
                passes = not self.run(run, stop=False, run=suite.run_through)
                executed.tell(child, self.executed.ran() if self.cpu else None)
                child.say("passed" if passes else "failed")
            ended = self._fork(work, self._limits(order["factor"]))
            if not any(line[0] == "passed" for line in ended.lines):
                failed.append([test, ended.crashed or ("timeout" if ended.timeout else "it fails alone, unmutated")])
            ran.append([test, executed.told(ended)])
        return {"event": "alone", "failed": failed, "ran": ran}

    def do_null(self, order):
        return null.run(self, order)

    def do_baseline(self, order):
        """`tests` under coverage, in one child; the result is a file, it can be large."""
        tests, times = order["tests"], []

        def run(measure):
            chance.choose(order["seed"])
            def begin(k):
                self.page.at(tests[k])
                examples.find_constants([self.items[tests[k]]])
                times.append(children.now())
                measure.begin(tests[k])
            failures = suite.run(self.plugin, [self.items[t] for t in tests], begin, stop=False)
            times.append(children.now())
            self.finish.complains()  # what it runs, it runs after the last test
            return {
                "failed": [[tests[k], phase] for k, phase in failures],
                "messages": self.plugin.outcome.messages,
                "skipped": [t for t in suite.skipped(self.plugin, tests) if not suite.is_marked(self.items[t])],
                "times": [[t, b[0] - a[0], b[1] - a[1]] for t, a, b in zip(tests, times, times[1:])],
            }
        # what tests do from another start of the random numbers is no run of the user's
        return {"event": "baseline", **self._measured(order, run, None if order["seed"] else self.share)}

    def do_twice(self, order):
        """Each test two times in a row, under coverage: what runs the first time only?"""
        self.plugin.outcome.quick = True
        def run(measure):
            for test in order["tests"]:
                for prefix in "tr":
                    measure.begin(test, prefix)
                    suite.run(self.plugin, [self.items[test]], lambda _, t=test: self.page.at(t), stop=False)
            return {"failed": [], "messages": [], "times": []}
        return {"event": "baseline", **self._measured(order, run)}

    def _measured(self, order, run, share=None):
        """`run(measure)` in a child, under coverage; what it returns goes to the order's file."""
        def work(child):
            from .measure import Measure
            os.makedirs(order["folder"], exist_ok=True)
            shared = share if share and share.allowed() else None
            measure = Measure(self.files, order["branch"], order["concurrency"], order["folder"], self.order["tree"], self.order["seeing"], shared)
            measure.watch_tests(not order["untouched"])
            result = run(measure)
            measure.end()
            measure.stop()
            result["lines"], result["spawners"] = measure.lines(), sorted(measure.spawners())
            result["world"] = measure.world(lambda files: examples.constants_of(self.items, order["tests"], files))
            result["inspected"], result["readers"] = sorted(measure.inspected), measure.readers()
            result["deeds"], result["use"], result["forgot"] = measure.deeds(), bounds.use(), bool(measure.caches)
            fd = os.open(order["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            children.write_all(fd, encoded(result))
            os.close(fd)
            child.say("done")
        if children.threads() or order["here"]:
            # a fork would lose them, or is told from this process; the engine judges such a suite cold and needs this process no more
            work(children.Nobody())
            return {"crashed": None, "at": -1, "broken": None}
        ended = self._fork(work, lambda *_: children.NEVER)
        broken = [line for line in ended.lines if line[0] == "broken"]
        return {"crashed": ended.crashed, "at": ended.at[1], "broken": " ".join(broken[0][1:]) if broken else None}

