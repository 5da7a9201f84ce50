from datetime import date

import pytest
from analysis import anomalies, daily_counts, moving_average
from analysis.trends import Anomaly, anomaly_score, change, deviation, smooth


def test_quiet_days_count(incidents):
    counts = daily_counts(incidents)
    assert list(counts.values()) == [2, 1, 0, 1, 0, 2]
    assert next(iter(counts)) == date(2024, 3, 4)


def test_no_incidents():
    assert daily_counts([]) == {}


@pytest.mark.parametrize(
    "values, window, expected",
    [([1, 2, 3, 4], 2, [1, 1.5, 2.5, 3.5]), ([5], 7, [5]), ([], 3, []), ([2, 4, 6], 1, [2, 4, 6])],
)
def test_moving_average(values, window, expected):
    assert moving_average(values, window) == pytest.approx(expected)


def test_window_must_be_positive():
    with pytest.raises(ValueError, match="window must be positive"):
        moving_average([1], 0)


def test_deviation():
    assert deviation([2, 4, 4, 4, 5, 5, 7, 9]) == 2.0


def test_score_without_history():
    assert anomaly_score(5, []) == 0.0
    assert anomaly_score(5, [3, 3, 3]) == 0.0


def test_score():
    assert anomaly_score(9, [2, 4, 4, 4, 5, 5, 7, 9]) == 2.0
    assert anomaly_score(3, [1, 3]) == 1.0


def test_spike():
    counts = {date(2024, 3, day): 1 for day in range(1, 10)}
    counts[date(2024, 3, 10)] = 11
    found = anomalies(counts)
    assert found == [Anomaly(date(2024, 3, 10), 11, 3.0)]
    assert found[0].direction == "spike"


def test_threshold_is_inclusive():
    counts = {date(2024, 3, 1): 1, date(2024, 3, 2): 3}
    assert len(anomalies(counts, threshold=1.0)) == 2


def test_change():
    assert change(10, 15) == 50
    assert change(0, 3) == 100.0


@pytest.mark.parametrize("alpha", [0, 1.5])
def test_alpha(alpha):
    with pytest.raises(ValueError):
        smooth([1], alpha)


def test_smooth():
    assert smooth([4, 8], 0.25) == [4, 5.0]
