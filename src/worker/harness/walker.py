"""Stops where a module is about to be imported, and forks there.

The process walks through configuration, collection and imports once, in their
natural order, with the original code.  At each stop it serves the mutants of
the module that comes next: a child goes on from there with the mutant in place
(on disk), so that all it imports, decorates and collects from here on is as in
a fresh interpreter, while all that came before is shared.
"""
import importlib.machinery as machinery
import os
import sys

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from . import asking, bounds, chance, children, collector, finish, haste, names, scout, suite, warm
from .compiled import Compiled
from .judge import Judge
from .leftovers import Leftovers
from .patch import wrap


class Walker(Judge):
    def __init__(self, wire, order):
        super().__init__(wire, order)
        self.stops = set(order["stops"])
        self.ids = order["ids"]
        self.limit(order)
        bounds.bind(order["bounds"])
        self.child = self.task = None
        self.selection = suite.Selection()
        self.sets, self.index = names.sets(self.ids), names.Index(self.ids)
        self.cold = True
        self.compiled = Compiled()
        self.unhook = [
            *self.compiled.serve(),
            wrap(machinery.SourceFileLoader, "get_code", self._get_code),
            wrap(AssertionRewritingHook, "exec_module", self._exec_module),
        ]

    def _get_code(self, original, loader, fullname):
        self._stop(loader.path)
        return original(loader, fullname)

    def _exec_module(self, original, hook, module):
        self._stop(module.__spec__.origin)
        return original(hook, module)

    def _stop(self, path):
        if self.child or path not in self.stops:
            return
        self.stops.discard(path)
        if self.cold:
            self.cold = False
            warm.prepare(self.order["warm"], self.order["tree"])
        self.wire.send(event="stop", path=path, threads=children.threads())
        collector.freeze()
        self.leftovers = Leftovers(self.plugin.config, self.order["tmp"], self.order["log"])
        self.compiled.modules(self.stops)
        while True:
            order = self.wire.receive()
            if order is None or order["order"] == "quit":
                children._exit(children.RELIEVED)
            if order["order"] == "go":
                return
            self.compiled.tests(order.get("only") or self._test_files())
            limits, scouting = self._limits(order["factor"]), order["order"] == "scout"
            ask = order.get("ask") and asking.ahead(self.floor * order["factor"])
            pid, end = self._start()
            if pid is None:
                self._become(end, order, ask)
                return
            ended = self._watch(pid, end, scout.hasty(limits) if scouting else limits, ask)
            self.loops.learn(order, ended)
            self.wire.send(**(scout.answer(ended) if scouting else {"event": "single", **children.outcome(ended)}))

    def _test_files(self):
        # where pytest is not configured yet (a plugin of the project's own, by `-p` or an entry point) its
        # root is taken to be the tree; what is not there is not read
        config = self.plugin.config
        root = self.order["tree"] if config is None else str(config.rootpath)
        return {os.path.join(root, nodeid.partition("::")[0]) for nodeid in self.ids}

    def _become(self, child, order, ask):
        """This process is now the child that judges `order`, and answers if it is to be asked."""
        self.child, self.task = child, order
        self.compiled.mutated = order.get("path")
        sys.dont_write_bytecode = True
        self.plugin.outcome.quick = True
        tests = order.get("tests")
        ids = None if tests is None else [self.ids[t] for t in tests]
        self.selection.choose(order.get("only") or (), ids, self.sets)
        self.unhook += [suite.brief(), suite.fewer_cases(self.selection)]
        if order.get("only"):
            self.unhook += suite.fewer_checks()
        self.page.mutant = 0
        self.loops.begin(order, child)
        if ask:
            asking.listen(child, self.order["tree"])

    def loop(self, session):
        for undo in reversed(self.unhook):  # from here on a child imports what is left by itself
            undo()
        if self.child:
            (scout.run if self.task["order"] == "scout" else judge)(self, session)
        self.items = names.matched(self.ids, session.items)
        self.speak_to(self.spoken)
        super().loop(session)

    def finished(self, code, output):
        """pytest returned: in a child, it never came to run a test."""
        if not self.child:
            return
        if code == pytest.ExitCode.INTERNAL_ERROR:
            # a hook of the project, which runs the mutant, or one of ours: a process without ours shows which
            self.child.say("refused", "pytest broke down in a process that stopped at this import")
            self.child.leave()
        refuse(self, "", "pytest ended with status %d" % code)


