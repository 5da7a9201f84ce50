import functools


@functools.singledispatch
def area(shape):
    return 0


def circle(shape):
    return 3


def install():
    area.register(float, circle)
