# vim: set fileencoding=cp1252 :
PRICE = "5 €"


def price(n):
    total = n * 2  # €
    if total > 4:
        return "€", total - 1
    return "", total
