from shop.manager import available


def report(external=True):
    return ",".join(available(external))
