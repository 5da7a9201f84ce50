ZONES = {"inner": 2, "outer": 3}


def fare(zone, children=0):
    full = ZONES[zone]
    return full + children * full // 2
