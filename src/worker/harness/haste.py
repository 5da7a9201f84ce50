"""Leaves out what nobody reads of what pytest does for each test, in all processes forked later on.

The terminal's progress, what failing assertions say, the times and places of tests that pass.  And what pytest
would look up again in each child is found once: every item's place, the hooks that hold for a path, the arguments
of pytest's own fixtures.
"""
import functools
import inspect
import os
import types

import pytest
from _pytest import capture, fixtures, runner
from _pytest.reports import TestReport

from . import examples, express, messages
from .patch import wrap

_lseek, _END = os.lseek, os.SEEK_END
_VARIADIC = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS
_TOLD = "pytest_runtest_logstart", "pytest_runtest_logreport", "pytest_runtest_logfinish"
# of pytest's own, those who hear of tests and reports and do nothing with them but for people
_FOR_PEOPLE = "terminalreporter", "logging-plugin"


def hasten(session, outcome):
    """`outcome` says where what failing assertions say need not be worked out."""
    config, hooks = session.config, session.config.hook
    for name in _TOLD:
        for plugin in map(config.pluginmanager.get_plugin, _FOR_PEOPLE):
            try:
                getattr(hooks, name)._remove_plugin(plugin)
            except (AttributeError, ValueError):  # another plugin, or another pluggy: it only costs time
                continue
    messages.spare(hooks, outcome)
    examples.first_only(session.items)
    session.gethookproxy = functools.lru_cache(None)(session.gethookproxy)
    fixtures.getfuncargnames = _argument_names(fixtures.getfuncargnames)
    wrap(capture.FDCapture, "snap", _printed)
    if not _spare_reports(config, outcome):
        _locate(session.items)


def _spare_reports(config, outcome):
    """Has tests that pass reported in a word, if nobody besides pytest and us looks at reports; whether it has."""
    hooks = config.hook
    protocols = [impl for impl in hooks.pytest_runtest_protocol.get_hookimpls() if impl.function is runner.pytest_runtest_protocol]
    if not express.familiar(hooks, (*_TOLD, *express.REPORTS)) or len(protocols) != 1:
        return False
    protocols[0].function = _protocol(config, outcome)
    outcome.brief = True
    return True


def _protocol(config, outcome):
    """As pytest's, but for those who are told when a test begins and ends."""
    shorter = express.Express(config) if express.serves(config) else None
    general = runner.pytest_runtest_protocol

    def pytest_runtest_protocol(item, nextitem):
        if not express.familiar(item.ihook, _TOLD):
            return general(item, nextitem)  # a test has registered somebody
        run = shorter.run if shorter and outcome.quick and shorter.takes(item) else runner.runtestprotocol
        run(item, nextitem=nextitem)
        if not express.familiar(item.ihook, _TOLD):
            item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True
    return pytest_runtest_protocol


def report(item, call, brief):
    """A report without pytest's representation of the failure, which costs more than most tests, and if it is `brief` without the test's place."""
    skipped = call.excinfo is not None and isinstance(call.excinfo.value, pytest.skip.Exception)
    failed = call.excinfo is not None and not skipped
    return TestReport(
        nodeid=item.nodeid, location=("", 0, "") if brief else item.location, keywords={}, outcome="skipped" if skipped else "failed" if failed else "passed",
        longrepr=("", 0, "") if skipped else "" if failed else None, when=call.when, sections=(), duration=0, start=0, stop=0,
        user_properties=[],
    )


def _printed(original, captured):
    """What a test has printed, which is asked six times for each: not read where the file is empty."""
    try:
        if _lseek(captured.tmpfile.fileno(), 0, _END) == 0:
            return ""
    except Exception:  # there is none, or no longer
        pass
    return original(captured)


def _locate(items):
    """Has every item know its place: that of a function is the same for all of its parameters."""
    known = {}
    for item in items:
        function = item.obj if type(item) is pytest.Function and "location" not in vars(item) else None
        try:
            if type(function) is not types.FunctionType:
                item.location
            elif function in known:
                vars(item)["location"] = (*known[function], item.getmodpath())
            else:
                known[function] = item.location[:2]
        except Exception:  # whoever needs it will be told
            continue


def _argument_names(general):
    """`general` of pytest, with a short way for plain functions of its own fixture module."""
    def argument_names(function, **more):
        alone = not any(value for key, value in more.items() if key != "name")
        if alone and type(function) is types.FunctionType and function.__module__ == fixtures.__name__:
            code = function.__code__
            plain = not (code.co_kwonlyargcount or code.co_flags & _VARIADIC or function.__dict__)
            if plain and not function.__defaults__:
                return code.co_varnames[:code.co_argcount]
        return general(function, **more)
    return argument_names
