from acme.registry import register

DOUBLE = 2


@register("two")
def two(x):
    return x * DOUBLE
