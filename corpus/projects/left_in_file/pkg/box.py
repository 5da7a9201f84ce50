class Box:
    def __init__(self):
        self.__rows = []

    def put(self, row):
        self.__rows.append(row)

    def first(self):
        if not self.__rows:
            self.put(0)
        return self.__rows[0]


BOX = Box()
