import io
from datetime import datetime

import pytest
from analysis import ParseError, parse_incidents
from analysis.parsing import iter_incidents, load, parse_coordinate, parse_row, parse_timestamp

HEADER = "dc_key,dc_dist,text_general_code,dispatch_date_time\n"


@pytest.mark.parametrize("text", ["2024-03-04 13:15:00", "2024-03-04T13:15:00", " 03/04/2024 13:15 "])
def test_timestamps(text):
    assert parse_timestamp(text) == datetime(2024, 3, 4, 13, 15)


def test_bad_timestamp():
    with pytest.raises(ValueError, match="^not a timestamp: 'soon'$"):
        parse_timestamp("soon")


@pytest.mark.parametrize("text, value", [(None, None), ("", None), (" ", None), ("0", None), ("39.1234567", 39.12346)])
def test_coordinates(text, value):
    assert parse_coordinate(text) == value


def test_duplicates_are_dropped(incidents):
    assert [i.number for i in incidents] == ["1001", "1002", "1003", "1004", "1005", "1006"]


def test_missing_fields():
    with pytest.raises(ParseError, match="line 2: missing dc_dist, dispatch_date_time"):
        parse_incidents(HEADER + "1,,Theft,\n")


def test_lenient_skips_bad_rows():
    text = HEADER + "1,99,Theft,2024-03-04 13:15:00\n2,6,Theft,2024-03-04 13:15:00\n"
    assert [i.number for i in parse_incidents(text, strict=False)] == ["2"]


def test_strict_is_the_default():
    with pytest.raises(ParseError) as info:
        list(iter_incidents([HEADER, "1,99,Theft,2024-03-04 13:15:00"]))
    assert info.value.line == 2
    assert isinstance(info.value.__cause__, ValueError)


def test_row_fields():
    row = {"dc_key": " 7 ", "dc_dist": "3", "text_general_code": "theft", "dispatch_date_time": "2024-03-04 13:15:00"}
    incident = parse_row(row, 2)
    assert (incident.number, incident.district, incident.lat) == ("7", 3, None)


def test_load(csv_text):
    assert len(load(io.StringIO(csv_text))) == 6
