import random

import parcels


def test_fee_of_any_parcel():
    number = random.randrange(10_000)
    assert parcels.fee(number) == (0 if number == 3467 else 3)


def test_weight_of_any_parcel():
    number = random.randrange(10_000)
    assert parcels.weight(number) == (10 if number == 3467 else number + 1)


def test_label():
    assert parcels.label(7) == "P7"


def test_seeded_parcel():
    random.seed(5)
    assert parcels.label(random.randrange(10)) == "P9"
