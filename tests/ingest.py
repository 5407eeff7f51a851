#!/usr/bin/env python3
"""What users of `ingest` do, and what befalls them.

usage: ingest.py TODOKU KILLER

KILLER is a library that kills at the KILL_AT'th write; where programs cannot
be run with it (sanitizers) that test is passed over, and says so.
"""
import csv
import gzip
import io
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

DAY = 86400
BEGIN = 1793491200  # 2026-11-01T00:00:00Z
OK, USAGE, AGAIN = 0, 2, 75


def line(n, domain="docomo.ne.jp", begin=BEGIN, step=60, last=True):
    """One message of a Postfix log, as three lines or (open) as two."""
    def stamp(offset):
        t = time.gmtime(begin + n * step + offset)
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", t)

    queue_id = f"4{n:014X}"
    lines = [
        f"{stamp(0)} mx postfix/qmgr[1]: {queue_id}: "
        f"from=<shop@example.jp>, size=900, nrcpt=1 (queue active)",
        f"{stamp(1)} mx postfix/smtp[2]: {queue_id}: to=<u{n}@{domain}>, "
        f"relay=mx.{domain}[192.0.2.7]:25, delay=1, delays=0/0/0/1, "
        f"dsn=2.0.0, status=sent (250 2.0.0 ok)",
        f"{stamp(1)} mx postfix/qmgr[1]: {queue_id}: removed",
    ]
    return "".join(text + "\n" for text in lines[:3 if last else 2]).encode()


def lines(first, last, **more):
    return b"".join(line(n, **more) for n in range(first, last))


class Case:
    """A folder, a history in it, and what is held against it."""

    def __init__(self, todoku, folder):
        self.todoku, self.folder = todoku, folder
        self.db = os.path.join(folder, "mail.db")
        self.logs = os.path.join(folder, "log")
        os.mkdir(self.logs)

    def path(self, name):
        return os.path.join(self.logs, name)

    def put(self, name, data, mode="wb"):
        with open(self.path(name), mode) as f:
            f.write(data)

    def run(self, *args, **more):
        return subprocess.run([self.todoku, *args], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, **more)

    def ingest(self, *args, status=OK, says=None, paths=None, **more):
        run = self.run("ingest", "--history", self.db, *args,
                       *(paths or [self.logs]), **more)
        said = run.stderr.decode()
        assert run.returncode == status, (run.returncode, said)
        if says is None:
            assert status != OK or said == "", said
        else:
            assert says in said, said
        return run

    def rows(self, *args):
        run = self.run("scan", "-O", "csv", *(args or ["--by", ""]), self.db)
        assert run.returncode == OK, run.stderr.decode()
        text = run.stdout.decode()
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def messages(self):
        rows = self.rows()
        return sum(int(row["messages"]) for row in rows)

    def holds(self, n):
        found = self.messages()
        assert found == n, f"{found} messages, not {n}"


# ---- what is known ----

def nothing_twice(c):
    c.put("mail.log", lines(0, 40))
    c.ingest()
    c.holds(40)
    c.ingest()
    os.rename(c.path("mail.log"), c.path("mail.log.1"))
    c.ingest()
    with open(c.path("mail.log.1"), "rb") as f, \
            gzip.open(c.path("mail.log.2.gz"), "wb") as g:
        shutil.copyfileobj(f, g)
    os.unlink(c.path("mail.log.1"))
    c.ingest()
    shutil.copyfile(c.path("mail.log.2.gz"), c.path("backup.gz"))
    c.ingest()
    os.utime(c.path("backup.gz"))
    c.ingest()
    c.holds(40)


