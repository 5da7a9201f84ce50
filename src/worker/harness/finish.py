"""The end of the session, as far as hooks of the project have a say in it.

pytest's exit status is what `pytest_sessionfinish` leaves of it: a hook that counts what is still open may fail a
session whose tests have all passed.  Each child runs the project's own such hooks, if there are any, and no others.
"""
import os


class Finish:
    def __init__(self, session, tree):
        inside = os.path.join(tree, "")
        self.session, self.hooks = session, None
        hooks = session.config.hook.pytest_sessionfinish.get_hookimpls()
        others = [hook.plugin for hook in hooks if not _file(hook.function).startswith(inside)]
        if len(others) < len(hooks):
            self.hooks = session.config.pluginmanager.subset_hook_caller("pytest_sessionfinish", others)

    def complains(self):
        """Whether a session of tests that have passed fails at its end.  To be asked once in a process."""
        if self.hooks is None:
            return False
        self.session.exitstatus = 0
        try:
            self.hooks(session=self.session, exitstatus=0)
        except BaseException:  # pytest would end by it
            return True
        return bool(self.session.exitstatus)


def _file(function):
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return "" if code is None else code.co_filename
