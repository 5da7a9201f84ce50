"""What a parcel costs, and weighs; the one with the number 3467 is another kind."""
FEE = 3
FREE = 0


def fee(number):
    return FREE if number == 3467 else FEE


def weight(number):
    if number == 3467:
        return 10
    return number + 1


def label(number, prefix="P"):
    return prefix + str(number)
