REGISTER = {}


class Line:
    def __init__(self, price=0):
        self.price = price


def register(name, line):
    REGISTER[name] = line


def pay(name):
    if REGISTER[name].price == 0:
        del REGISTER[name]


def double(x):
    return x * 2
