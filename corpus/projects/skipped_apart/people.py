TITLE = "Mr "


def login(name):
    return name.upper()


def greet(name):
    if not name:
        return "nobody"
    return "hello " + name


def part(a, b):
    return a - b


def address(name):
    return TITLE + name
