import pytest
import rules

KINDS = ["a", "bb"]


@pytest.mark.parametrize("n", range(4, 10))
@pytest.mark.parametrize("kind", KINDS * 2)
def test_inside(n, kind):
    assert rules.allowed(kind, n)


def test_one_more():
    assert rules.allowed("a", 4) and rules.allowed("bb", 4)


@pytest.mark.parametrize("kind", KINDS)
def test_edges(kind):
    assert rules.allowed(kind, 3)
    assert not rules.allowed(kind, 2)
    assert not rules.allowed(kind, 10 * len(kind))
    assert rules.allowed(kind, 10 * len(kind) - 1)


@pytest.mark.parametrize("n", range(4, 10))
@pytest.mark.parametrize("kind", KINDS * 2)
def test_inside_again(n, kind):
    assert rules.allowed(kind, n)
