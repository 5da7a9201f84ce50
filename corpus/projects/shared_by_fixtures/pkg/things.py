import logging

log = logging.getLogger("pkg.things")


def loud():
    if log.level != logging.INFO:
        log.setLevel(logging.INFO)
    return log.isEnabledFor(logging.INFO)
