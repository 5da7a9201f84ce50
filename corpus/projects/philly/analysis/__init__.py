"""Reading, grouping and scoring of crime incidents."""

from analysis.aggregate import by_category, by_district, by_hour, top_districts
from analysis.models import Category, Incident, ParseError, Severity
from analysis.parsing import parse_incidents
from analysis.trends import anomalies, daily_counts, moving_average

__all__ = [
    "Category",
    "Incident",
    "ParseError",
    "Severity",
    "anomalies",
    "by_category",
    "by_district",
    "by_hour",
    "daily_counts",
    "moving_average",
    "parse_incidents",
    "top_districts",
]
