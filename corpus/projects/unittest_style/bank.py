"""Accounts."""


class Account:
    def __init__(self, balance=0):
        self.balance = balance
        self.open = True

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount")
        self.balance += amount
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("funds")
        self.balance -= amount
        return self.balance

    def close(self):
        self.open = False


def seeded(extra):
    return Account(100 + extra)


def fee(amount):
    if amount < 10:
        return 1
    if amount < 100:
        return 5
    return 9


def broken(n):
    return n + 1


async def later(n):
    return n - 2


def cents(n):
    return n * 100


def prepared():
    return [1, 2, 3 + 4]
