"""Run-length coding."""


def encode(text):
    runs = []
    for char in text:
        if runs and runs[-1][0] == char:
            runs[-1][1] += 1
        else:
            runs.append([char, 1])
    return runs


def decode(runs):
    return "".join(char * count for char, count in runs)


def clamp(n, low, high):
    return max(low, min(n, high))


def longest(runs):
    best = 0
    for _, count in runs:
        if count > best:
            best = count
    return best
