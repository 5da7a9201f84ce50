import pytest
from analysis.geo import CITY_HALL, Point, bounding_box, cell, near


def test_distance_to_itself():
    assert CITY_HALL.distance_km(CITY_HALL) == 0


def test_one_degree():
    assert Point(0, 0).distance_km(Point(0, 1)) == pytest.approx(111.19, abs=0.01)
    assert Point(60, 0).distance_km(Point(60, 1)) == pytest.approx(55.6, abs=0.05)


def test_near(incidents):
    assert [i.number for i in near(incidents)] == ["1001", "1002", "1005"]


def test_cell():
    assert cell(Point(39.955, -75.165)) == (3995, -7517)


def test_bounding_box():
    assert bounding_box([Point(1, 5), Point(3, 2)]) == (Point(1, 2), Point(3, 5))
