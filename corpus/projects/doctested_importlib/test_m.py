import m


def test_registry():
    assert m.Meta.registry == [m.Row]
    assert m.Row.kind == "row"


def test_table():
    assert m.TABLE[-1] == 9
