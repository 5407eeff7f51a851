#!/usr/bin/env python3
"""The other way to count DMARC aggregate reports: Python's ElementTree.

usage: python_dmarc.py [--parse] FOLDER

Each file is unpacked, if it must be, parsed, and of each record is read what
todoku counts; equal reports are counted once.  With --parse they are parsed
and that is all.  Prints the totals as JSON, or the number of reports.
"""
import gzip
import json
import os
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

METHODS = "spf", "dkim", "dmarc"


def read(path):
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as z:
            return z.read(z.namelist()[0])
    with open(path, "rb") as f:
        data = f.read()
    return gzip.decompress(data) if path.endswith(".gz") else data


def paths(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(where, name)


def strip(root):
    """The name space, which ElementTree puts into each name."""
    if root.tag.startswith("{"):
        for e in root.iter():
            e.tag = e.tag.rpartition("}")[2]


def add(results, result, count):
    results[result] = results.get(result, 0) + count


def best_dkim(record, author):
    """A pass of the author's domain, any other pass, or the first."""
    best = None
    for e in record.iterfind("auth_results/dkim"):
        result = e.findtext("result")
        if result == "pass":
            if e.findtext("domain") == author:
                return result
            best = result
        elif best is None:
            best = result
    return best or "missing"


def read_record(record, reporter, rows):
    row = record.find("row")
    evaluated = row.find("policy_evaluated")
    identifiers = record.find("identifiers")
    count = int(row.findtext("count"))
    author = identifiers.findtext("header_from")
    to = identifiers.findtext("envelope_to") or reporter
    passed = "pass" in (evaluated.findtext("dkim"), evaluated.findtext("spf"))
    spf = record.find("auth_results/spf")
    totals = rows.get(to)
    if totals is None:
        totals = rows[to] = {"messages": 0, "spf": {}, "dkim": {}, "dmarc": {}}
    totals["messages"] += count
    add(totals["spf"], spf.findtext("result"), count)
    add(totals["dkim"], best_dkim(record, author), count)
    add(totals["dmarc"], "pass" if passed else "fail", count)


def read_report(root, seen, rows):
    strip(root)
    head = root.find("report_metadata")
    reporter = head.findtext("org_name")
    key = (reporter, head.findtext("report_id"),
           root.findtext("policy_published/domain"),
           head.findtext("date_range/begin"))
    if key in seen:
        return
    seen.add(key)
    for record in root.iterfind("record"):
        read_record(record, reporter, rows)


def total(rows):
    out = {"messages": 0, "spf": {}, "dkim": {}, "dmarc": {}}
    for totals in rows.values():
        out["messages"] += totals["messages"]
        for method in METHODS:
            for result, count in totals[method].items():
                add(out[method], result, count)
    return out


def main(folder, parse):
    seen, rows, n = set(), {}, 0
    for path in paths(folder):
        root = ElementTree.fromstring(read(path))
        n += 1
        if not parse:
            read_report(root, seen, rows)
    print(n if parse else json.dumps(total(rows)))
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3) or sys.argv[1:-1] not in ([], ["--parse"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[-1], len(sys.argv) == 3))
