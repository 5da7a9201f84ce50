"""Sees what the others have left."""
import csv
import datetime
import decimal
import gc
import mimetypes
import sys
import urllib.request

import shared


def test_text():
    assert shared.text.getvalue() == "ab" or shared.text.getvalue() == "xy"
    assert shared.text.tell() == 0


def test_data():
    assert shared.data.tell() == 0


def test_buffers():
    assert shared.buffer == b"ab" and list(shared.numbers) == [1, 2] and bytes(shared.view) == b"ab"


def test_queues():
    assert shared.simple.empty() and shared.jobs.empty()


def test_dice():
    assert shared.dice.getstate() == shared.random.Random(5).getstate()


def test_table():
    assert shared.table[880] == [880] and not shared.lock.locked()


def test_values():
    assert shared.day == {"first": datetime.date(2020, 1, 1)} and shared.price == {"is": decimal.Decimal("1.5")}
    assert shared.Made.limit == 1


def test_registries():
    assert "ours" not in csv.list_dialects() and ".ours" not in mimetypes.types_map


def test_interpreter():
    assert gc.get_threshold()[0] != 1 and sys.getswitchinterval() < 0.05
    assert not isinstance(sys.stdin, shared.io.StringIO)


def test_opener():
    assert urllib.request._opener is None


def test_rows(rows):
    assert rows.execute("select count(*) from t").fetchall() == [(0,)]
