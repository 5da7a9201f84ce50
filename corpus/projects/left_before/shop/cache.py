CACHE = {}


def put(key):
    CACHE[key] = 1


def get(key, use):
    return CACHE.get(key, 0) if use else 0
