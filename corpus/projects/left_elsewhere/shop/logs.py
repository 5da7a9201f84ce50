"""Messages in short, in detail for a while."""
import contextlib
import io
import logging

out = io.StringIO()
handler = logging.StreamHandler(out)
handler.setFormatter(logging.Formatter("%(message)s"))
log = logging.getLogger("shop")
log.addHandler(handler)
log.setLevel(logging.INFO)


@contextlib.contextmanager
def detailed():
    before = handler.formatter
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    try:
        yield
    finally:
        handler.setFormatter(before)


def written():
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
