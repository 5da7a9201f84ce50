"""Mutants like any other, judged among the others."""

import json
import os
import time


def total(a, b):
    return a + b


def stamp():
    return json.dumps({"late": time.time() > 1})


def files(folder):
    return sorted(os.listdir(folder))


def text(path):
    with open(path) as handle:
        return handle.read().strip()
