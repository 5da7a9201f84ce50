import acts


def test_fake_runner():
    assert acts.fake_runner(1) == 1


def test_fake_session():
    assert acts.fake_session(1) == 1
