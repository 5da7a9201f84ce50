"""Property-based tests: for a verdict the first failing example is enough.

hypothesis goes on after it, to make the example smaller, to explain it and to
look for other faults.  That is for a person to read, takes up to minutes, and
counts as the test's own time.
"""
import sys

_FOR_READERS = ("shrink", "explain")


def first_only(items):
    """Has every hypothesis test of `items` stop at its first failing example."""
    hypothesis = sys.modules.get("hypothesis")
    if hypothesis is None:
        return
    for item in items:
        test = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if own is None:
            continue
        try:
            phases = [phase for phase in own.phases if phase.name not in _FOR_READERS]
            test._hypothesis_internal_use_settings = hypothesis.settings(own, phases=phases, report_multiple_bugs=False)
        except Exception:  # a version of another make: it only costs time
            return
