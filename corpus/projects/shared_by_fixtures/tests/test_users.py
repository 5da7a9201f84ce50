import sqlite3

import pytest

from pkg import users


@pytest.fixture(scope="module")
def db():
    db = sqlite3.connect(":memory:")
    db.execute("create table users (name text primary key, age int)")
    yield db
    db.close()


def test_insert(db):
    db.execute("insert into users values ('ann', 30)")
    assert users.age(db, "ann") == 30


def test_ensure(db):
    assert users.ensure(db, "ann", 30) == 30
