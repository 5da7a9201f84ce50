from datetime import datetime

import pytest
from analysis.models import Category, Incident


@pytest.fixture
def make():
    def build(at="2024-03-04 12:00", **kwargs):
        values = dict(number="1", district=6, category=Category.THEFT)
        values.update(kwargs)
        return Incident(at=datetime.strptime(at, "%Y-%m-%d %H:%M"), **values)

    return build
