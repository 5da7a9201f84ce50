import sys


def colour(name):
    if name == "red":
        return (1.0, 0.0, 0.0)
    import colorsys
    return colorsys.hls_to_rgb(0.0, 1.0, 0.0)


def loaded():
    return "colorsys" in sys.modules
