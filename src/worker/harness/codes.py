"""Who looks at a function's code without running it: `f.__code__`, or `dis` on its behalf."""
import dis
import os
import sys


class Codes:
    """`found`: {file: contexts} of code objects that the project's own code, or `dis`, got hold of.

    The interpreter tells who asks for `__code__` (PEP 578).  Others (pytest, `inspect`, mock) look at names and numbers of
    arguments, which no mutant changes.
    """

    def __init__(self, files, tree, context):
        self.files, self.context = files, context
        self.tree, self.dis = os.path.join(tree, ""), dis.__file__
        self.found, self.on, self.asking = {}, True, False
        sys.addaudithook(self._hear)

    def _hear(self, event, args):
        if event != "object.__getattr__" or args[1] != "__code__" or self.asking or not self.on:
            return
        asker = sys._getframe(1).f_code.co_filename
        context = self.context()
        if not context or not (asker.startswith(self.tree) or asker == self.dis):
            return
        self.asking = True
        try:
            code = args[0].__code__
        finally:
            self.asking = False
        if code.co_filename in self.files:
            self.found.setdefault(code.co_filename, set()).add(context)

    def stop(self):
        self.on = False
