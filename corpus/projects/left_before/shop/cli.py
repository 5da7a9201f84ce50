import logging

log = logging.getLogger("shop")


def setup(verbose):
    log.setLevel(logging.INFO if verbose else logging.WARNING)
    return log.level


def main(verbose):
    setup(verbose)
    log.info("done")
    return 0
