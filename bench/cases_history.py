"""The rows on histories: ingest beside scan, a night without anything new beside
find, and reports beside the sqlite3 shell that prints the same rows.
"""
import datetime
import os
import random
import shlex
import subprocess

from cases import Row
from measure import Command, say

DAYS, CARRIERS = 400, 50
FIRST = datetime.date(2025, 10, 1)


def output(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True).stdout


def ingest_command(bench, path, db, fresh):
    command = shlex.join([bench.todoku, "ingest", "-q", "--history", db, path])
    shown = f"todoku ingest --history x.db {os.path.basename(path)}"
    if not fresh:
        return Command(shlex.split(command), shown, 5)
    return Command(["sh", "-c", f"rm -f {shlex.quote(db)}*; exec {command}"],
                   f"rm -f x.db*; {shown}")


def ingest_row(bench, what, kind, *options):
    say("ingest:", what)
    path, truth = bench.generate(f"ingest.{kind}", "--kind", kind, *options)
    db = bench.path(f"{kind}.db")
    fresh = ingest_command(bench, path, db, True)
    scan = bench.scan(path, "-q", "-O", "csv")
    subprocess.run(fresh.argv, check=True)
    if output(*scan.argv) != output(bench.todoku, "scan", "-q", "-O", "csv",
                                    db):
        print(f"ingest of {what}: the history says otherwise")
        bench.differences += 1
    return Row(f"ingest: {what}", fresh, scan, 1.1, bench.count_lines(path),
               truth["balance"]["bytes"]["decoded"],
               truth["totals"]["messages"])


def nothing_new_row(bench, n):
    say("ingest: nothing new")
    folder, db = bench.path("known"), bench.path("known.db")
    os.mkdir(folder)
    for i in range(n):
        with open(os.path.join(folder, f"{i}.eml"), "w",
                  encoding="ascii") as f:
            f.write(f"From: a{i}@example.jp\nTo: b@example.net\n"
                    "Date: Sun, 1 Nov 2026 00:00:00 +0000\n\nx\n")
    again = ingest_command(bench, folder, db, False)
    subprocess.run(again.argv, check=True)
    find = Command(["find", folder, "-printf", "%s %T@\n"],
                   "find known -printf '%s %T@\\n'", 5, True)
    return Row(f"ingest: nothing new in {n:,} files", again, find, 5,
               bench.count_lines(folder), 60 * n, n)


def put_cells(path):
    rnd = random.Random(1)
    with open(path, "w", encoding="ascii") as f:
        f.write("todoku-cells 1\tby=carrier,domain,day\tzone=UTC\toptions="
                "trust=auto forwarded=missing null_sender=no since=- until=-\n"
                "b\tsources=1\n")
        for day in range(DAYS):
            day = (FIRST + datetime.timedelta(day)).isoformat()
            for c in range(CARRIERS):
                put_cell(f, rnd, c, day)


def put_cell(f, rnd, c, day):
    n = rnd.randrange(200, 3000)
    bad = rnd.randrange(n // 10)
    f.write(f"c\tcarrier{c:02}\tc{c:02}.example\t{day}\tmessages={n}\t")
    for method in ("spf", "dkim", "dmarc", "arc", "sender_id"):
        f.write(f"{method}.missing={n}\t")
    f.write(f"alignment.unknown={n}\tpra.unknown={n}\t"
            f"delivery.attempts={n}\tdelivery.accepted={n - bad}\t"
            f"delivery.failed={bad}\treasons.userunknown={bad}\t"
            f"transport.tls_unknown={n}\ttransport.fcrdns_unknown={n}\n")


def report_rows(bench):
    say("reports of a history")
    cells, db = bench.path("days.cells"), bench.path("days.db")
    put_cells(cells)
    subprocess.run([bench.todoku, "ingest", "-q", "--history", db, cells],
                   check=True)
    sqlite = Command(["sqlite3", db, "select * from cell"],
                     "sqlite3 days.db 'select * from cell'", 3, True)
    middle = FIRST + datetime.timedelta(DAYS // 2)
    last = FIRST + datetime.timedelta(DAYS - 1)
    sides = ["--before", f"{FIRST}..{middle - datetime.timedelta(1)}",
             "--after", f"{middle}..{last}"]
    rows = []
    for what, words in (
            ("compare", ["compare", "-O", "csv", *sides]),
            ("compare as a page", ["compare", "-O", "html", *sides]),
            ("scan by carrier", ["scan", "-O", "csv", "--by", "carrier"]),
            ("scan by carrier, day", ["scan", "-O", "csv", "--by",
                                      "carrier,day"]),
            ("scan by carrier, day as a page",
             ["scan", "-O", "html", "--by", "carrier,day"])):
        command = Command([bench.todoku, words[0], "-q", *words[1:], db],
                          " ".join(["todoku", *words, "days.db"]), 3)
        rows.append(Row(f"history of {DAYS} days x {CARRIERS} carriers: "
                        f"{what}", command, sqlite, 3,
                        bench.count_lines(db, times=3), os.path.getsize(db)))
    return rows


def rows(bench, quick):
    few = quick and 10 or 1
    out = [ingest_row(bench, "Postfix log", "postfix", "--bytes",
                      f"{1000 // few}M"),
           ingest_row(bench, "SES events", "ses", "--bytes",
                      f"{1000 // few}M"),
           ingest_row(bench, "mbox", "mbox", "--bytes", f"{1000 // few}M"),
           ingest_row(bench, "Maildir", "maildir", "--messages",
                      str(20000 // few))]
    return out + [nothing_new_row(bench, 10000 // few)] + report_rows(bench)
