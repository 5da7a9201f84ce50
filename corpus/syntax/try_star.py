def f(g):
    try:
        g()
    except* ValueError as e:
        x = len(e.exceptions) > 1
    except* (TypeError, KeyError):
        for y in g:
            if y:
                break
            continue
    else:
        return 1
    finally:
        g(end=True)
