import acts


def test_patch():
    assert acts.patch(1) == 1


def test_forget():
    assert acts.forget(1) == 1
