"""Runs a test as pytest does, without what pytest does three times where once is enough.

For each of a test's three phases pytest redirects the output anew, enters four context managers, goes through the
marks, and makes a report that nobody reads where it has passed.  Here the output is redirected once, and reports are
made of what fails or is skipped, or might be.

A test in whose phases somebody else has a say runs as ever (`Express.takes`), and so do all tests of a pytest whose
functions refer to something else than those we know (`serves`).  Tests may register plugins: who listens is asked each time.
"""
import inspect
import os
import sys

import pluggy
from _pytest import capture, logging, runner, skipping
from _pytest.outcomes import Exit
from _pytest.runner import CallInfo

try:
    from _pytest.tmpdir import tmppath_result_key
except ImportError:  # before pytest 7.3
    tmppath_result_key = None

_HOOKS = "pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown"
REPORTS = "pytest_runtest_makereport", "pytest_runtest_logreport"
# whose hooks are known: pytest's and ours
_FAMILIAR = "_pytest.", __package__ + "."
# lists of implementations of which all are familiar, by their identities; others may be gone once their test has ended
_met = {}
_dup2 = os.dup2
_MARKS = frozenset(("skip", "skipif", "xfail"))
# what the functions refer to that are done in another way here, from pytest 7.0 to 9.2
_KNOWN = (
    (runner.runtestprotocol, "_initrequest _request append call_and_report config funcargs getoption hasattr passed session shouldfail"
     " shouldstop show_test_item"),
    (runner.call_and_report, "CallInfo Exit KeyboardInterrupt call_runtest_hook check_interactive_exception config from_call"
     " get_reraise_exceptions getoption ihook pytest_exception_interact pytest_runtest_call pytest_runtest_logreport"
     " pytest_runtest_makereport pytest_runtest_setup pytest_runtest_teardown"),
    (capture.CaptureManager.item_capture, "activate_fixture add_report_section deactivate_fixture read_global_capture resume_global_capture"
     " suspend_global_capture"),
    (logging.LoggingPlugin._runtest_for, "add_report_section caplog_handler caplog_handler_key caplog_records_key catching_logs getvalue"
     " log_level records report_handler reset stash stream strip"),
    (logging.LoggingPlugin.pytest_runtest_setup, "_runtest_for caplog_records_key log_cli_handler set_when stash"),
    (logging.LoggingPlugin.pytest_runtest_teardown, "_runtest_for caplog_handler_key caplog_records_key log_cli_handler set_when stash"),
    (skipping.pytest_runtest_setup, "Exception config evaluate_skip_marks evaluate_xfail_marks option reason run runxfail skip stash xfail"
     " xfailed_key"),
    (skipping.pytest_runtest_call, "Exception config evaluate_xfail_marks get option reason run runxfail stash xfail xfailed_key"),
)
# whether a session that is to end tears down everything after this test: from pytest 8.3 on
_ENDS_EARLY = "shouldstop" in runner.runtestprotocol.__code__.co_names


def serves(config):
    """Whether tests may be run in this way."""
    as_known = all(set(inspect.unwrap(function).__code__.co_names) <= set(names.split()) for function, names in _KNOWN)
    captured, logs = _plugins(config)
    plain = (
        config.pluginmanager.has_plugin("skipping") and isinstance(captured, (capture.CaptureManager, type(None)))
        and (logs is None or isinstance(logs.log_cli_handler, logging._LiveLoggingNullHandler))
        and not any(config.getoption(name, False) for name in ("setuponly", "setupshow", "setupplan")))
    return as_known and plain and int(pluggy.__version__.partition(".")[0]) >= 1


def _plugins(config):
    """Who captures output, and who captures the log; None where that is switched off."""
    return [config.pluginmanager.get_plugin(name) for name in ("capturemanager", "logging-plugin")]


def familiar(ihook, names):
    """Whether nobody but pytest and us has such hooks."""
    found = [impl for name in names for impl in getattr(ihook, name).get_hookimpls()]
    key = tuple(map(id, found))
    if key not in _met:
        if not all((getattr(impl.function, "__module__", None) or "").startswith(_FAMILIAR) for impl in found):
            return False
        _met[key] = found
    return True


