"""Who looks at a function without running it: at its code (`f.__code__`, or `dis` on its behalf), or its default values."""
import dis
import os
import sys

from . import hearing

_WATCHED = "__code__", "__defaults__", "__kwdefaults__"


class Codes:
    """`found`: {file: contexts} of code objects that the project's own code, or `dis`, got hold of.

    The interpreter tells who asks for `__code__` (PEP 578).  Others (pytest, `inspect`, mock) look at names and numbers of
    arguments, which no mutant changes.  `defaults` is called with the code of a function whose default values the
    project's own code reads.
    """

    def __init__(self, files, tree, context, defaults):
        self.files, self.context, self.defaults = files, context, defaults
        self.tree, self.dis = os.path.join(tree, ""), dis.__file__
        self.found, self.asking = {}, False
        self.stop = hearing.listen(["object.__getattr__"], self._hear)

    def _hear(self, _, args):
        if args[1] not in _WATCHED or self.asking:
            return
        asker, code = sys._getframe(2).f_code.co_filename, args[1] == "__code__"
        context = self.context()
        if not (asker.startswith(self.tree) or code and asker == self.dis) or code and not context:
            return
        self.asking = True
        try:
            read = args[0].__code__
        finally:
            self.asking = False
        if read.co_filename not in self.files:
            return
        if code:
            self.found.setdefault(read.co_filename, set()).add(context)
        else:
            self.defaults(read)
