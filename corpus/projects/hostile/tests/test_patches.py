import acts


def test_patch():
    assert acts.patch(1) == 1
