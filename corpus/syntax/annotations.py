from typing import TYPE_CHECKING, Literal, TypeVar, cast, overload

if TYPE_CHECKING:
    LIMIT = 1
else:
    LIMIT = 2

T = TypeVar("T", bound="Base")
x: "list[int]" = [1]
y: Literal[1, "a"] = cast("Literal[1]", 1)


def f(a: "int" = 1, b: Literal[True] = True, *c: "x", **d: int | None) -> "bool":
    z: dict["k", 1] = {}
    return g(a)


@overload
def h(a: int = 1) -> int: ...
def h(a=1):
    return a
