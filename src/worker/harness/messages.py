"""What a failing assertion says is not worked out where nobody reads it.

A mutant's test fails, and that is all that anybody wants to know; yet pytest
compares the two sides line by line, and so does unittest, which can take a
thousand times as long as the test.  Some tests do read such messages: those of
assertions, say, that they expect to fail.  They fail in a null run without
them, pass with them, and have them from then on.
"""
import unittest.case

_NAME = "assertion"


def spare(hook, outcome):
    """Has pytest and unittest compare nothing that `outcome` says nobody reads."""
    for impl in hook.pytest_assertrepr_compare.get_hookimpls():
        if impl.plugin_name == _NAME:
            impl.function = _unless_spared(impl.function, outcome)
    unittest.case.difflib = _Spared(unittest.case.difflib, outcome, "ndiff", ())
    unittest.case.pprint = _Spared(unittest.case.pprint, outcome, "pformat", "")


def _unless_spared(compare, outcome):
    def pytest_assertrepr_compare(config, op, left, right):
        return None if outcome.spared else compare(config=config, op=op, left=left, right=right)
    return pytest_assertrepr_compare


class _Spared:
    """A module of which one function gives `instead` where nobody would read what it gives."""

    def __init__(self, module, outcome, name, instead):
        function = getattr(module, name)
        self._module = module
        setattr(self, name, lambda *args, **more: instead if outcome.spared else function(*args, **more))

    def __getattr__(self, name):
        return getattr(self._module, name)


def readers(failed, run):
    """Those of `failed`, the tests that fail without messages, that fail for want of them.

    `run(spoken)` runs all, with messages in the tests that are `spoken`, and gives those that fail.
    """
    cured = failed - run(failed)
    # what passes now may have failed by chance
    return cured & run(set()) if cured else set()
