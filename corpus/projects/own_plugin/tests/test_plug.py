from plug.core import half


def test_limit(pytestconfig):
    assert pytestconfig.limit == 6


def test_table(table, name):
    assert table[name] in (1, 2)


def test_half():
    assert half(4) == 2
