def add(book, name, number):
    book[name] = number


def number_of(book, name):
    if name in book:
        return book[name]
    return len(book)


def fill(book, default):
    if not book:
        book["me"] = default
    return book["me"]


def merge(book, other):
    for name, number in other.items():
        if name not in book:
            book[name] = number
    return sorted(book)
