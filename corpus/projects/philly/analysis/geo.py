"""Distances and grid cells."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from analysis.models import Incident

EARTH_KM = 6371.0


class Point(NamedTuple):
    lat: float
    lng: float

    def distance_km(self, other: Point) -> float:
        half_lat = math.radians(other.lat - self.lat) / 2
        half_lng = math.radians(other.lng - self.lng) / 2
        across = math.cos(math.radians(self.lat)) * math.cos(math.radians(other.lat))
        chord = math.sin(half_lat) ** 2 + across * math.sin(half_lng) ** 2
        return 2 * EARTH_KM * math.asin(math.sqrt(chord))


CITY_HALL = Point(39.9526, -75.1652)


def near(incidents: Iterable[Incident], centre: Point = CITY_HALL, km: float = 1.0) -> list[Incident]:
    return [
        incident
        for incident in incidents
        if incident.located and centre.distance_km(Point(incident.lat, incident.lng)) <= km
    ]


def cell(point: Point, size: float = 0.01) -> tuple[int, int]:
    return math.floor(point.lat / size), math.floor(point.lng / size)


def bounding_box(points: Iterable[Point]) -> tuple[Point, Point]:
    rows = list(points)
    if not rows:
        raise ValueError("no points")
    south, north = min(p.lat for p in rows), max(p.lat for p in rows)
    west, east = min(p.lng for p in rows), max(p.lng for p in rows)
    return Point(south, west), Point(north, east)
