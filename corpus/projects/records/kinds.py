"""Kinds of records."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple


def start():
    return [1, 2]


@dataclass(order=True)
class Item:
    name: str
    price: int = 10
    tags: list = field(default_factory=start)
    note: str = field(default="none", compare=False)
    made: ClassVar[int] = 0

    def __post_init__(self):
        self.price = self.price + 1
        Item.made += 1

    def total(self, n=2):
        return self.price * n


@dataclass(frozen=True)
class Fixed:
    x: int = 3


class Colour(enum.Enum):
    RED = 1
    GREEN = RED + 1
    BLUE = 4

    def lighter(self):
        return self.value * 10

    @classmethod
    def parse(cls, text):
        return cls[text.upper()]


class Flag(enum.Flag):
    A = enum.auto()
    B = enum.auto()
    BOTH = A | B


class Pair(NamedTuple):
    left: int
    right: int = 5

    def sum(self):
        return self.left + self.right


class Registry(type):
    known = {}

    def __new__(mcs, name, bases, body):
        body["shout"] = name.upper()
        cls = super().__new__(mcs, name, bases, body)
        mcs.known[name] = len(mcs.known) + 1
        return cls

    def count(cls):
        return len(cls.known) + 100


class First(metaclass=Registry):
    pass


class Second(metaclass=Registry):
    limit = 7 if First.shout == "FIRST" else 8
    table = {}
    for key in "ab":
        table[key] = ord(key) - 96
    del key


class Field:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return getattr(instance, self.name, 0) + 1

    def __set__(self, instance, value):
        setattr(instance, self.name, value * 2)


class Base:
    children = 0

    def __init_subclass__(cls, step=1, **kwargs):
        super().__init_subclass__(**kwargs)
        Base.children += step


class Child(Base, step=3):
    __slots__ = ("_size",)

    size = Field()
