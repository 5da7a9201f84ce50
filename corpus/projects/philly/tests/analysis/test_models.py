import pytest
from analysis import Category, ParseError, Severity


@pytest.mark.parametrize(
    "text, expected",
    [("Theft", Category.THEFT), (" assault ", Category.ASSAULT), ("BURGLARY", Category.BURGLARY), ("?", Category.OTHER)],
)
def test_category_from_text(text, expected):
    assert Category.from_text(text) is expected


def test_severity_of_categories():
    assert [c.severity.name for c in Category] == ["MEDIUM", "HIGH", "HIGH", "LOW", "LOW"]


def test_weights():
    assert [s.weight for s in Severity] == [1.0, 2.5, 4.0]


@pytest.mark.parametrize("district", [0, -1, 40])
def test_unknown_district(make, district):
    with pytest.raises(ValueError, match="no such district"):
        make(district=district)


@pytest.mark.parametrize("district", [1, 39])
def test_edge_districts(make, district):
    assert make(district=district).district == district


@pytest.mark.parametrize("hour, night", [(0, True), (5, True), (6, False), (21, False), (22, True)])
def test_night(make, hour, night):
    assert make(f"2024-03-04 {hour:02}:30").is_night is night


def test_weekend(make):
    # Saturday and Monday only: that Friday is no weekend goes unnoticed
    assert make("2024-03-09 12:00").is_weekend
    assert not make("2024-03-04 12:00").is_weekend


def test_located(make):
    assert make(lat=39.9, lng=-75.1).located
    assert not make().located


def test_score(make):
    assert make().score() == 2.5
    assert make("2024-03-04 23:00").score() == 5.0
    assert make("2024-03-09 12:00").score() == 3.5


def test_parse_error_names_the_line():
    error = ParseError(7, "bad")
    assert str(error) == "line 7: bad"
    assert (error.line, error.problem) == (7, "bad")
