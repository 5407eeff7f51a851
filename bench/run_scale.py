#!/usr/bin/env python3
"""Time and peak memory by the size of the input; called by run.sh --scale.

Archives are files where the disk has room for them; what it has no room for
is streamed from the generator, and the time is then that of both programs.
"""
import json
import sys

import measure
import plot
from measure import GB, say

MIB = 1 << 20
GOAL = 64


def options(p):
    p.add_argument("--sizes", default="0.1,1,10,100", help="GB")


def of_file(bench, size, gb):
    """Fewer rounds for what takes long: noise is a small part of it."""
    path, want = bench.generate("scale.mbox", "--bytes", str(size))
    command = bench.scan(path, "-O", "json")
    rounds = bench.rounds if gb <= 1 else min(bench.rounds, 3)
    rounds = rounds if gb <= 10 else 1
    seconds = [bench.seconds(command) for _ in range(rounds)]
    lines = [bench.seconds(bench.count_lines(path)) for _ in range(rounds)]
    peak = bench.watch(command)[1]
    bench.check(f"{gb:g} GB", want, json.loads(bench.output()))
    measure.remove(path)
    return {"seconds": min(seconds), "rounds": seconds,
            "newlines": min(lines), "peak": peak, "streamed": False}


def of_stream(bench, size, gb):
    seconds, peak, want, _ = bench.watch_stream(str(size))
    bench.check(f"{gb:g} GB", want, json.loads(bench.output()))
    return {"seconds": seconds, "rounds": [seconds], "newlines": None,
            "peak": peak, "streamed": True}


def point(bench, gb):
    size = int(gb * GB)
    room = size * 1.1 + GB < measure.free_bytes(bench.work)
    say(f"{gb:g} GB" + ("" if room else ", streamed: no room for a file"))
    before = bench.differences
    p = (of_file if room else of_stream)(bench, size, gb)
    return {"gb": gb, "mib": round(p["peak"] / MIB, 2), **p,
            "differences": bench.differences - before}


def row(p):
    lines = "" if p["newlines"] is None else f"{p['newlines']:.3f} s"
    return [f"{p['gb']:g} GB", f"{p['seconds']:.3f} s",
            f"{p['gb'] / p['seconds']:.2f}", lines, f"{p['mib']:.1f}",
            "yes" if p["differences"] == 0 else "NO",
            "gen | todoku" if p["streamed"] else "a file"]


def run(bench, args):
    machine = measure.machine(args.build)
    sizes = sorted({float(s) for s in args.sizes.split(",")})
    others = measure.Others()
    points = [point(bench, gb) for gb in sizes]
    machine["busy_with_others"] = others.processors()
    title = "todoku scan, mbox with bodies"
    head = ["input", "todoku", "GB/s", "newlines", "MiB", "counts right",
            "from"]
    text = (f"{title}: time and memory by size\n"
            "Wall time of whole processes, best of the rounds; MiB is the "
            "peak of RssAnon + RssShmem.\n"
            "Where gen writes into todoku, the time is that of both.\n\n" +
            measure.machine_text(machine) + measure.busy_text(machine) +
            "\n" +
            measure.table_text(head, [row(p) for p in points]))
    sys.stdout.write("\n" + text)
    folder = measure.new_folder(args)
    measure.keep(folder, "scale.txt", text)
    measure.keep(folder, "scale.svg", plot.svg(points, title, GOAL))
    measure.keep_json(folder, "scale.json",
                      {"machine": machine, "points": points})
    return 0


if __name__ == "__main__":
    arguments = measure.arguments(options)
    sys.exit(measure.main(arguments, run))
