def near(name):
    return name + "/here"


def far(name):
    return name + "/there"
