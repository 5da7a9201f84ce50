class Cart:
    def __init__(self):
        self.items = {}

    def put(self, item, amount):
        self.items[item] = amount

    def value(self):
        total = 0
        for amount in self.items.values():
            total += amount
        return total

    def get(self, item):
        if item not in self.items:
            self.put(item, 0)
        return self.items[item]
