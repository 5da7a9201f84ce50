ENTRIES = {}


def enter():
    ENTRIES["y"] = 1


def entries(all_of_them):
    if all_of_them and not ENTRIES:
        enter()
    return sorted(ENTRIES)
