#!/usr/bin/env python3
"""Every sample has its row in samples/README.md, and every row its sample.

Run where samples/ lies, or in $TODOKU_SOURCE_ROOT.
"""
import fnmatch
import os
import re
import sys

SECTION = re.compile(r"##+ ([\w/-]+)/(?:$|:)")
NAME = re.compile(r"`([^`]+)`")


def rows():
    """Patterns of paths, as the first cells of the tables name them."""
    folder = None
    for line in open("samples/README.md", encoding="utf-8"):
        section = SECTION.match(line)
        if line.startswith("#"):
            folder = section and section.group(1)
        elif folder and line.startswith("| `"):
            for name in NAME.findall(line.split("|")[1]):
                yield "samples/%s/%s" % (folder, name)


def files():
    for folder, _, names in os.walk("samples"):
        if folder != "samples" and not folder.endswith(".expect"):
            for name in names:
                if not name.startswith(".") and not name.endswith(".expect"):
                    yield os.path.join(folder, name)


def main():
    os.chdir(os.environ.get("TODOKU_SOURCE_ROOT", "."))
    named, there = list(rows()), list(files())
    failed = 0
    for pattern in named:
        if not fnmatch.filter(there, pattern):
            print("no file:", pattern)
            failed += 1
    for path in there:
        if not any(fnmatch.fnmatchcase(path, p) for p in named):
            print("no row:", path)
            failed += 1
    print("%d rows, %d files; %d failed" % (len(named), len(there), failed))
    return 1 if failed or not there else 0


if __name__ == "__main__":
    sys.exit(main())
