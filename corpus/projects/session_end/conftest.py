import ledger


def pytest_sessionfinish(session, exitstatus):
    ledger.check()
    if not ledger.balanced(len(ledger.opened)):
        session.exitstatus = 3
