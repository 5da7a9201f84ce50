#!/usr/bin/env python
# vim: set fileencoding=cp1251 :
имя = 'да'


def f(а):
    return а + 1
