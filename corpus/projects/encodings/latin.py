# -*- coding: latin-1 -*-
"""Accents: é."""

GREETING = "café"


def greet(n):
    return GREETING + "è" * n


def étage(n):
    return n + 1
