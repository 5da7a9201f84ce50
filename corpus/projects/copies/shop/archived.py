def price(n):
    return n * 3 + 1


def main():
    print("price", price(4))
