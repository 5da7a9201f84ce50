"""The user's pytest options, less what would break judging.

xdist, pytest-cov, random order and retries stay loaded (their fixtures and
markers may be in use) but are not switched on, whether or not the plugin is
installed.
"""
import importlib.metadata as metadata
import sys

# Options that take a value of their own: `--opt=value` or `--opt value`.
_VALUED = {
    "-n", "--numprocesses", "--dist", "--tx", "--maxprocesses", "--max-worker-restart", "--maxschedchunk",
    "--testrunuid", "--px", "--rsyncdir", "--rsyncignore",
    "--cov-report", "--cov-config", "--cov-fail-under", "--cov-context", "--cov-precision",
    "--randomly-seed", "--random-order-bucket", "--random-order-seed",
    "--reruns", "--reruns-delay", "--only-rerun", "--rerun-except", "--fail-on-flaky", "--retries", "--retry-delay",
    "--max-runs", "--min-passes", "--count", "--repeat-scope", "--maxfail", "--lfnf", "--last-failed-no-failures",
    "--timeout", "--timeout-method", "--session-timeout", "--junitxml", "--junit-xml", "--html", "--report-log", "--json-report-file", "--splits", "--group",
    "--durations-path", "--splitting-algorithm", "--test-group-count", "--test-group",
    "--shard-id", "--num-shards", "--flake-runs", "--flake-max-minutes", "--testmon-env",
}
# Options whose value may be left out.
_OPTIONAL = {"--cov", "--picked"}
_BARE = {
    "--no-cov", "--no-cov-on-fail", "--cov-append", "--cov-branch", "--cov-reset", "--no-loadscope-reorder",
    "--loadscope-reorder", "-f", "--looponfail", "-d", "--random-order", "--randomly-dont-reset-seed",
    "--randomly-dont-reorganize", "--force-flaky", "--no-success-flaky-report", "-x", "--exitfirst", "--lf",
    "--last-failed", "--ff", "--failed-first", "--nf", "--new-first", "--sw", "--stepwise", "--sw-skip",
    "--stepwise-skip", "--sw-reset", "--stepwise-reset", "--pdb", "--trace", "--self-contained-html",
    "--json-report", "--store-durations", "--cache-clear", "--forked", "--flake-finder",
    "--testmon", "--testmon-noselect", "--testmon-nocollect", "--testmon-forceselect", "--tmnet", "--no-testmon",
}
# Short options that take no value, and those that do.
_FLAGS, _WITH_VALUE = "dfhlqsvx", "cknmoprW"
_PLUGINS_OFF = {"xdist", "xdist.plugin", "xdist.looponfail", "pytest_cov", "pytest_cov.plugin", "randomly",
                "pytest_randomly", "random_order", "random_order.plugin", "rerunfailures",
                "pytest_rerunfailures", "pytest_retry"}


def filtered(args):
    """`args` without the options above; order and everything else kept."""
    kept, i = [], 0
    args = _apart(args)
    while i < len(args):
        arg = args[i]
        name, eq, _ = arg.partition("=")
        following = args[i + 1] if i + 1 < len(args) else None
        if name in _VALUED:
            i += 1 if eq else 2
        elif arg.startswith("-n") and not arg.startswith("--") and _is_count(arg[2:]):
            i += 1
        elif name in _OPTIONAL:
            bare = not eq and following is not None and not following.startswith("-")
            i += 2 if bare else 1
        elif name in _BARE:
            i += 1
        elif arg == "-p" and following in _PLUGINS_OFF:
            i += 2
        elif arg.startswith("-p") and arg[2:] in _PLUGINS_OFF:
            i += 1
        else:
            kept.append(arg)
            i += 1
    return kept


def coverage(args):
    """What `args` ask of pytest-cov: {source, branch, config, fail_under, precision}, each only where it is there."""
    asked, sources, args = {}, [], _apart(args)
    for arg, following in zip(args, [*args[1:], None]):
        name, eq, value = arg.partition("=")
        value = value if eq else following
        if name == "--cov":
            sources.append(value if value and (eq or not value.startswith("-")) else None)
        elif name == "--cov-reset":
            sources = []
        elif name == "--cov-branch":
            asked["branch"] = True
        elif name == "--cov-config" and value:
            asked["config"] = value
        elif name == "--cov-fail-under" and value:
            asked["fail_under"] = float(value)
        elif name == "--cov-precision" and value:
            asked["precision"] = int(value)
    if sources and None not in sources:  # without a value it stands for all
        asked["source"] = sources
    return asked


def _apart(args):
    """`args` with short options that stand together (`-vn4`) each by itself, as argparse reads them."""
    out, value = [], False
    for arg in args:
        rest = arg
        while not value and len(rest) > 2 and rest[0] == "-" and rest[1] in _FLAGS:
            out.append(rest[:2])
            rest = "-" + rest[2:]
        out.append(rest)
        value = len(rest) == 2 and rest[0] == "-" and rest[1] in _WITH_VALUE
    return out


def _is_count(text):
    return text.lstrip("=") in ("auto", "logical") or text.lstrip("=").isdigit()


def steadying():
    """Options that make a plugin repeatable which is installed, be it loaded or not."""
    found = set()
    for dist in metadata.distributions():
        for entry in dist.entry_points:
            if entry.group == "pytest11":
                found.add(entry.name)
    args = []
    if "randomly" in found:
        args += ["-p", "no:randomly"]
    return args


def steady(option):
    """Sets what makes plugins repeatable that are loaded: pytest refuses options of those that are not.

    hypothesis is told by `examples.settle` unless the user tells it something: its plugin imports it to do so.
    """
    if getattr(option, "hypothesis_seed", None) is not None:
        option.hypothesis_seed = "0"
    if hasattr(option, "benchmark_disable"):
        option.benchmark_disable = True


def serve_nobody():
    """Keeps plugins from serving the workers of xdist, which there are none of, from a thread: a fork would lose it.

    pytest-rerunfailures asks this global of its own, wherever xdist is installed.
    """
    reruns = sys.modules.get("pytest_rerunfailures")
    if reruns is not None:
        reruns.HAS_PYTEST_HANDLECRASHITEM = False
