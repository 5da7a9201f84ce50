PRICES = {}


def put(item, amount):
    PRICES[item] = amount


def value():
    total = 0
    for amount in PRICES.values():
        total += amount
    return total


def get(item):
    if item not in PRICES:
        put(item, 0)
    return PRICES[item]
