import pytest

passed = set()


def pytest_configure(config):
    config.addinivalue_line("markers", "needs(name): skipped unless that test has passed")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.when == "call" and report.passed:
        passed.add(item.name)


def pytest_runtest_setup(item):
    for mark in item.iter_markers("needs"):
        if mark.args[0] not in passed:
            pytest.skip("needs " + mark.args[0])
