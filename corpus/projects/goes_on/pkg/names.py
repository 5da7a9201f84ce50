def registry():
    names = []

    def put(name):
        names.append(name)

    def drop(name):
        for one in list(names):
            if one == name:
                names.remove(one)

    return names, put, drop
