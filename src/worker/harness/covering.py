"""A warm process that measures tests as the user has configured coverage.py, and has it report.

    cover   tests in one child, less those that others are given
    report  coverage.py's reports of what all children have measured
"""
from . import cover
from .zygote import Zygote


class Covering(Zygote):
    def __init__(self, wire, order):
        super().__init__(wire, order)
        self.cover = cover.Cover(order)

    def _imports(self):
        cover.collected()

    def do_cover(self, order):
        return cover.run(self, order)

    def do_report(self, order):
        return self.cover.report({**self.order, **order})
