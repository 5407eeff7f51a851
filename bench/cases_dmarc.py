"""The rows on DMARC aggregate reports: todoku beside Python's ElementTree.

As an operator archives them, thousands of small reports; ten large ones; one.
Both read and count the same, and each row stands there again against a rival
that parses and does nothing else.
"""
import json
import os
import subprocess
import sys

import dmarc_reports
from cases import Row
from measure import ROOT, Command, Failed, say

GOAL = 20


def corpora(quick):
    """(what, kind, reports, records of each; None: 1 to 50)"""
    few, many, most = (200, 500, 2000) if quick else (4000, 10000, 50000)
    small = f"{few:,} small reports, "
    return [(small + ".xml", "xml", few, None),
            (small + ".xml.gz", "gz", few, None),
            (small + ".zip", "zip", few, None),
            (small + "a third each", "all", few, None),
            (f"ten reports of {many:,} records", "xml", 10, many),
            (f"one report of {most:,} records", "xml", 1, most)]


def rival(path, *options):
    script = os.path.join(ROOT, "bench", "python_dmarc.py")
    shown = " ".join(["python_dmarc.py", *options, os.path.basename(path)])
    return Command([sys.executable, script, *options, path], shown)


def told(totals):
    """What there is of the totals, in any order."""
    return {"messages": totals["messages"],
            **{method: {result: n for result, n in totals[method].items()
                        if n and result in dmarc_reports.WORDS}
               for method in ("spf", "dkim", "dmarc")}}


def output(*argv):
    return json.loads(subprocess.run(argv, stdout=subprocess.PIPE,
                                     check=True).stdout)


def check(bench, what, path, truth):
    """todoku and the rival, both against the generator."""
    want = told(truth["totals"])
    if told(output(*rival(path).argv)) != want:
        raise Failed(f"{what}: the rival counts something else")
    report = output(bench.todoku, "scan", "-O", "json", path)
    if told(report["totals"]) != want or report["balance"]["defects"]:
        print(f"{what}: {told(report['totals'])}, truth {want}")
        bench.differences += 1


def rows(bench, quick):
    """`messages` are records there."""
    out, alone = [], []
    for i, (what, kind, reports, records) in enumerate(corpora(quick)):
        say("DMARC:", what)
        path = bench.path(f"reports-{i}")
        truth = dmarc_reports.write(kind, reports, records, path)
        check(bench, what, path, truth)
        scan = bench.scan(path, times=5)
        lines = bench.count_lines(path, times=5)
        size, n = truth["bytes"], truth["records"]
        out.append(Row(f"DMARC: {what}", scan, rival(path), GOAL, lines,
                       size, n, faster=True))
        alone.append(Row(f"DMARC, parsed alone: {what}", scan,
                         rival(path, "--parse"), GOAL, lines, size, n,
                         faster=True))
    return out + alone
