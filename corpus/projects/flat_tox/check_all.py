from stats.middle import spread


def check_spread():
    assert spread([4, 9, 6]) == 5
