class Tally:
    def __init__(self):
        self.counts = {}

    def add(self, kind, n=1):
        self.counts[kind] = self.counts.get(kind, 0) + n
        return self.counts[kind]

    def total(self):
        return sum(self.counts.values())

    def most(self):
        return max(self.counts, key=self.counts.get) if self.counts else None
