"""One warm process of the user's suite: it is collected, and children are forked for what is ordered.

    judge.Judge        runs tests with mutants in place, and without
    walker.Walker      does so while the suite is imported
    covering.Covering  measures what the user's own coverage configuration says
"""
import sys

from . import children, collector, haste, names, paths, suite
from .leftovers import Leftovers
from .lines import executable


class Zygote:
    stops = frozenset()  # files before whose import it stops

    def __init__(self, wire, order):
        self.wire = wire
        self.order = order
        self.began = children.now()[0]
        self.page = children.Page()
        self.files = set(order["files"])
        self.measure = self.cover = self.share = None
        self.items = []          # by canonical index
        self.leftovers = None
        self.bare = set(sys.modules)  # modules before pytest starts, and once all is collected
        self.collected = set()
        self.plugin = None
        self.answered = False
        self.inspected = None    # functions whose signature was read meanwhile
        self.world = None        # what else the suite depends on
        self.options = None      # the user's coverage options, where this zygote measures
        self.quiet = True        # the user's own sys.dont_write_bytecode

    # -- start ----------------------------------------------------------------

    def loop(self, session):
        """pytest's run loop: everything is collected."""
        self.answered = True
        sys.dont_write_bytecode = self.quiet
        if self.plugin.outcome.collection and not session.config.option.continue_on_collection_errors:
            self.wire.send(event="red", failures=[[n, "collect", m] for n, m in self.plugin.outcome.collection])
            children._exit(children.RELIEVED)
        imports = self._imports()
        self.collected = set(sys.modules)
        suite.keep_doctests(session.items)
        haste.hasten(session, self.plugin.outcome)
        collector.freeze()
        self.leftovers = Leftovers(session.config, self.order["tmp"], self.order["log"])
        self.wire.send(
            event="ready", asked=getattr(self.cover or self.share, "asked", None), tests=names.unique(session.items), imports=imports, threads=children.threads(),
            world=self.world, inspected=self.inspected, options=self.options, executable=None if imports is None else {p: executable(p) for p in self.files}, foreign=paths.foreign(self.order["modules"]),
            imported=[name for name in self.order["modules"] if name in sys.modules], missed=paths.loaded(self.stops), collect=children.now()[0] - self.began,
        )
        self.all, self.session = session.items, session
        self.serve()

    def _imports(self):
        """What imports and collection ran; None where that is nobody's matter here."""
        return None

    def serve(self):
        while True:
            order = self.wire.receive()
            if order is None or order["order"] == "quit":
                children._exit(children.RELIEVED)
            answer = getattr(self, "do_" + order["order"])(order)
            self.wire.send(**answer)

    def do_tests(self, order):
        """The canonical list of tests; from now on a test is its index in it."""
        self.items = names.matched(order["ids"], self.all)
        return {"event": "tests", "missing": [i for i, item in enumerate(self.items) if item is None]}

    # -- children ---------------------------------------------------------------

    def _fork(self, work, limits, ask=None):
        """Runs `work(child)` in a child; returns how it ended.  `ask`: as for `children.watch`."""
        pid, end = self._start()
        if pid is None:
            try:
                work(end)
            except BaseException as exc:
                end.say("broken", type(exc).__name__, str(exc)[:500].replace("\n", " ").replace("\t", " "))
            end.leave()
        return self._watch(pid, end, limits, ask)

    def _start(self):
        """Forks, as `children.start` does."""
        self.leftovers.before()
        return children.start(self.page, self.wire.ends)

    def _watch(self, pid, end, limits, ask=None):
        """How the child ended; what it left is put right."""
        ended = children.watch(pid, end, self.page, limits, self.wire.inp, ask)
        if ended.orphaned:
            children._exit(0)
        self.leftovers.after(not (ended.crashed or ended.timeout or ended.endless))
        return ended
