import pytest
import series


@pytest.mark.parametrize("n", series.squares(10))
def test_squares(n):
    assert series.is_square(n)


def test_not_square():
    assert not series.is_square(5)


@pytest.mark.parametrize("name", series.weekdays())
def test_weekday(name):
    assert len(series.shorten(name)) == 2


@pytest.mark.parametrize("n, after", series.cases(), ids=str)
def test_following(n, after):
    assert series.following(n) == after


@pytest.fixture(params=[1, 2], ids=["one", "two"])
def number(request):
    return request.param


@pytest.mark.parametrize("number", [5, 6], indirect=True)
def test_indirect(number):
    assert series.following(number) in (6, 7)


def test_direct(number):
    assert series.following(number) - number == 1
