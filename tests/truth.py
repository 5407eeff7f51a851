#!/usr/bin/env python3
"""Counts against the truth: archives of bench/gen, scanned by todoku.

usage: truth.py TODOKU GEN [--keep DIR] [--messages N] [--seeds N]

The generator writes what is right from its own decisions, it never reads what
it wrote.  Every counter of every row is compared, and the balance.
"""
import argparse
import calendar
import datetime
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile

# kind, line ends, bodies, what else
ARCHIVES = [
    ("mbox", "lf", "1K"),
    ("mbox", "crlf", "300", "--forwarded", "count"),
    ("mbox", "mixed", "0"),
    ("mboxrd", "lf", "8K"),
    ("dump", "lf", "0"),
    ("dump", "mixed", "0"),
    ("dump", "crlf", "0", "--bare"),
    ("maildir", "lf", "500"),
    ("eml-dir", "mixed", "500"),
]
# the same of mail logs
LOGS = [
    ("postfix", "lf", "0"),
    ("postfix", "lf", "0", "--stamps", "rfc3339"),
    ("postfix", "lf", "0", "--new-year"),
    ("postfix", "lf", "0", "--files", "4"),
    ("exim", "lf", "0"),
    ("exim", "lf", "0", "--files", "3", "--new-year"),
]
# and of events
EVENTS = [
    ("ses", "lf", "0"),
    ("ses", "lf", "0", "--wrap", "firehose"),
    ("ses", "lf", "0", "--wrap", "sns"),
    ("ses", "lf", "0", "--wrap", "eventbridge"),
    ("ses-relay", "lf", "0"),
    ("ses-relay", "lf", "0", "--stamps", "rfc3339", "--new-year",
     "--wrap", "sns"),
]
METHODS = "spf", "dkim", "dmarc", "arc", "sender_id"
MAX_SHOWN = 40


