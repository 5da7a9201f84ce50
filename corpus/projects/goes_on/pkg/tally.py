def tally():
    counts, total, answer = {}, 0, None
    while True:
        verb, key = yield answer
        if verb == "add":
            counts[key] = counts.get(key, 0) + 1
            total += 1
        elif verb == "forget":
            total -= counts.pop(key, 0)
        answer = total
