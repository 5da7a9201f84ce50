# -*- coding: latin-1 -*-
def é(a):
    return 'ÿ…' + a, a + 1
