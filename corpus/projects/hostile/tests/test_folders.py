import acts


def test_remove_folder():
    assert acts.remove_folder(1) == 1


def test_remove_temporary():
    assert acts.remove_temporary(1) == 1


def test_remove_home():
    assert acts.remove_home(1) == 1


def test_wander():
    assert acts.wander(1) == 1
