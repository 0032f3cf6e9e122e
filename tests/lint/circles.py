#!/usr/bin/env python3
"""Files that call each other in a circle, by the symbols of the compiled objects: circles.py libaift.a"""
import collections
import re
import subprocess
import sys

from common import Report, files

report = Report("circles")
sources = {re.sub(r"/", "_", path[len("lib/"):]) + ".o": path for path in files("lib", endings=(".c",))}

defines, wants = {}, collections.defaultdict(set)
listing = subprocess.run(["nm", "-A", sys.argv[1]], check=True, capture_output=True, text=True).stdout
for line in listing.splitlines():
    found = re.match(r".*?:([^:]+\.o):\s*[0-9a-f]*\s+([A-Za-z]) (\S+)$", line)
    source = sources.get(found.group(1)) if found else None
    if not source:
        continue
    if found.group(2) in "TW":  # functions: a table that names a registered thing calls nothing
        defines[found.group(3)] = source
    elif found.group(2) == "U":
        wants[source].add(found.group(3))
calls = {source: {defines[name]: name for name in names if name in defines and defines[name] != source}
         for source, names in wants.items()}
report.looked_at = len(calls)


def way(begin, end):
    """The files on the shortest way of calls."""
    before, edge = {begin: None}, [begin]
    while edge:
        edge = [(before.setdefault(to, at), to)[1] for at in edge for to in calls.get(at, ()) if to not in before]
        if end in before:
            path = [end]
            while before[path[-1]] is not None:
                path.append(before[path[-1]])
            return path[::-1]
    return None


told = set()
for source in sorted(calls):
    for to in sorted(calls[source]):
        path = way(to, source)
        if path and not told & {frozenset(path)}:
            told.add(frozenset(path))
            report.fault(source, "calls " + ", which calls ".join(
                f"{b} ({calls[a][b]})" for a, b in zip([source] + path, path)) + ": a circle")
report.end()
