import calendar

from shop import logs, store, work


def test_week():
    assert calendar.weekheader(2).startswith("Mo")


def test_nobody():
    assert work.run(work.whoami) == "nobody"


def test_empty():
    assert store.listed() == []


def test_short():
    logs.log.info("hello")
    assert logs.out.getvalue() == "hello\n"
    logs.written()
