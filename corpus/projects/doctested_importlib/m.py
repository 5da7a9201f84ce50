"""Kinds of things.

>>> Row("x").label
'row x'
"""


class Meta(type):
    registry = []

    def __new__(mcs, name, bases, namespace):
        namespace.setdefault("kind", name.lower())
        cls = super().__new__(mcs, name, bases, namespace)
        if bases:
            mcs.registry.append(cls)
        return cls


class Base(metaclass=Meta):
    def __init__(self, name):
        self.label = self.kind + " " + name


class Row(Base):
    pass


def squares(n):
    """
    >>> squares(3)
    [0, 1, 4]
    """
    return [i * i for i in range(n)]


TABLE = squares(4)
