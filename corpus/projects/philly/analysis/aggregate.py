"""Counts by one key or two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from analysis.models import Category, Incident

K = TypeVar("K", bound=Hashable)

KEYS = {
    "district": lambda incident: incident.district,
    "hour": lambda incident: incident.hour,
    "category": lambda incident: incident.category.value,
    "weekend": lambda incident: incident.is_weekend,
}


def count_by(incidents: Iterable[Incident], key: Callable[[Incident], K]) -> dict[K, int]:
    counts: Counter = Counter()
    for incident in incidents:
        counts[key(incident)] += 1
    return dict(counts)


def by_district(incidents: Iterable[Incident]) -> dict[int, int]:
    return count_by(incidents, KEYS["district"])


def by_category(incidents: Iterable[Incident]) -> dict[Category, int]:
    return count_by(incidents, lambda incident: incident.category)


def by_hour(incidents: Iterable[Incident]) -> list[int]:
    """Twenty-four counts, empty hours included."""
    hours = [0] * 24
    for incident in incidents:
        hours[incident.hour] += 1
    return hours


def top_districts(incidents: Iterable[Incident], limit: int = 3) -> list[tuple[int, int]]:
    if limit < 1:
        raise ValueError("limit must be positive")
    counts = by_district(incidents)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranked[:limit]


def share(part: int, whole: int) -> float:
    if whole == 0:
        return 0.0
    return round(100 * part / whole, 1)


def category_shares(incidents: Iterable[Incident]) -> dict[str, float]:
    counts = by_category(incidents)
    whole = sum(counts.values())
    return {category.value: share(n, whole) for category, n in counts.items()}


def night_share(incidents: Iterable[Incident]) -> float:
    rows = list(incidents)
    night = sum(1 for incident in rows if incident.is_night)
    return share(night, len(rows))


def scores_by_district(incidents: Iterable[Incident]) -> dict[int, float]:
    totals: dict[int, float] = defaultdict(float)
    for incident in incidents:
        totals[incident.district] += incident.score()
    return dict(totals)


def busiest_hour(incidents: Iterable[Incident]) -> int:
    hours = by_hour(incidents)
    return max(range(24), key=lambda hour: (hours[hour], -hour))
