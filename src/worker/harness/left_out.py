"""What coverage.py leaves out of its reports, and why."""
import os
import re

# Options that name packages, or folders.
PACKAGES = ("run:source", "run:source_pkgs", "run:source_dirs")


def excluded(cov, files, table):
    """[file, why] of source files that the table has not."""
    from coverage.files import GlobMatcher, prep_patterns
    measured = {os.path.realpath(name) for name in table}

    def rules(*options):
        return [(pattern, GlobMatcher(prep_patterns([pattern]), option)) for option in options for pattern in listed(cov, option)]
    omit, include = rules("run:omit", "report:omit"), rules("run:include", "report:include")
    out = []
    for name in files:
        path = os.path.realpath(name)
        if path in measured:
            continue
        rule = next((pattern for pattern, matcher in omit if matcher.match(path)), None)
        if rule:
            why = "omit: %s" % rule
        elif include and not any(matcher.match(path) for _, matcher in include):
            why = "not in include"
        else:
            why = _unmatched(cov, name, include)
        out.append([name, why])
    return out


def _unmatched(cov, name, include):
    """Why no pattern is to blame."""
    problem = _unparsed(name)
    if problem:
        return "it cannot be parsed: %s" % problem
    sources = [(option, source) for option in PACKAGES for source in listed(cov, option)]
    if not sources:
        if include:
            return "never imported: include names what counts of the files that are imported"
        return "never imported, and no source is configured"
    inside = [(option, source) for option, source in sources if _holds(source, name)]
    if not inside:
        return "outside of source"
    for option, source in inside:
        bare = _bare(source, name) if os.path.isdir(source) else None
        if bare and not cov.get_option("report:include_namespace_packages"):
            return "never imported, and %s has no __init__.py: include_namespace_packages would count it" % bare
        if not os.path.isdir(source):
            return "never imported, and neither was all of the package %s" % source
    return "never imported"


def _unparsed(name):
    """What keeps the file from being parsed, if anything does."""
    try:
        with open(name, "rb") as handle:
            compile(handle.read(), name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OSError) as exc:
        return getattr(exc, "msg", None) or str(exc)
    return None


def _bare(source, name):
    """The first folder between a source folder and the file that is no package."""
    folder = source
    for part in os.path.relpath(os.path.dirname(os.path.realpath(name)), os.path.realpath(source)).split(os.sep):
        folder = os.path.normpath(os.path.join(folder, part))
        if part != os.curdir and not os.path.exists(os.path.join(folder, "__init__.py")):
            return folder
    return None


def _holds(source, name):
    """Whether the file is below a folder, or in a package."""
    if os.path.isdir(source):
        return os.path.realpath(name).startswith(os.path.join(os.path.realpath(source), ""))
    dotted = re.sub(r"[/\\\\]", ".", os.path.splitext(name)[0])
    return ".%s." % source in ".%s." % dotted


def unimported(cov, told):
    """What is configured as source, and nothing of it was imported; `told` are packages that were."""
    sources = {source for option in PACKAGES for source in listed(cov, option)} - set(told)
    if not sources:
        return []
    data = cov.get_data()
    ran = [name for name in data.measured_files() if data.lines(name)]
    return sorted(source for source in sources if not any(_holds(source, name) for name in ran))


def listed(cov, option):
    """A list of the configuration; older versions do not know each."""
    try:
        return cov.get_option(option) or []
    except Exception:
        return []
