"""The part of mutate that lives in the user's interpreter.

Standard library, plus the user's own pytest and coverage.  Python 3.9 and
later, pytest 7 and later.  Tests must not notice it: functions that tests
like to replace (time, os, json) are bound here before any test is imported,
and nothing of it stays open, patched or printed in a mutant's process.
"""
