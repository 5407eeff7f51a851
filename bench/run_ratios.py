#!/usr/bin/env python3
"""The table of ratios; called by run.sh."""
import json
import os
import shutil
import sys

import cases
import cases_dmarc
import cases_history
import measure
import model
from measure import GB, say

MIB = 1 << 20
MEMORY_GOAL = 64 * MIB
LOG_MEMORY_GOAL = 128 * MIB
UNITS = {"M": 1 << 20, "G": 1 << 30}


def options(p):
    p.add_argument("--quick", action="store_true")
    p.add_argument("--logs", action="store_true", help="mail logs alone")
    p.add_argument("--events", action="store_true", help="events alone")
    p.add_argument("--dmarc", action="store_true", help="DMARC reports alone")
    p.add_argument("--history", action="store_true", help="histories alone")
    p.add_argument("--archive", metavar="FILE")
    p.add_argument("--title", default="an archive of the user's own",
                   help="what to call it in the results")


# ---- memory

def memory_of_file(bench, size, kind, options):
    name = f"memory-{size}.{kind}"
    path, want = bench.generate(name, "--kind", kind, "--bytes", size)
    command = bench.scan(path, "-O", "json", *options)
    peak = max(bench.watch(command)[1] for _ in range(3))
    measure.remove(path)
    return peak, want, command.shown


def memory_row(bench, size, kind="mbox", goal=MEMORY_GOAL, options=()):
    n = int(size[:-1]) * UNITS[size[-1]]
    say(f"memory with {size}B")
    if n * 1.1 < measure.free_bytes(bench.work):
        peak, want, shown = memory_of_file(bench, size, kind, options)
    else:
        _, peak, want, shown = bench.watch_stream(size, kind, options)
    bench.check(f"memory-{size}", want, json.loads(bench.output()))
    return {"case": f"peak memory, {size}iB {kind}", "bytes": n,
            "peak": peak, "goal": goal, "met": peak <= goal,
            "command": shown}


# ---- the race

def best(figures):
    return {name: min(seconds) for name, seconds in figures.items()}


def race(bench, machine, rows, more):
    """Every command once a round, also those that several rows share."""
    commands = {}
    for row in rows:
        for c in row.todoku, row.rival, row.ceiling:
            commands.setdefault(tuple(c.argv), c)
    for c in more.values():
        commands.setdefault(tuple(c.argv), c)
    say(f"{len(commands)} commands, {bench.rounds} rounds")
    others = measure.Others()
    figures = bench.race(commands)
    machine["busy_with_others"] = others.processors()
    return figures


def result(row, figures, peak):
    took, rival, ceiling = (figures[tuple(c.argv)] for c in
                            (row.todoku, row.rival, row.ceiling))
    ratio = min(took) / min(rival)
    if row.faster:
        ratio = 1 / ratio
    return {
        "case": row.case, "ratio": round(ratio, 4), "goal": row.goal,
        "met": ratio >= row.goal if row.faster else ratio <= row.goal,
        "faster": row.faster, "bytes": row.size, "messages": row.messages,
        "peak": peak, "note": row.note,
        "todoku": {"command": row.todoku.shown, "seconds": took},
        "rival": {"command": row.rival.shown, "seconds": rival},
        "newlines": {"command": row.ceiling.shown, "seconds": ceiling},
    }


# ---- printing

def seconds_text(t):
    return f"{t * 1e3:.2f} ms" if t < 0.1 else f"{t:.3f} s"


def goal_text(r):
    return f">= {r['goal']:g}x" if r["faster"] else f"<= {r['goal']:g}x"


def row_text(r):
    took, rival, lines = (min(r[k]["seconds"])
                          for k in ("todoku", "rival", "newlines"))
    messages = f"{r['messages'] / took:,.0f}" if r["messages"] else ""
    digits = 0 if r["ratio"] >= 10 else 2 if r["ratio"] >= 0.1 else 4
    ratio = f"{r['ratio']:.{digits}f}x"
    return [r["case"], ratio, goal_text(r), "yes" if r["met"] else "NO",
            seconds_text(took), seconds_text(rival), seconds_text(lines),
            f"{took / lines:.1f}x", f"{r['bytes'] / took / GB:.2f}",
            messages, f"{r['peak'] / MIB:.1f}",
            r["rival"]["command"]]


def memory_text(r):
    return [r["case"], f"{r['peak'] / MIB:.1f} MiB",
            f"<= {r['goal'] // MIB} MiB", "yes" if r["met"] else "NO",
            *[""] * 6, f"{r['peak'] / MIB:.1f}", ""]


def table(results, memory):
    head = ["case", "ratio", "goal", "met", "todoku", "rival", "newlines",
            "/newlines", "GB/s", "messages/s", "MiB", "rival is"]
    rows = [row_text(r) for r in results]
    rows[-1:-1] = [memory_text(r) for r in memory]
    out = measure.table_text(head, rows)
    for r in results:
        if r["note"]:
            out += f"{r['case']}: {r['note']}\n"
    return out


