def grow(n):
    return n + 1


def pair(n):
    return [n, n * 2]


class Amount:
    def __init__(self, cents):
        self.cents = cents

    def told(self):
        return "%d cents" % self.cents
