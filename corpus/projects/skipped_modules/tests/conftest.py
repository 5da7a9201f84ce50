from pkg import marks


def pytest_collection_modifyitems(items):
    assert marks.first(items) is items[0]
