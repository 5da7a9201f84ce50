counter = 0


def bump(by=1):
    global counter
    counter += by
    return counter


def make():
    total = 0

    def add(n):
        nonlocal total
        total += n
        try:
            return total
        except TypeError:
            total = 1
            raise

    class Local:
        total = 3

        def get(self):
            return [total + i for i in range(3) if i % 2]

    return add, Local
