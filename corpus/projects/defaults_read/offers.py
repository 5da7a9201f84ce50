def plain(a, n=10, *, label="x"):
    return a + n if label else a


DEFAULTS = plain.__defaults__
NAMED = dict(plain.__kwdefaults__)


class Offer:
    def size(self, unit="kb"):
        return unit

    def options(self):
        return type(self).size.__defaults__


def connect(host, timeout=5):
    return host, timeout


connect.__defaults__ = (30,)


def fetch(url, *, retries=2):
    return url * retries


fetch.__kwdefaults__["retries"] = 1


def retry(n=3):
    return n


fast_retry = type(retry)(retry.__code__, globals(), "fast_retry", (1,))