def head_text(title, machine, rounds):
    return (f"{title}\nWall time of whole processes, warm cache; best of "
            f"{rounds} interleaved rounds, all in one run.\nMiB: peak of "
            "RssAnon + RssShmem, which is RSS less pages of files.\n\n" +
            measure.machine_text(machine) + measure.busy_text(machine) +
            "\n")


def truth_text(bench):
    if bench.differences == 0:
        return "Every count of every archive is as the generator says.\n"
    return f"{bench.differences} counts differ from the truth.\n"


# ---- runs

def peaks(bench, rows):
    return [max(bench.watch(row.todoku)[1] for _ in range(2)) for row in rows]


def finish(bench, args, name, title, machine, value, text):
    text = head_text(title, machine, bench.rounds) + text
    sys.stdout.write("\n" + text)
    if getattr(args, "quick", False) and args.out is None:
        say("--quick: nothing is kept")
        return
    folder = measure.new_folder(args)
    measure.keep(folder, name + ".txt", text)
    measure.keep_json(folder, name + ".json",
                      {"title": title, "machine": machine,
                       "rounds": bench.rounds, **value})


def run_generated(bench, args):
    machine = measure.machine(args.build)
    sizes = cases.Sizes(args.quick)
    rows = cases.generated(bench, sizes)
    mbox = bench.path("bodies.mbox")
    serial = model.commands(bench, sizes, mbox)
    roads = model.road_commands(bench, sizes, mbox)
    figures = race(bench, machine, rows, {**serial, **roads})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    memory = [memory_row(bench, size) for size in sizes.memory]
    took = {name: min(figures[tuple(c.argv)])
            for name, c in {**serial, **roads}.items()}
    forecast, speeds = model.compute(took, mbox), model.roads(took, sizes)
    text = "\n".join([table(results, memory) + truth_text(bench),
                      model.roads_text(speeds), model.text(forecast, took)])
    value = {"rows": results, "memory": memory, "roads": speeds,
             "serial": took, "model": forecast,
             "differences": bench.differences}
    finish(bench, args, "table",
           "todoku beside other programs" +
           (", small archives for a try" if args.quick else ""),
           machine, value, text)
    return 0


def run_logs(bench, args):
    machine = measure.machine(args.build)
    sizes = cases.Sizes(args.quick)
    rows = cases.logs(bench, sizes)
    figures = race(bench, machine, rows, {})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    memory = [memory_row(bench, sizes.log_memory, "postfix",
                         LOG_MEMORY_GOAL, ("--year", "2026"))]
    finish(bench, args, "logs", "todoku on mail logs" +
           (", small ones for a try" if args.quick else ""), machine,
           {"rows": results, "memory": memory,
            "differences": bench.differences},
           table(results, memory) + truth_text(bench))
    return 0


def run_events(bench, args):
    machine = measure.machine(args.build)
    rows = cases.events(bench, cases.Sizes(args.quick))
    rows += cases_dmarc.rows(bench, args.quick)
    figures = race(bench, machine, rows, {})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    finish(bench, args, "events", "todoku on events" +
           (", few of them for a try" if args.quick else ""), machine,
           {"rows": results, "differences": bench.differences},
           table(results, []) + truth_text(bench))
    return 0


def run_dmarc(bench, args):
    machine = measure.machine(args.build)
    rows = cases_dmarc.rows(bench, args.quick)
    figures = race(bench, machine, rows, {})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    finish(bench, args, "dmarc", "todoku on DMARC aggregate reports" +
           (", few of them for a try" if args.quick else ""), machine,
           {"rows": results, "differences": bench.differences},
           table(results, []) + truth_text(bench))
    return 0


def run_history(bench, args):
    machine = measure.machine(args.build)
    rows = cases_history.rows(bench, args.quick)
    figures = race(bench, machine, rows, {})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    finish(bench, args, "history", "todoku with histories" +
           (", small ones for a try" if args.quick else ""), machine,
           {"rows": results, "differences": bench.differences},
           table(results, []) + truth_text(bench))
    return 0


def run_archive(bench, args):
    machine = measure.machine(args.build)
    if not os.path.isfile(args.archive):
        raise measure.Failed("--archive takes an mbox")
    rows = cases.own(bench, os.path.realpath(args.archive))
    figures = race(bench, machine, rows, {})
    results = [result(row, figures, peak)
               for row, peak in zip(rows, peaks(bench, rows))]
    finish(bench, args, "archive", f"todoku on {args.title}", machine,
           {"rows": results}, table(results, []))
    return 0


def run(bench, args):
    need = 3 << 30 if args.quick else 8 << 30
    if args.archive is None and shutil.disk_usage(bench.work).free < need:
        raise measure.Failed(f"{need >> 30} GiB of disk are needed; "
                             "--work DIR takes another folder")
    if args.archive:
        return run_archive(bench, args)
    if args.dmarc:
        return run_dmarc(bench, args)
    if args.history:
        return run_history(bench, args)
    if args.events:
        return run_events(bench, args)
    return run_logs(bench, args) if args.logs else run_generated(bench, args)


if __name__ == "__main__":
    arguments = measure.arguments(options)
    sys.exit(measure.main(arguments, run))
