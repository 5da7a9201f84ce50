"""Compiles what tests/generate.rs wrote: mutated files, and units on their own.

argv: a folder with index.json.  Prints one JSON list of complaints.
"""
import __future__
import json
import pathlib
import sys
import types
import warnings

warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
complaints = []


def compiled(source, flags=0):
    try:
        return compile(source, "<file>", "exec", flags=flags, dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError) as error:
        return error


def codes(code):
    yield code
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from codes(const)


def shape(code):
    consts = tuple(constant(c) for c in code.co_consts)
    return (
        code.co_name, code.co_firstlineno, code.co_code, code.co_names, code.co_varnames,
        code.co_freevars, code.co_cellvars, code.co_flags, consts, tuple(positions(code)),
    )


def constant(const):
    if isinstance(const, types.CodeType):
        return shape(const)
    # Equal sets may come in different orders.
    return sorted(map(repr, const)).__repr__() if isinstance(const, frozenset) else repr(const)


def positions(code):
    return [line for _, _, line in code.co_lines()] if hasattr(code, "co_lines") else []


def future_flags(code):
    mask = 0
    for name in __future__.all_feature_names:
        mask |= getattr(__future__, name).compiler_flag
    return code.co_flags & mask


compiles = {}
for entry in index["files"]:
    module = compiled((folder / entry["original"]).read_bytes())
    compiles[entry["path"]] = not isinstance(module, Exception)
    if isinstance(module, Exception):
        continue
    whole = {shape(code) for code in codes(module)}
    flags = future_flags(module)
    for unit in entry["units"]:
        alone = compiled(unit["source"], flags)
        if isinstance(alone, Exception):
            complaints.append(f"{entry['path']}: unit {unit['name']}: {alone}")
        elif not any(c.co_name == unit["name"] and shape(c) in whole for c in codes(alone)):
            complaints.append(f"{entry['path']}: unit {unit['name']} line {unit['line']}: differs")

for mutant in index["mutants"]:
    if not compiles[mutant["path"]]:
        continue
    result = compiled((folder / mutant["file"]).read_bytes())
    if isinstance(result, Exception):
        complaints.append(f"{mutant['path']}: {mutant['what']}: {result}")
    if mutant["unit"] is not None and not isinstance(result, Exception):
        alone = compiled(mutant["unit"], future_flags(result))
        if isinstance(alone, Exception):
            complaints.append(f"{mutant['path']}: unit of {mutant['what']}: {alone}")

print(json.dumps({"complaints": complaints, "refused": [p for p, ok in compiles.items() if not ok]}))
