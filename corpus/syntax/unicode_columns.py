д = '𝒳é' ; x = 1 + 2


def f(ñ='日本', n=1):
    return ñ == ' ' and n > 1
