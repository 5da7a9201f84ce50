from values import Amount


def pytest_assertrepr_compare(config, op, left, right):
    if op == "==" and isinstance(left, Amount):
        return ["amounts differ", left.told()]
