import pytest
from api import Request


def test_paths(router):
    assert router.paths() == ["/counts", "/health", "/incident", "/incidents", "/shares", "/top", "/trend"]


def test_health(get):
    response = get("/health")
    assert response.ok
    assert response.body == {"status": "ok", "incidents": 6}


def test_trailing_slash(get):
    assert get("/health/").status == 200


def test_unknown(get):
    response = get("/nope")
    assert response.status == 404
    assert not response.ok
    assert response.body == {"error": "no route for /nope", "status": 404}


def test_method_matters(router):
    assert router.handle(Request("/health", method="POST")).status == 404


def test_pages(get):
    body = get("/incidents", page="2", size="4").body
    assert (body["page"], body["total"]) == (2, 6)
    assert [row["number"] for row in body["rows"]] == ["1005", "1006"]


def test_range(get):
    body = get("/incidents", from_="2024-03-05", to="2024-03-07").body
    assert [row["number"] for row in body["rows"]] == ["1003", "1004"]


@pytest.mark.parametrize(
    "path, params, message",
    [
        ("/incidents", {"page": "x"}, "page must be a number"),
        ("/incidents", {"size": "101"}, "size must be between 1 and 100"),
        ("/incidents", {"size": "0"}, "size must be between 1 and 100"),
        ("/incidents", {"from_": "monday"}, "from must look like 2024-01-31"),
        ("/incidents", {"from_": "2024-03-05", "to": "2024-03-04"}, "from is after to"),
        ("/counts", {"by": "colour"}, "by must be one of district, hour, category, weekend"),
    ],
)
def test_bad_requests(get, path, params, message):
    response = get(path, **params)
    assert response.status == 400
    assert response.body["error"] == message


def test_single(get):
    assert get("/incident", number="1002").body == {
        "number": "1002",
        "district": 6,
        "category": "assault",
        "at": "2024-03-04T23:05:00",
        "night": True,
    }
    assert get("/incident", number="9").status == 404


def test_counts(get):
    assert get("/counts").body == {"6": 3, "18": 2, "22": 1}
    assert get("/counts", by="category").body["theft"] == 2


def test_top(get):
    assert get("/top", limit="1").body == [{"district": 6, "count": 3}]


def test_trend(get):
    # weak: the averages and anomalies are not looked at
    body = get("/trend", window="90").body
    assert len(body["days"]) == 6


def test_shares(get):
    assert get("/shares", to="2024-03-04").body == {"theft": 50.0, "assault": 50.0}
