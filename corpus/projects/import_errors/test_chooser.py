import chooser
import early


def test_chosen():
    assert chooser.chosen() == 1


def test_first():
    assert early.first() == 2
