from shop.cache import get


def read(key, use=False):
    return get(key, use)


def fetch(key, fresh):
    return get(key, not fresh)
