def discount(total):
    if total > 100:
        return total * 0.9
    return total


def shipping(weight):
    def band(kilos):
        return 5 if kilos < 2 else 12

    return band(weight)


def forgotten(x):
    return x + 1
