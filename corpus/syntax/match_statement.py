def f(x):
    match x:
        case 0 | 1:
            return "small"
        case -1 | 2.5 | 1 + 2j:
            return "odd"
        case True | None:
            return "constant"
        case "a" "b" | b"c":
            return "text"
        case [1, *rest, 2] if rest and not x:
            return rest
        case {"k": 1, "l": [2, y], **others} if y > 1:
            return others
        case {"only": 3}:
            return 3
        case complex(real=0, imag=i) if i == 1:
            return i
        case str() as s if len(s) > 3:
            return s
        case (a, b) if a < b or (a == b and b in [1, 2]):
            return a
        case _ if x:
            return 1
        case _:
            return None


match = {"match": 1}
match["match"] += 1
case = match
