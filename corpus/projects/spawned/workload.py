"""Runs in children."""

SCALE = 3


def scaled(n):
    return n * SCALE


def plus(n):
    return n + 10


def put(queue, n):
    queue.put(n - 1)


def inherited(connection, n):
    connection.send(n + 20)
    connection.close()


def in_no_child(n):
    return n + 30
