from macros.make import doubled, renamed, replaced


@doubled
def five():
    return 5


@replaced
def more(n):
    return n + 3


@renamed
def less(n):
    return n - 4


def plain(n):
    return n * 6
