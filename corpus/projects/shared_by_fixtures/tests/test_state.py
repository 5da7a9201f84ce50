from pkg import state


def test_bump(home):
    assert state.bump() == 1


def test_migrate(home):
    assert state.migrate() == 2
    assert (home / "state").exists()
