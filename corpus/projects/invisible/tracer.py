"""Code that goes another way under a debugger: the measurement must not be taken for one."""
import sys

import debugging


def debugged():
    return sys.gettrace() is not None


def place(name):
    return debugging.near(name) if debugged() else near(name)


def near(name):
    return name + "/here"


def distance(name):
    return debugging.far(name) if debugged() else far(name)


def far(name):
    return name + "/there"
