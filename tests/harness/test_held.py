"""A measurement that is written when somebody asks."""
import contextlib
import os
import sqlite3
import types

import coverage
import pytest

from _mutate_harness import held
from support import forked


@pytest.fixture
def data(tmp_path):
    data = coverage.CoverageData(str(tmp_path / "data"))
    cov = types.SimpleNamespace(_data=data)
    held.hold(cov)
    held.hold(cov)  # once is enough
    return data


def contexts(path):
    data = coverage.CoverageData(str(path))
    data.read()
    return {line: sorted(names) for line, names in data.contexts_by_lineno("a.py").items()}


def fill(data, add, numbers):
    for context, found in numbers:
        data.set_context(context)
        add({"a.py": found})


def test_nothing_is_written_until_it_is_saved(data, tmp_path):
    fill(data, data.add_lines, [("one", [1, 2]), ("two", [2]), ("one", [3])])
    assert not os.path.exists(data.data_filename())
    data.write()
    assert contexts(data.data_filename()) == {1: ["one"], 2: ["one", "two"], 3: ["one"]}


def test_or_read(data):
    fill(data, data.add_arcs, [("one", [(-1, 1), (1, 2)])])
    assert sorted(data.arcs("a.py")) == [(-1, 1), (1, 2)]
    fill(data, data.add_arcs, [("two", [(2, 3)])])
    assert sorted(data.lines("a.py")) == [1, 2, 3]
    assert data.measured_contexts() == {"one", "two"}


def test_or_more_than_memory_should_hold(data, monkeypatch):
    monkeypatch.setattr(held, "_MANY", 3)
    fill(data, data.add_lines, [("one", [1, 2, 3]), ("two", [4])])
    with contextlib.closing(sqlite3.connect(data.data_filename())) as file:
        assert file.execute("select count(*) from line_bits").fetchone() == (2,)


def test_what_is_only_looked_for_says_whether_there_are_lines_or_arcs(data):
    data.add_arcs({})
    data.touch_files(["a.py"])
    assert data.has_arcs()


def test_a_fork_keeps_nothing_of_its_parents(data, tmp_path):
    fill(data, data.add_lines, [("parent", [1])])

    def child():
        fill(data, data.add_lines, [("child", [2])])
        data.write()
        return [data.data_filename(), sorted(data.measured_contexts())]
    assert forked(child)[1] == ["child"]
    data.write()
    assert contexts(data.data_filename()) == {1: ["parent"]}


def test_the_data_of_a_measurement_that_has_started_are_held_without_a_warning(tmp_path, recwarn):
    cov = coverage.Coverage(data_file=str(tmp_path / "data"), config_file=False, source=["nowhere_at_all"])
    cov.start()
    held.hold(cov)
    cov.stop()
    assert "_connect" in vars(cov._data) and not recwarn.list