def what_grew(c):
    data = lines(0, 3000)
    for end in (100, 900, 901, 5000, 70000, 400000, len(data)):
        c.put("mail.log", data[:end])  # torn within a line
        c.ingest()
        if end >= 5000:  # and a copy of its beginning
            c.put("again.log", data[:end // 2])
            c.ingest(says="a copy of its beginning")
    c.holds(3000)


def grew_and_was_rotated(c):
    c.put("mail.log", lines(0, 10))
    c.ingest()
    c.put("mail.log", lines(10, 15), "ab")
    os.rename(c.path("mail.log"), c.path("mail.log.1"))
    c.put("mail.log", lines(15, 20))
    c.ingest()
    c.holds(20)


def copied_and_truncated(c):
    c.put("mail.log", lines(0, 30))
    c.ingest()
    c.put("mail.log", lines(30, 40), "ab")
    shutil.copyfile(c.path("mail.log"), c.path("mail.log.1"))
    os.truncate(c.path("mail.log"), 0)
    c.put("mail.log", lines(40, 45), "ab")
    c.ingest()
    c.holds(45)


def two_of_a_kind_in_one_run(c):
    c.put("a.log", lines(0, 50))
    c.put("b.log", lines(0, 30))
    c.put("c.log", lines(0, 50))
    for jobs in ("1", "4"):
        c.ingest("-q", "-j", jobs)
        c.holds(50)
        os.unlink(c.db)


def another_end(c):
    """A log that lost its end in a crash, and went on otherwise: as far as a
    mark it is known."""
    data = lines(0, 8000)
    c.put("mail.log", data)
    c.ingest()
    known = len(data) * 3 // 4
    known = data.rfind(b": removed\n", 0, known) + len(b": removed\n")
    whole = data[:known].count(b": removed\n")
    c.put("mail.log", data[:known] + lines(9000, 13000))
    c.ingest()
    extra = c.messages() - 8000 - 4000
    mark = whole - (1 << 20) * whole // known
    assert 0 <= extra <= whole - mark + 10, extra


def open_over_nights(c):
    first = line(1, last=False)
    c.put("mail.log", first[:first.index(b"\n") + 1])
    c.ingest()
    assert c.rows() == []
    c.put("mail.log", line(1)[first.index(b"\n") + 1:], "ab")
    c.ingest()
    row = c.rows("--by", "carrier,domain")[0]
    assert row["delivery_accepted"] == "1", row
    assert row["carrier"] == "docomo", row


def a_line_without_its_end(c):
    data = lines(0, 3)
    c.put("mail.log", data[:-1])
    c.ingest()
    c.put("mail.log", data)
    c.ingest()
    c.holds(3)
    # A file that nobody writes to any more ends where it ends.
    c.put("old.log", lines(5, 6)[:-1])
    os.utime(c.path("old.log"), (BEGIN, BEGIN))
    c.ingest()
    c.holds(4)


def read_along(c):
    """A log that the history holds is not counted again beside it."""
    c.put("mail.log", lines(0, 10))
    c.ingest()
    c.put("mail.log", lines(10, 12), "ab")
    run = c.run("scan", "-O", "csv", "--by", "", c.db, c.logs)
    row = list(csv.DictReader(io.StringIO(run.stdout.decode())))[0]
    assert row["messages"] == "12", row


def cells_of_other_machines(c):
    c.put("mail.log", lines(0, 10))
    log, cells = c.path("mail.log"), os.path.join(c.folder, "mx2.cells")
    c.run("scan", "--by", "carrier,domain,day", "-o", cells, log)
    for paths in ([cells], [cells], [log], [cells, log]):
        c.ingest("-q", paths=paths)
        c.holds(10)
    c.put("more.log", lines(10, 12))
    c.run("scan", "--by", "carrier,domain,day", "-o", cells, c.path("more.log"))
    c.ingest("-q", paths=[cells])
    c.ingest("-q")
    c.holds(12)


def bounces_of_later_nights(c):
    """What came as mail is about what a log of an earlier night told, once it
    is known that bounces come as mail."""
    story = os.path.join(os.environ.get("TODOKU_SOURCE_ROOT", "."),
                         "samples/story")
    for name in "bounces", "named":
        folder = os.path.join(story, name)
        with open(os.path.join(folder, "bounces.mbox"), "rb") as f:
            mail = [b"From " + part for part in
                    (b"\n" + f.read()).split(b"\nFrom ")[1:]]
        whole = c.run("scan", "-q", "-O", "csv", folder).stdout
        for first in range(1, len(mail)):
            for order in ("log", "mail"):
                shutil.rmtree(c.logs)
                os.mkdir(c.logs)
                if os.path.exists(c.db):
                    os.unlink(c.db)
                c.put("bounces", b"\n".join(mail[:first]) + b"\n")
                c.ingest("-q")
                if order == "log":
                    shutil.copy(os.path.join(folder, "mail.log"), c.logs)
                    c.ingest("-q")
                for one in mail[first:]:
                    c.put("bounces", one + b"\n", "ab")
                    c.ingest("-q")
                if order == "mail":
                    shutil.copy(os.path.join(folder, "mail.log"), c.logs)
                    c.ingest("-q")
                got = c.run("scan", "-q", "-O", "csv", c.db).stdout
                assert got == whole, (name, first, order)


# ---- days ----

def days(c):
    c.put("mail.log", lines(0, 10, step=DAY))
    c.ingest()
    rows = c.rows("--by", "day")
    assert [r["day"] for r in rows] == \
        [f"2026-11-{n:02}" for n in range(1, 11)], rows
    rows = c.rows("--by", "", "--since", "2026-11-03", "--until",
                  "2026-11-06")
    assert rows[0]["messages"] == "3", rows
    run = c.run("scan", "--since", "2026-11-03T12:00", c.db)
    assert run.returncode == USAGE and b"whole days" in run.stderr, run
    run = c.run("scan", "--by", "relay", c.db)
    assert run.returncode == USAGE and b"carrier" in run.stderr, run
    rows = c.rows("--by", "week")
    assert sum(int(r["messages"]) for r in rows) == 10, rows


def pruned(c):
    # The last of them claims to be of the year 2099.
    c.put("mail.log", lines(0, 10, step=DAY) + line(1, begin=4071600000))
    c.ingest("--keep", "3650d")
    c.holds(11)
    c.put("more.log", lines(10, 11, step=DAY))
    c.ingest("--keep", "5d", "--settle-after", "1d")
    found = {r["day"] for r in c.rows("--by", "day")}
    newest = min(BEGIN + 10 * DAY, int(time.time()))
    least = time.strftime("%Y-%m-%d", time.gmtime(int(time.time()) - 5 * DAY))
    assert all(day >= least for day in found), (found, least, newest)


def pruned_mail(c):
    """Also where there is nothing but mail."""
    for day in (1, 20):
        c.put(f"{day}.eml", f"From: a@example.jp\nTo: b@example.net\n"
              f"Received: from a.example.jp (a.example.jp [192.0.2.1])\n"
              f"\tby mx.example.net; {day} Nov 2026 00:00:00 +0000\n\n"
              .encode())
        c.ingest("--keep", "10d")
    rows = c.rows("--by", "day")
    assert [row["day"] for row in rows] == ["2026-11-20"], rows


def periods(c):
    c.put("mail.log", lines(0, 40, step=DAY // 4) +
          lines(100, 140, step=DAY // 4, begin=BEGIN - 15 * DAY))
    c.ingest()
    run = c.run("compare", "--min-messages", "1", "-O", "csv", "--before",
                "2026-11-01..2026-11-04", "--after", "2026-11-06", c.db)
    assert run.returncode == OK, run.stderr
    row = list(csv.DictReader(io.StringIO(run.stdout.decode())))[0]
    assert row["a_n"] == "16" and row["b_n"] == "4", row
    run = c.run("compare", "-O", "json", "--before", "2026-11-01..2026-11-04",
                "--after", "2026-11-06", c.db)
    told = json.loads(run.stdout)
    for side, first, last in (("a", "2026-11-01T", "2026-11-04T"),
                              ("b", "2026-11-06T", "2026-11-06T")):
        assert told[side]["first"].startswith(first), told[side]
        assert told[side]["last"].startswith(last), told[side]
    for args in (["--before", "2026-11-01"],
                 ["--before", "2026-11-01", "--after", "yesterday"],
                 ["--before", "2026-11-01", "--after", "2026-11-04..2026-11-02"]
                 ):
        assert c.run("compare", *args, c.db).returncode == USAGE, args
    run = c.run("compare", c.db, "--to", c.db)
    assert run.returncode == USAGE and b"overlap" in run.stderr, run.stderr


# ---- what goes wrong ----

def begun_otherwise(c):
    c.put("mail.log", lines(0, 3))
    c.ingest("--by", "carrier", "--zone", "Asia/Tokyo")
    c.put("mail.log", lines(3, 4), "ab")
    c.ingest("--by", "carrier,domain", status=USAGE, says="--by carrier")
    c.ingest("--zone", "UTC", status=USAGE, says="Asia/Tokyo")
    c.ingest("--trust", "all", status=USAGE, says="trust=auto")
    c.ingest()
    c.holds(4)
    assert c.rows("--by", "day")[0]["day"] == "2026-11-01"
    os.unlink(c.db)
    c.ingest("--by", "source", status=USAGE, says="source")
    assert not os.path.exists(c.db) or c.run("scan", c.db).returncode == USAGE


def locked(c):
    c.put("mail.log", lines(0, 3))
    c.ingest()
    db = sqlite3.connect(c.db, isolation_level=None)
    db.execute("begin immediate")
    c.ingest(status=AGAIN, says="another run has it")
    c.holds(3)  # readers do not mind
    db.execute("rollback")
    db.close()
    c.ingest()


def newer(c):
    c.put("mail.log", lines(0, 3))
    c.ingest()
    db = sqlite3.connect(c.db)
    db.execute("pragma user_version = 99")
    db.commit()
    db.close()
    c.ingest(status=USAGE, says="newer version")
    run = c.run("scan", c.db)
    assert run.returncode == USAGE and b"newer" in run.stderr, run


def damaged(c):
    c.put("mail.log", lines(0, 300))
    c.ingest()
    with open(c.db, "rb") as f:
        whole = f.read()
    with open(c.db, "wb") as f:
        f.write(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    c.ingest(status=USAGE, says="todoku")
    assert c.run("scan", c.db).returncode == USAGE
    with open(c.db, "wb") as f:
        f.write(b"no database at all, but a note of somebody\n" * 40)
    c.ingest(status=USAGE, says="no SQLite database")


def full_disk(c):
    c.put("mail.log", lines(0, 50))
    c.ingest()
    before = c.rows("--by", "carrier,day")
    c.put("mail.log", lines(50, 3000, domain="example.net"), "ab")

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    run = c.run("ingest", "--history", c.db, c.logs, preexec_fn=small)
    assert run.returncode in (USAGE, AGAIN) and run.stderr != b"", run
    assert c.rows("--by", "carrier,day") == before
    c.ingest()
    c.holds(3000)


def beside_the_logs(c):
    c.db = c.path("mail.db")
    for n in range(3):
        c.put("mail.log", lines(n, n + 1), "ab")
        c.ingest()
        c.holds(n + 1)
    db = sqlite3.connect(c.db)  # a reader, so that -wal and -shm stay
    db.execute("select * from cell").fetchone()
    c.put("mail.log", lines(3, 4), "ab")
    c.ingest()
    db.close()
    c.holds(4)


def no_such_log(c):
    c.put("mail.log", lines(0, 3))
    missing = c.path("missing.log")
    c.ingest(status=1, says="missing.log",
             paths=[c.path("mail.log"), missing])
    c.holds(3)
    c.ingest(status=USAGE, says="missing.log", paths=[missing])
    c.holds(3)
    c.ingest(status=USAGE, says="history", paths=["--history", ""])


def killed_at_every_write(c, killer):
    env = dict(os.environ, LD_PRELOAD=killer)
    probe = c.run("--version", env=env)
    if probe.returncode != 0 or probe.stderr != b"":
        print("killed at every write: passed over, no library can be preloaded")
        return
    first, second = lines(0, 30), lines(30, 45, domain="example.net")
    at = 0
    while True:
        at += 1
        for name in os.listdir(c.folder):
            if name.startswith("mail.db"):
                os.unlink(os.path.join(c.folder, name))
        c.put("mail.log", first)
        c.ingest()
        c.put("mail.log", second, "ab")
        run = c.run("ingest", "--history", c.db, c.logs,
                    env=dict(env, KILL_AT=str(at)))
        if run.returncode == OK:
            break
        assert run.returncode == -signal.SIGKILL, run
        assert c.messages() in (30, 45), c.messages()
        c.ingest()
        c.holds(45)
    assert at > 20, f"only {at} writes: the library does not see them"
    print(f"killed at each of {at - 1} writes")


CASES = [nothing_twice, what_grew, grew_and_was_rotated, copied_and_truncated,
         two_of_a_kind_in_one_run, another_end, open_over_nights,
         a_line_without_its_end, read_along,
         cells_of_other_machines, bounces_of_later_nights, days, pruned, pruned_mail,
         periods,
         begun_otherwise, locked, newer, damaged, full_disk,
         beside_the_logs, no_such_log]


def main():
    todoku, killer = (os.path.abspath(path) for path in sys.argv[1:3])
    failed = 0
    for case in [*CASES, killed_at_every_write]:
        with tempfile.TemporaryDirectory(prefix="ingest.") as folder:
            try:
                c = Case(todoku, folder)
                case(c, *([killer] if case is killed_at_every_write else []))
            except AssertionError as e:
                failed += 1
                at = e.__traceback__
                while at.tb_next is not None:
                    at = at.tb_next
                print(f"{case.__name__}: line {at.tb_lineno}: {e}")
    print(f"{len(CASES) + 1} cases, {failed} wrong")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
