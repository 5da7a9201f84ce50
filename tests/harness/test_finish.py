"""What hooks of the project make of a session whose tests have passed."""
import pytest
from support import forked, in_place_of_the_run, write

from _mutate_harness.finish import Finish

TEST = "def test_one(): pass\n"


def complains(folder, conftest):
    def loop(_, session):
        return Finish(session, str(folder)).complains()
    write(folder, {"conftest.py": conftest, "test_one.py": TEST})
    return forked(lambda: in_place_of_the_run(folder, loop))


@pytest.mark.parametrize("body", [
    "session.exitstatus = 3",
    "raise ValueError",
    "raise SystemExit(2)",
    "__import__('pytest').exit('enough', 1)",
])
def test_who_complains(folder, body):
    once = "asked = []\n\ndef pytest_sessionfinish(session, exitstatus):\n    asked.append(1)\n    if len(asked) == 1:\n        %s\n"
    assert complains(folder, once % body)


@pytest.mark.parametrize("conftest", [
    "",
    "def pytest_sessionfinish():\n    pass\n",
    "def pytest_sessionfinish(session):\n    session.exitstatus = 0\n",
    "import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_sessionfinish(exitstatus):\n    assert exitstatus == 0\n    yield\n",
])
def test_who_does_not(folder, conftest):
    assert not complains(folder, conftest)


def test_nobody_else_is_asked(folder):
    """What a plugin writes at the end of a session is written once, by the user's own run."""
    conftest = """
        class Other:
            def pytest_sessionfinish(self, session):
                session.exitstatus = 3

        exec(compile('''def finish(self, session):
            session.exitstatus = 3
        ''', '/elsewhere/plugin.py', 'exec'))
        Other.pytest_sessionfinish = finish

        def pytest_configure(config):
            config.pluginmanager.register(Other())
    """
    assert not complains(folder, conftest)