def leaves(value, path=""):
    """The numbers and strings of a JSON value by their paths."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, path + "." + name if path else name)
    else:
        yield path, value


def compare(where, truth, report, out):
    """Whatever the truth knows must be the same in the report."""
    got = dict(leaves(report))
    for path, value in leaves(truth):
        if path not in got:
            out.append(f"{where}: {path}: not in the report")
        elif got[path] != value:
            out.append(f"{where}: {path}: {got[path]}, truth {value}")
    # Reasons that nobody had are left out by both.
    reasons = truth.get("reasons")
    if reasons is not None and reasons != report["reasons"]:
        out.append(f"{where}: reasons: {report['reasons']}, truth {reasons}")


def seconds(text):
    """2026-11-01T00:00:00Z as seconds since 1970; None as 0."""
    if text is None:
        return 0
    t = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return calendar.timegm(t.timetuple())


def key(row):
    return row["carrier"], row["domain"]


def compare_rows(truth, report, out):
    want = {key(r): r for r in truth["rows"]}
    got = {key(r): r for r in report["rows"]}
    for k in sorted(want.keys() | got.keys()):
        name = "/".join(k)
        if k not in got:
            out.append(f"{name}: no row, truth {want[k]['messages']} messages")
        elif k not in want:
            out.append(f"{name}: {got[k]['messages']} messages, truth no row")
        else:
            compare(name, want[k], got[k], out)
    order = [key(r) for r in report["rows"]]
    if order != sorted(order, key=lambda k: [s.encode() for s in k]):
        out.append("the rows are not sorted bytewise")


def compare_balance(truth, report, out):
    want, got = dict(truth["balance"]), report["balance"]
    reports = want.pop("reports")
    defects = {d["reason"]: (d["format"], d["count"])
               for d in want.pop("defects")}
    seen = {d["reason"]: (d["format"], d["count"]) for d in got["defects"]}
    for reason in sorted(defects.keys() | seen.keys()):
        if defects.get(reason) != seen.get(reason):
            out.append(f"defect {reason!r}: {seen.get(reason)}, "
                       f"truth {defects.get(reason)}")
    compare("balance", want, got, out)
    if got.get("reports", reports) != reports:
        out.append(f"balance: reports: {got['reports']}, truth {reports}")
    sizes = got["bytes"]
    bins = sum(n for name, n in sizes.items()
               if name not in ("read", "decoded"))
    if bins != sizes["decoded"]:
        out.append(f"balance: the bins sum to {bins}, "
                   f"decoded are {sizes['decoded']}")


def check(name, truth, report):
    """One archive; the number of differences."""
    out = []
    compare_balance(truth, report, out)
    for end in truth.get("window", ()):
        got = seconds(report["window"][end])
        if got != truth["window"][end]:
            out.append(f"window: {end}: {got}, truth {truth['window'][end]}")
    compare("totals", truth["totals"], report["totals"], out)
    compare_rows(truth, report, out)
    for line in out[:MAX_SHOWN]:
        print(f"{name}: {line}")
    if len(out) > MAX_SHOWN:
        print(f"{name}: and {len(out) - MAX_SHOWN} more differences")
    return len(out)


def check_untold(name, report):
    """Without an id nothing in a section without Received is believed."""
    totals, n = report["totals"], 0
    for method in METHODS:
        if totals[method]["missing"] != totals["messages"]:
            print(f"{name}: without --authserv-id {method} is believed")
            n += 1
    return n


def scan(todoku, path, *options):
    run = subprocess.run([todoku, "scan", "-O", "json", *options, path],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode != 0:
        print(f"{todoku} scan {path}: status {run.returncode}")
        print(run.stderr.decode(errors="replace"), end="")
        return None
    return json.loads(run.stdout)


def generate(gen, folder, seed, messages, kind, eol, bodies, *more):
    name = "".join([f"{kind}-{eol}-{seed}", *more])
    path = os.path.join(folder, name)
    truth = path + ".json"
    subprocess.run([gen, "--seed", str(seed), "--kind", kind, "--eol", eol,
                    "--messages", str(messages), "--bodies", bodies,
                    path, "--truth", truth, *more], check=True)
    with open(truth, encoding="ascii") as f:
        return name, path, json.load(f)


def compressed(path):
    """The same archive as gzip, and as zstd where there is zstd."""
    with open(path, "rb") as f, gzip.open(path + ".gz", "wb", 1) as g:
        shutil.copyfileobj(f, g)
    yield path + ".gz"
    if shutil.which("zstd") is not None:
        subprocess.run(["zstd", "-q", "-k", "-f", "-1", path], check=True)
        yield path + ".zst"


def is_repeatable(gen, folder, kind):
    """The same seed gives the same bytes, to a file and to a pipe."""
    options = [gen, "--kind", kind, "--seed", "7", "--messages", "300"]
    path = os.path.join(folder, "again")
    subprocess.run([*options, path], check=True)
    with open(path, "rb") as f:
        first = f.read()
    second = subprocess.run([*options, "--stream"], check=True,
                            stdout=subprocess.PIPE).stdout
    other = subprocess.run([*options, "--seed", "8", "--stream"], check=True,
                           stdout=subprocess.PIPE).stdout
    return first == second != other


def parse_arguments():
    p = argparse.ArgumentParser()
    p.add_argument("todoku")
    p.add_argument("gen")
    p.add_argument("--keep", help="leave the archives in this folder")
    p.add_argument("--messages", type=int, default=3000)
    p.add_argument("--seeds", type=int, default=2)
    p.add_argument("--logs", action="store_true", help="mail logs, too")
    p.add_argument("--events", action="store_true", help="events, too")
    return p.parse_args()


def check_scan(args, name, path, truth):
    """Scan one file or folder; the number of differences."""
    report = scan(args.todoku, path, *truth["options"])
    if report is None:
        return 1
    n = check(name, truth, report)
    if "--authserv-id" in truth["options"]:
        report = scan(args.todoku, path)
        n += 1 if report is None else check_untold(name, report)
    return n


def run(args, folder):
    checked = differences = 0
    archives = (ARCHIVES + (LOGS if args.logs else []) +
                (EVENTS if args.events else []))
    for kind in "mbox", "postfix", "exim", "ses":
        if not is_repeatable(args.gen, folder, kind):
            print(f"gen --kind {kind}: the same seed gives other bytes, or "
                  "another the same")
            differences += 1
    for seed in range(1, args.seeds + 1):
        for archive in archives:
            name, path, truth = generate(args.gen, folder, seed,
                                         args.messages, *archive)
            paths = [path]
            if seed == 1 and os.path.isfile(path):
                paths += compressed(path)
            for p in paths:
                checked += 1
                differences += check_scan(args, name + p[len(path):], p,
                                          truth)
    print(f"{checked} archives, {differences} differences")
    return 1 if differences > 0 else 0


def main():
    args = parse_arguments()
    if args.keep is not None:
        os.makedirs(args.keep, exist_ok=True)
        return run(args, args.keep)
    with tempfile.TemporaryDirectory() as folder:
        return run(args, folder)


if __name__ == "__main__":
    sys.exit(main())
