import sqlite3

import pytest


@pytest.fixture(scope="session")
def rows():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table t (a)")
    yield connection
    connection.close()
