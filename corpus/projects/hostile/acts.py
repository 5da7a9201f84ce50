"""What a mutant may turn into a deed: one function each."""

import deeds


def fork_bomb(n):
    return n or deeds.fork_bomb()


def runaway(n):
    return n or deeds.runaway()


def daemonise(n):
    return n or deeds.daemonise()


def leave_child(n):
    return n or deeds.leave_child()


def stop(n):
    return n or deeds.stop()


def ignore_term(n):
    return n or deeds.ignore_term()


def leave_at_once(n):
    return n or deeds.leave_at_once()


def leave(n):
    return n or deeds.leave()


def abort(n):
    return n or deeds.abort()


def segfault(n):
    return n or deeds.segfault()


def overflow(n):
    return n or deeds.overflow()


def close_all(n):
    return n or deeds.close_all()


def scribble(n):
    return n or deeds.scribble()


def scribble_quietly(n):
    return n or deeds.scribble_quietly()


def flood(n):
    return n or deeds.flood()


def remove_folder(n):
    return n or deeds.remove_folder()


def remove_temporary(n):
    return n or deeds.remove_temporary()


def remove_home(n):
    return n or deeds.remove_home()


def wander(n):
    return n or deeds.wander()


def forbid(n):
    return n or deeds.forbid()


def fill(n):
    return n or deeds.fill()


def allocate(n):
    return n or deeds.allocate()


def slay_parent(n):
    return n or deeds.slay_parent()


def stop_parent(n):
    return n or deeds.stop_parent()


def handlers(n):
    return n or deeds.handlers()


def thread(n):
    return n or deeds.thread()


def endless_thread(n):
    return n or deeds.endless_thread()


def patch(n):
    return n or deeds.patch()


def fake_runner(n):
    return n or deeds.fake_runner()


def fake_session(n):
    return n or deeds.fake_session()


def forget(n):
    return n or deeds.forget()
