import pytest

from pkg.tally import Tally


class Reports:
    def __init__(self):
        self.tally = Tally()
        self.phases = []

    def pytest_runtest_logreport(self, report):
        self.tally.add(report.outcome)
        self.phases.append(report.when)


@pytest.fixture(scope="session")
def reports(request):
    heard = Reports()
    request.config.pluginmanager.register(heard)
    yield heard
    request.config.pluginmanager.unregister(heard)
    assert heard.tally.counts["passed"] >= 2


@pytest.fixture(autouse=True)
def heard(reports):
    before = reports.tally.counts.get("passed", 0)
    yield
    assert reports.tally.counts["passed"] == before + 2
    assert reports.phases[-2:] == ["setup", "call"]
