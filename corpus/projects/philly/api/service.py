"""The routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.aggregate import KEYS, category_shares, count_by, top_districts
from analysis.models import Incident
from analysis.trends import anomalies, daily_counts, moving_average
from api.errors import NotFound
from api.router import Request, Router
from api.validation import choice, date_range, integer


def within(incidents: Sequence[Incident], request: Request) -> list[Incident]:
    start, end = date_range(request.params)
    return [
        incident
        for incident in incidents
        if (start is None or incident.at.date() >= start) and (end is None or incident.at.date() <= end)
    ]


def as_json(incident: Incident) -> dict[str, Any]:
    return {
        "number": incident.number,
        "district": incident.district,
        "category": incident.category.value,
        "at": incident.at.isoformat(),
        "night": incident.is_night,
    }


def page(rows: Sequence[Any], number: int, size: int) -> dict[str, Any]:
    start = (number - 1) * size
    return {"page": number, "total": len(rows), "rows": list(rows[start : start + size])}


def build_router(incidents: Sequence[Incident]) -> Router:
    router = Router()
    index = {incident.number: incident for incident in incidents}

    @router.route("/health")
    def health(request: Request) -> dict[str, Any]:
        return {"status": "ok", "incidents": len(incidents)}

    @router.route("/incidents")
    def listing(request: Request) -> dict[str, Any]:
        rows = [as_json(incident) for incident in within(incidents, request)]
        return page(rows, integer(request.params, "page", 1), integer(request.params, "size", 20))

    @router.route("/incident")
    def single(request: Request) -> dict[str, Any]:
        number = request.params.get("number", "")
        if number not in index:
            raise NotFound(f"no incident {number}")
        return as_json(index[number])

    @router.route("/counts")
    def counts(request: Request) -> dict[str, int]:
        key = choice(request.params, "by", tuple(KEYS))
        return {str(k): n for k, n in count_by(within(incidents, request), KEYS[key]).items()}

    @router.route("/top")
    def top(request: Request) -> list[dict[str, int]]:
        limit = integer(request.params, "limit", 3)
        return [{"district": d, "count": n} for d, n in top_districts(within(incidents, request), limit)]

    @router.route("/shares")
    def shares(request: Request) -> dict[str, float]:
        return category_shares(within(incidents, request))

    @router.route("/trend")
    def trend(request: Request) -> dict[str, Any]:
        window = integer(request.params, "window", 7, high=90)
        days = daily_counts(within(incidents, request))
        return {
            "days": [day.isoformat() for day in days],
            "average": moving_average(list(days.values()), window),
            "anomalies": [found.day.isoformat() for found in anomalies(days)],
        }

    return router
