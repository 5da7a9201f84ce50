import calendar

from shop import logs, store, weeks, work


def test_sundays():
    with weeks.sundays():
        assert calendar.weekheader(2).startswith("Su")


def test_run_as():
    assert work.run_as("ann", work.whoami) == "ann"


def test_put():
    store.put("tea")
    assert "tea" in store.listed()
    store.drop("tea")


def test_detailed():
    with logs.detailed():
        logs.log.info("hello")
    assert logs.written() == "INFO hello\n"
