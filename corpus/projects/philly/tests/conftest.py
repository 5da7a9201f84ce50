import pytest
from analysis import parse_incidents

CSV = """\
dc_key,dc_dist,text_general_code,dispatch_date_time,lat,lng
1001,6,Theft,2024-03-04 13:15:00,39.9530,-75.1650
1002,6,Assault,2024-03-04 23:05:00,39.9600,-75.1700
1003,18,Burglary,2024-03-05 02:40:00,,
1004,22,Vandalism,2024-03-07 13:59:59,40.0100,-75.1500
1005,6,Theft,2024-03-09 13:00:00,39.9520,-75.1640
1006,18,Jaywalking,2024-03-09 08:30:00,0,0
1001,6,Theft,2024-03-04 13:15:00,39.9530,-75.1650
"""


@pytest.fixture(scope="session")
def csv_text():
    return CSV


@pytest.fixture(scope="session")
def incidents(csv_text):
    return tuple(parse_incidents(csv_text))


@pytest.fixture
def csv_file(tmp_path, csv_text):
    path = tmp_path / "incidents.csv"
    path.write_text(csv_text, encoding="utf-8")
    return path
