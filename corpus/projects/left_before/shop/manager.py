LOADED = {}


def available(external):
    if external and not LOADED:
        LOADED["x"] = 1
    return sorted(LOADED)
