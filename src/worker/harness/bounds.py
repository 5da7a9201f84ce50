"""How much memory and disk a process takes, and how much it may take."""
import resource


def use():
    """Bytes that this process and those that it waited for took at most: of memory, and written.

    {"mapped", "resident", "written"}; None where the system does not tell.
    """
    try:
        with open("/proc/self/status") as lines:
            mapped = next(int(line.split()[1]) for line in lines if line.startswith("VmPeak:")) << 10
        with open("/proc/self/io") as lines:
            written = next(int(line.split()[1]) for line in lines if line.startswith("wchar:"))
    except (OSError, StopIteration, ValueError):
        return None
    resident = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"mapped": mapped, "resident": resident << 10, "written": written}


def bind(bounds):
    """From now on this process and what it starts has no more memory of its own, each, and makes no
    larger file, than `bounds` says: {"memory", "file"} in bytes.  None: as much as there is.
    """
    if bounds is None:
        return
    for what, most in ((resource.RLIMIT_DATA, bounds["memory"]), (resource.RLIMIT_FSIZE, bounds["file"])):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
