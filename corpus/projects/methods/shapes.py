"""A small class tree."""


class Shape:
    __slots__ = ("_width", "__scale")

    made = 0

    def __init__(self, width):
        self._width = width
        self.__scale = 10
        Shape.made += 1

    @property
    def width(self):
        return self._width * 2

    @width.setter
    def width(self, value):
        if value < 0:
            raise ValueError("negative")
        self._width = value

    @width.deleter
    def width(self):
        self._width = 1

    @staticmethod
    def double(n):
        return n + n

    @classmethod
    def unit(cls):
        return cls(1)

    def area(self):
        return self._width * self._width

    def scaled(self):
        return self.__scale + self._width

    def unlooked_at(self):
        return self._width - 3

    def __call__(self, n):
        return self._width - n

    def __lt__(self, other):
        return self._width < other._width


class Square(Shape):
    def area(self):
        return super().area() + 1

    def where(self):
        return __class__.__name__ + "!"


class Tagged(Square):
    def describe(self):
        total = super().area()
        return super().where() if total > 4 else "small"

    class Inner:
        def depth(self):
            return 1 + 1

        @staticmethod
        def __secret(n):
            return n * 3

        def reveal(self, n):
            return self.__secret(n)