def judge(walker, session):
    """In a child, collection done: runs what its order says and leaves."""
    sys.dont_write_bytecode = walker.quiet
    child, task, outcome_ = walker.child, walker.task, walker.plugin.outcome
    if outcome_.collection and not session.config.option.continue_on_collection_errors:
        node, message = outcome_.collection[0]
        refuse(walker, node, message.strip().split("\n")[-1])
    if not session.items:
        if task.get("only") or task.get("tests") is not None:
            # a file that skips itself, say; the others may be there
            child.say("skipped")
            child.say("passed", 0)
            child.leave()
        refuse(walker, "", "no test is collected any more")
    tests, items = selected(walker.index, task, session.items)
    if task.get("count") and tests != task["tests"]:
        # the mutant took the test away; of those that stand in for it nothing is known
        child.say("refused", "the test whose loops count is not there")
        child.leave()
    haste.hasten(session, outcome_)
    outcome_.spoken = {item for t, item in zip(tests, items) if t in walker.spoken}
    suite.keep_doctests(items)
    chance.choose(task.get("seed", 0))
    failures = suite.run_through(walker.plugin, items, lambda k: walker.page.at(tests[k]), stop=not task.get("all"))
    walker.loops.finish(child)
    if failures:
        k, phase = failures[0]
        child.say("failed", tests[k], phase, k + 1, 0, ",".join(str(tests[k]) for k, _ in failures[1:]))
    else:
        children.outlast()
        if suite.skipped(walker.plugin, tests, walker.skipped):
            child.say("skipped")
        # a few tests are no session
        if task.get("tests") is None and finish.Finish(session, walker.order["tree"]).complains():
            child.say("complains")
        child.say("passed", len(tests))
    child.leave()


def selected(index, task, items):
    """(index, item) of what to run, as two lists."""
    found = list(zip(index.of(items), items))
    if task.get("tests") is not None:
        wanted = set(task["tests"])
        found = [f for f in found if f[0] in wanted] or found
    skip = set(task.get("skip") or ())
    found = [f for f in found if f[0] not in skip]
    return [t for t, _ in found], [item for _, item in found]


def refuse(walker, node, why):
    """The suite can no longer be collected; or is the mutant no Python at all?"""
    path = walker.task.get("path")
    if path:
        with open(path, "rb") as handle:
            source = handle.read()
        try:
            compile(source, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as exc:
            walker.child.say("invalid", str(exc).replace("\n", " "))
            walker.child.leave()
    walker.child.say("collection", node, why.replace("\t", " "))
    walker.child.leave()


def whole(zygote, args):
    """The `cold` strategy: the whole suite, once, in a child of a fresh root."""
    zygote.limit(zygote.order)
    pid, end = children.start(zygote.page, zygote.wire.ends)
    if pid is None:
        runner = _Whole(zygote, end)
        bounds.bind(zygote.order["bounds"])
        zygote.plugin.loop = runner.loop
        zygote.plugin.outcome.quick = True
        try:
            why = "pytest ended with status %d" % pytest.main(args, plugins=[zygote.plugin])
        except BaseException as exc:
            why = "pytest failed: %s: %s" % (type(exc).__name__, exc)
        refuse(runner, "", why.replace("\n", " "))
    ended = children.watch(pid, end, zygote.page, zygote._limits(zygote.order["factor"]), zygote.wire.inp)
    zygote.wire.send(event="single", **children.outcome(ended))


class _Whole:
    """What `judge` needs of a walker."""

    def __init__(self, zygote, child):
        self.child, self.task, self.order = child, zygote.order, zygote.order
        self.quiet = sys.dont_write_bytecode
        self.plugin, self.page, self.loops, self.spoken = zygote.plugin, zygote.page, zygote.loops, zygote.spoken
        self.skipped = zygote.skipped
        self.index = names.Index(zygote.order["ids"])

    def loop(self, session):
        judge(self, session)
