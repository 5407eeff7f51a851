#!/usr/bin/env python3
"""Instructions per input byte of each format and field cursor, by callgrind;
called by run.sh --count.

Time depends on who else uses the machine, instructions hardly: this is what
CI can hold a change against.  The kept counts are those of one compiler on
one kind of processor (bench/counts/COMPILER.txt), as the libc chooses its
searches by the processor.
"""
import hashlib
import os
import subprocess
import sys

import measure
from measure import ROOT, Failed, say

MAX_RISE = 0.05
MESSAGES = "3000"


def options(p):
    p.add_argument("--keep", action="store_true")


# ---- input: always the same bytes, as the generator is deterministic

def with_content_length(bench, emls):
    """The messages as an mboxcl."""
    to = bench.path("count.mboxcl")
    with open(to, "wb") as out:
        for path in emls:
            with open(path, "rb") as f:
                head, blank, body = f.read().partition(b"\n\n")
            if not blank:
                continue
            out.write(b"From u@example.com Sat Nov 21 17:58:00 2026\n" +
                      head + b"\nContent-Length: %d\n\n" % len(body) +
                      body + b"\n")
    return to


def as_array(bench, events):
    """The events as one array, an element a line."""
    to = bench.path("count.array")
    with open(events, "rb") as f, open(to, "wb") as out:
        out.write(b"[\n" + b",\n".join(f.read().splitlines()) + b"\n]\n")
    return to


def sample(*path):
    return [os.path.join(ROOT, "samples", *path)]


def inputs(bench):
    """{format: paths}; the fields are taken from the dump."""
    mbox, _ = bench.generate("count.mbox", "--messages", MESSAGES)
    dump, _ = bench.generate("count.dump", "--kind", "dump", "--messages",
                             MESSAGES)
    folder, _ = bench.generate("count.eml", "--kind", "eml-dir",
                               "--messages", "500")
    emls = sorted(os.path.join(f, name) for f, _, names in os.walk(folder)
                  for name in names)
    cells = bench.path("count.cells")
    subprocess.run([bench.todoku, "scan", "-O", "cells", "-o", cells, "--by",
                    "carrier,domain,mailfrom_domain,day",
                    os.path.basename(mbox)],  # the name stands in the cells
                   cwd=bench.work, check=True)
    log, _ = bench.generate("count.log", "--kind", "postfix", "--messages",
                            MESSAGES)
    events, _ = bench.generate("count.events", "--kind", "ses", "--messages",
                               MESSAGES)
    return {"log": [log], "mbox": [mbox],
            "mboxcl": [with_content_length(bench, emls)],
            "dump": [dump], "eml": emls, "cells": [cells],
            "events": [events], "events-array": [as_array(bench, events)],
            "dmarc": sample("report", "dmarc", "good-plain.xml"),
            "tlsrpt": sample("report", "tlsrpt", "good-plain.json"),
            "powermta": sample("rows", "powermta", "good-acct.csv"),
            "exchange": sample("rows", "exchange", "good-2019.log"),
            "m365-trace": sample("rows", "m365", "good-trace.csv")}


def checksum(paths):
    h = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as f:
            h.update(f.read())
    return h.hexdigest()[:12]


# ---- counting

def instructions(bench, name, paths):
    """Instructions in measured(), and the bytes that went into it."""
    out = bench.path("callgrind.out")
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--toggle-collect=measured*",
         f"--callgrind-out-file={out}", bench.count, name, *paths],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        raise Failed(run.stderr.decode(errors="replace"))
    total = measure.proc_value(out, "totals")
    return int(total), int(run.stdout)


def count_all(bench):
    """{name: (instructions per byte, checksum of the input)}"""
    paths, out = inputs(bench), {}
    listed = subprocess.run([bench.count, "--list"], check=True,
                            stdout=subprocess.PIPE).stdout.decode("ascii")
    for kind, name in map(str.split, listed.splitlines()):
        files = paths["dump"] if kind == "field" else paths.get(name)
        if files is None:
            raise Failed(f"no input for the format {name}")
        say(kind, name)
        total, n = instructions(bench, name, files)
        if n == 0 or total == 0:
            raise Failed(f"{name}: nothing was counted")
        out[f"{kind}/{name}"] = total / n, checksum(files)
    return out


# ---- kept counts

def kept_path(bench):
    name = measure.first_line(bench.count, "--compiler")
    return os.path.join(ROOT, "bench", "counts", name + ".txt")


def read_kept(path):
    if not os.path.exists(path):
        return None
    kept = {}
    with open(path, encoding="ascii") as f:
        for line in f:
            if not line.startswith("#"):
                name, figure, check = line.split()
                kept[name] = float(figure), check
    return kept


def write_kept(path, counts):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as f:
        f.write("# instructions per input byte, and the input's checksum;\n"
                "# renewed by bench/run.sh --count --keep\n")
        for name, (figure, check) in counts.items():
            f.write(f"{name} {figure:.4f} {check}\n")
    say("kept", os.path.relpath(path))


def compare(counts, kept):
    """Rows of a table, and the names that rose too much."""
    rows, risen = [], []
    for name, (figure, check) in counts.items():
        row = [name, f"{figure:.3f}"]
        if name in kept:
            change = figure / kept[name][0] - 1
            row += [f"{kept[name][0]:.3f}", f"{change:+.1%}",
                    "" if check == kept[name][1] else "other input"]
            if change > MAX_RISE:
                risen.append(name)
        else:
            row += ["", "", "not kept"]
        rows.append(row)
    for name in kept.keys() - counts.keys():
        rows.append([name, "", f"{kept[name][0]:.3f}", "", "gone"])
    return rows, risen


def run(bench, args):
    path = kept_path(bench)
    counts, kept = count_all(bench), read_kept(path)
    rows, risen = compare(counts, kept or {})
    print("\nInstructions per input byte,",
          os.path.basename(path)[:-len(".txt")])
    print(measure.table_text(["", "now", "kept", "change", ""], rows), end="")
    if args.keep:
        write_kept(path, counts)
        return 0
    if kept is None:
        say("no counts are kept of this compiler; --keep does it")
        return 0
    for name in risen:
        say(f"{name} takes over {MAX_RISE:.0%} more instructions")
    return 1 if risen else 0


if __name__ == "__main__":
    arguments = measure.arguments(options)
    sys.exit(measure.main(arguments, run))
