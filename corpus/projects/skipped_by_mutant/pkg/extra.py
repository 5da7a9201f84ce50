FAST = True

if not FAST:
    raise ModuleNotFoundError("slow")


def size():
    return 3
