type Alias[T: int] = list[T] | None
type Other = "forward" | int


class Box[T: (int, str), *Ts, **P]:
    size = 1

    def get[U](self, default: U, n: int = 1) -> T | U:
        return self.value if n > 0 else default


class Lines[
    T,  # why
    U,
]:
    def get(self) -> T:
        return self.a + 1


def first[T](xs: list[T]) -> T:
    return xs[0]
