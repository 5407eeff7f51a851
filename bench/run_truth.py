#!/usr/bin/env python3
"""Every count of every kind of archive, on a million messages each; called by
run.sh --truth.  The archives are those of tests/truth.py, and the truth is the
generator's, which never reads what it wrote.
"""
import os
import sys
import time

import measure
import truth
from measure import say


def options(p):
    p.add_argument("--messages", type=int, default=1000000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--logs", action="store_true", help="mail logs, too")
    p.add_argument("--events", action="store_true", help="events, too")


def check(bench, args, archive):
    """One archive as it is, and compressed; a line of the table."""
    name, path, want = truth.generate(bench.gen, bench.work, args.seed,
                                      args.messages, *archive)
    size = measure.size_of(path)
    before, scans, t = bench.differences, 0, time.monotonic()
    paths = [path]
    if os.path.isfile(path):
        paths.append(path + ".zst")
        measure.subprocess.run(["zstd", "-q", "-1", path], check=True)
    for p in paths:
        bench.check_scan(name + p[len(path):], p, want)
        scans += 1
        measure.remove(p)
    measure.remove(path)
    seen = sum(want["balance"]["records"].values())
    return {"archive": name, "messages": seen, "bytes": size, "scans": scans,
            "differences": bench.differences - before,
            "seconds": round(time.monotonic() - t, 1)}


def run(bench, args):
    machine, rows = measure.machine(args.build), []
    archives = (truth.ARCHIVES + (truth.LOGS if args.logs else []) +
                (truth.EVENTS if args.events else []))
    for archive in archives:
        say(" ".join(archive))
        rows.append(check(bench, args, archive))
    head = ["archive", "messages", "bytes", "scans", "differences"]
    text = ("Counts of todoku against the truth of the generator\n\n" +
            measure.machine_text(machine) + "\n" +
            measure.table_text(head, [
                [str(r[name]) if name == "archive" else f"{r[name]:,}"
                 for name in head] for r in rows]))
    sys.stdout.write("\n" + text)
    folder = measure.new_folder(args)
    measure.keep(folder, "truth.txt", text)
    measure.keep_json(folder, "truth.json",
                      {"machine": machine, "rows": rows})
    return 0


if __name__ == "__main__":
    arguments = measure.arguments(options)
    sys.exit(measure.main(arguments, run))
