"""Weeks that begin on another day, for a while."""
import calendar
import contextlib


@contextlib.contextmanager
def sundays():
    before = calendar.firstweekday()
    calendar.setfirstweekday(6)
    try:
        yield
    finally:
        calendar.setfirstweekday(before)
