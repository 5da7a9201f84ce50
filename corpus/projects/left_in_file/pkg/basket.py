class Basket:
    def __init__(self):
        self.goods = {}

    def put(self, item, amount):
        self.goods[item] = amount

    def value(self):
        total = 0
        for amount in self.goods.values():
            total += amount
        return total

    def get(self, item):
        if item not in self.goods:
            self.put(item, 0)
        return self.goods[item]
