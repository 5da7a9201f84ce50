import pytest
from analysis import Category, by_category, by_district, by_hour, top_districts
from analysis.aggregate import KEYS, busiest_hour, category_shares, count_by, night_share, scores_by_district, share


@pytest.fixture(scope="module")
def hours(incidents):
    return by_hour(incidents)


class TestCounts:
    @pytest.fixture(scope="class")
    def districts(self, incidents):
        return by_district(incidents)

    def test_sum(self, districts):
        assert sum(districts.values()) == 6

    def test_each(self, districts):
        assert districts == {6: 3, 18: 2, 22: 1}


def test_hours_are_all_there(hours):
    assert len(hours) == 24


def test_hours(hours):
    assert (hours[13], hours[23], hours[2], hours[8]) == (3, 1, 1, 1)


def test_categories(incidents):
    assert by_category(incidents)[Category.THEFT] == 2


def test_count_by_weekend(incidents):
    assert count_by(incidents, KEYS["weekend"]) == {False: 4, True: 2}


def test_top(incidents):
    assert top_districts(incidents, 2) == [(6, 3), (18, 2)]
    assert len(top_districts(incidents)) == 3
    assert top_districts(incidents, 1) == [(6, 3)]


def test_top_needs_a_limit(incidents):
    with pytest.raises(ValueError):
        top_districts(incidents, 0)


def test_share():
    assert share(1, 3) == 33.3
    assert share(1, 0) == 0.0


def test_shares(incidents):
    shares = category_shares(incidents)
    assert shares["theft"] == 33.3
    assert shares["other"] == 16.7


def test_night(incidents):
    assert night_share(incidents) == 33.3


def test_scores(incidents):
    # weak: only that there are scores
    assert set(scores_by_district(incidents)) == {6, 18, 22}


def test_busiest(incidents):
    assert busiest_hour(incidents) == 13
    assert busiest_hour([]) == 0
