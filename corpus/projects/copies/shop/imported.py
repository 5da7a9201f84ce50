import sys


class Member:
    rate = 5


def watched(n):
    return n + 2


def run_traced():
    """A tracer of its own takes the place of the one that measures."""
    before, lines = sys.gettrace(), []

    def tracer(frame, event, arg):
        if event == "line":
            lines.append(frame.f_lineno)
        return tracer
    sys.settrace(tracer)
    try:
        watched(1)
    finally:
        sys.settrace(before)
    return len(lines)