class Express:
    """`run` in place of pytest's `runtestprotocol`."""

    def __init__(self, config):
        self.captured, self.logs = _plugins(config)
        self.reraised = (Exit,) if config.getoption("usepdb", False) else (Exit, KeyboardInterrupt)
        # sys.stdout and sys.stderr while output is captured, and (descriptor to capture with, captured descriptor)
        self.streams, self.descriptors = None, ()

    def takes(self, item):
        """Whether nobody but pytest and us has a say in its phases."""
        return familiar(item.ihook, _HOOKS)

    def run(self, item, nextitem):
        has_request = hasattr(item, "_request")
        if has_request and not item._request:
            item._initrequest()
        self._redirect()
        try:
            if self._phase(item, "setup"):
                self._phase(item, "call")
            session = item.session
            if _ENDS_EARLY and (session.shouldfail or session.shouldstop):
                nextitem = None
            self._phase(item, "teardown", nextitem=nextitem)
        finally:
            self._release()
            if has_request:
                item._request = False
                item.funcargs = None

    # -- the output -----------------------------------------------------------------

    def _redirect(self):
        if self.captured:
            self.captured.resume_global_capture()
            self.captured.activate_fixture()
            everything = self.captured._global_capturing
            parts = [part for part in (everything.out, everything.err) if part] if everything else []
            self.streams = (sys.stdout, sys.stderr) if parts else None
            self.descriptors = [(part.tmpfile.fileno(), part.targetfd) for part in parts if hasattr(part, "targetfd")]

    def _release(self):
        if self.captured:
            self.captured.deactivate_fixture()
            self.captured.suspend_global_capture(in_=False)

    def _redirect_again(self):
        """As if it had not been meanwhile: what a phase has put in place of the streams does not last."""
        if self.captured and self.captured._capture_fixture:
            self._release()
            self._redirect()
        elif self.streams:
            sys.stdout, sys.stderr = self.streams
            for source, target in self.descriptors:
                _dup2(source, target)

    def _keep(self, item, when):
        """What was printed in the phase."""
        if self.captured:
            for name, text in zip(("stdout", "stderr"), self.captured.read_global_capture()):
                item.add_report_section(when, name, text)

    # -- a phase --------------------------------------------------------------------

    def _phase(self, item, when, **more):
        """Whether it has passed."""
        call = CallInfo.from_call(lambda: self._hook(item, when, more), when=when, reraise=self.reraised)
        if call.excinfo is None and not getattr(item, "_excinfo", None) and not _marked(item) and familiar(item.ihook, REPORTS):
            if tmppath_result_key:
                item.stash.setdefault(tmppath_result_key, {})[when] = True
            return True
        self._release()
        report = self._reported(item, call)
        self._redirect()
        return report.passed

    def _reported(self, item, call):
        ihook = item.ihook
        report = ihook.pytest_runtest_makereport(item=item, call=call)
        ihook.pytest_runtest_logreport(report=report)
        if runner.check_interactive_exception(call, report):
            ihook.pytest_exception_interact(node=item, call=call, report=report)
        return report

    def _hook(self, item, when, more):
        """Calls the phase's hook, as if the output and the log were captured by it."""
        handlers = self._log(item, when)
        try:
            self._call(item, when, more)
        finally:
            try:
                self._redirect_again()
                self._keep(item, when)
            finally:
                self._unlog(item, when, handlers)

    def _call(self, item, when, more):
        """Calls those who have the phase's hook; where nothing is marked, what the marks' plugin would note is noted."""
        hook, marked = getattr(item.ihook, "pytest_runtest_" + when), _marked(item)
        if when == "setup" and not marked:
            item.stash[skipping.xfailed_key] = None
        try:
            hook._hookexec(hook.name, self._others(hook.get_hookimpls(), marked), {"item": item, **more}, False)
        finally:
            if when == "call" and not marked and _marked(item):
                item.stash[skipping.xfailed_key] = skipping.evaluate_xfail_marks(item)

    def _others(self, found, marked):
        """Of the implementations found, those whose part is not ours."""
        captured, logs, marks = self.captured, self.logs, None if marked else skipping
        return [i for i in found if not (i.plugin is captured or i.plugin is logs or i.plugin is marks)]

    # -- the log --------------------------------------------------------------------

    def _log(self, item, when):
        logs, stash = self.logs, item.stash
        if not logs:
            return ()
        handlers = [logging.catching_logs(handler, level=logs.log_level) for handler in (logs.caplog_handler, logs.report_handler)]
        for handler in handlers:
            handler.__enter__()
        logs.caplog_handler.reset()
        logs.report_handler.reset()
        if when == "setup":
            stash[logging.caplog_records_key] = {}
        stash[logging.caplog_records_key][when] = logs.caplog_handler.records
        stash[logging.caplog_handler_key] = logs.caplog_handler
        return handlers

    def _unlog(self, item, when, handlers):
        for handler in reversed(handlers):
            handler.__exit__(None, None, None)
        if handlers:
            item.add_report_section(when, "log", self.logs.report_handler.stream.getvalue().strip())
        if handlers and when == "teardown":
            del item.stash[logging.caplog_records_key]
            del item.stash[logging.caplog_handler_key]


def _marked(item):
    """Whether something may be skipped, or is expected to fail."""
    while item is not None:
        for mark in item.own_markers:
            if mark.name in _MARKS:
                return True
        item = item.parent
    return False
