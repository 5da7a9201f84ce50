import json

import pytest

pytestmark = pytest.mark.cli


def test_report(run, csv_file):
    result = run(csv_file)
    assert result.returncode == 0, result.stderr
    assert "CRIME REPORT" in result.stdout


def test_json(run, csv_file):
    result = run(csv_file, "--json")
    assert json.loads(result.stdout)["incidents"] == 6


def test_strict(run, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("dc_key,dc_dist,text_general_code,dispatch_date_time\n1,99,Theft,2024-03-04 13:15:00\n")
    result = run(path, "--strict")
    assert result.returncode == 2
    assert "line 2" in result.stderr


def test_no_such_file(run, tmp_path):
    result = run(tmp_path / "nowhere.csv")
    assert result.returncode == 3
