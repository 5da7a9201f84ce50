def missing(book, name):
    return len(book) > 1 and name not in book


def size(book):
    return len(book) if "me" in book else 0
