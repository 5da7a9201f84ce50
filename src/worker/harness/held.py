"""What a measurement has found stays in memory until somebody asks for it.

coverage.py opens its data file, writes to it and closes it whenever the context changes, three times a test: longer than
many a test takes.
"""
import os

_MANY = 200_000  # lines and arcs of all contexts, before they are written nevertheless


class Held:
    """`data`, a CoverageData that is being written, gets what it is given when it is read or saved."""

    def __init__(self, data):
        self.pid, self.context, self.rows, self.count = os.getpid(), None, {}, 0
        # all that is read or written goes through the first
        self.connect, self.write = data._connect, data.write
        self.add = {"lines": data.add_lines, "arcs": data.add_arcs}
        self.set_context = data.set_context
        data._connect, data.write, data.set_context = self._connect, self._write, self._set_context
        data.add_lines, data.add_arcs = self._adder("lines"), self._adder("arcs")

    def _adder(self, kind):
        def add(found):
            if not found:  # it is only said which of the two there are
                return self.add[kind](found)
            self._mine()
            files = self.rows.setdefault((kind, self.context), {})
            for name, numbers in found.items():
                files.setdefault(name, []).extend(numbers)  # some twice, which costs less than to look
                self.count += len(numbers)
            if self.count > _MANY:
                self._settle()
        return add

    def _set_context(self, context):
        self.context = context
        return self.set_context(context)

    def _connect(self):
        self._settle()
        return self.connect()

    def _write(self):
        self._settle()
        self.write()

    def _mine(self):
        """What was there before a fork is its parent's."""
        if self.pid != os.getpid():
            self.pid, self.rows, self.count = os.getpid(), {}, 0

    def _settle(self):
        self._mine()
        rows, self.rows, self.count = self.rows, {}, 0
        if not rows:
            return
        (kind, _), *_ = rows
        self.add[kind]({})  # has it begin its file where this process has none
        with self.connect():  # one transaction for all
            for (kind, context), files in rows.items():
                self.set_context(context)
                self.add[kind](files)
        self.set_context(self.context)


def hold(cov):
    """Has the data of `cov`, which has started, do so, where coverage.py is one that can be made to."""
    data = getattr(cov, "_data", None)  # to be given them is to be warned of what is not there yet
    if hasattr(data, "_connect") and "_connect" not in vars(data):
        Held(data)
