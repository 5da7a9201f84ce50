"""How counts move over time, and which days stand out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.models import Incident

THRESHOLD = 2.0


@dataclass(frozen=True)
class Anomaly:
    day: date
    count: int
    score: float

    @property
    def direction(self) -> str:
        return "spike" if self.score > 0 else "dip"


def daily_counts(incidents: Iterable[Incident]) -> dict[date, int]:
    """Every day from the first to the last, quiet days included."""
    counts: dict[date, int] = {}
    for incident in incidents:
        day = incident.at.date()
        counts[day] = counts.get(day, 0) + 1
    if not counts:
        return {}
    day, last = min(counts), max(counts)
    series = {}
    while day <= last:
        series[day] = counts.get(day, 0)
        day += timedelta(days=1)
    return series


def moving_average(values: Sequence[float], window: int = 7) -> list[float]:
    if window < 1:
        raise ValueError("window must be positive")
    result = []
    running = 0.0
    for index, value in enumerate(values):
        running += value
        if index >= window:
            running -= values[index - window]
        result.append(running / min(index + 1, window))
    return result


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def deviation(values: Sequence[float]) -> float:
    centre = mean(values)
    return math.sqrt(sum((value - centre) ** 2 for value in values) / len(values))


def anomaly_score(value: float, history: Sequence[float]) -> float:
    """Standard deviations from the mean; 0 where history says nothing."""
    if len(history) < 2:
        return 0.0
    spread = deviation(history)
    if spread == 0:
        return 0.0
    return (value - mean(history)) / spread


def anomalies(counts: dict[date, int], threshold: float = THRESHOLD) -> list[Anomaly]:
    values = list(counts.values())
    found = []
    for day, count in counts.items():
        score = anomaly_score(count, values)
        if abs(score) >= threshold:
            found.append(Anomaly(day, count, round(score, 2)))
    return found


def change(before: float, after: float) -> float:
    """Percent; growth from nothing counts as 100."""
    if before == 0:
        return 100.0 if after > 0 else 0.0
    return (after - before) / before * 100


def smooth(values: Sequence[float], alpha: float = 0.5) -> list[float]:
    if not 0 < alpha <= 1:
        raise ValueError("alpha must be in (0, 1]")
    result: list[float] = []
    for value in values:
        previous = result[-1] if result else value
        result.append(alpha * value + (1 - alpha) * previous)
    return result
