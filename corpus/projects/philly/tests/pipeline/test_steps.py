import pytest
from pipeline.steps import drop_unlocated, nightly, render, summarise


@pytest.fixture(scope="module")
def summary(incidents):
    return summarise(list(incidents))


def test_summary(summary):
    assert summary["incidents"] == 6
    assert summary["busiest_hour"] == 13
    assert summary["top"] == [(6, 3), (18, 2), (22, 1)]


def test_render(summary):
    text = render(summary)
    lines = text.splitlines()
    assert lines[0] == "=" * 40
    assert lines[1].strip() == "CRIME REPORT"
    assert "1. district 6: 3" in lines
    assert lines[4].split() == ["at", "night", "33.3%"]


def test_drop_unlocated(incidents):
    assert [i.number for i in drop_unlocated(list(incidents))] == ["1001", "1002", "1004", "1005"]
    with pytest.raises(ValueError, match="no incident has coordinates"):
        drop_unlocated([])


def test_nightly(csv_file):
    outcome = nightly(located_only=True)(csv_file)
    assert outcome.done == ["read", "parse", "locate", "summarise"]
    assert outcome.value["incidents"] == 4


def test_nightly_default(csv_file):
    assert nightly()(csv_file).done == ["read", "parse", "summarise"]
