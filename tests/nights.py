#!/usr/bin/env python3
"""Night after night into a history, and what one scan of it all says.

usage: nights.py TODOKU GEN [--seeds N] [--first SEED] [--messages N] [--kill]
                 [--keep DIR]

Logs grow (also within a line), are rotated, renamed, compressed in several
ways, copied and copied in part; events come as objects, some of them twice;
mailboxes get mail.  After each night `ingest` adds what is new.  In the end a
report from the history has to be that of a scan of everything, byte for byte.
With --kill runs are killed at random moments and begun again.
"""
import argparse
import bz2
import gzip
import lzma
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BY = ["carrier,domain", "carrier,day", "carrier,reason", "domain,status,day",
      "operator,class", "carrier,hostname"]
AGAIN = 75


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


PACK = {".gz": lambda data: gzip.compress(data, 1), ".bz2": bz2.compress,
        ".xz": lambda data: lzma.compress(data, preset=0)}
if shutil.which("zstd"):
    PACK[".zst"] = zstd


class Ingest:
    """The nightly job."""

    def __init__(self, todoku, folder, rnd, by, kill, options):
        self.todoku, self.folder, self.rnd = todoku, folder, rnd
        self.db = os.path.join(folder, "history.db")
        self.by, self.kill, self.options = by, kill, options
        self.runs = self.killed = 0

    def command(self, paths):
        return [self.todoku, "ingest", "-q", "--history", self.db, "--by",
                self.by, "-j", str(self.rnd.randint(1, 3)), "--chunk",
                self.rnd.choice(["1M", "64k", "128k"]), *self.options, *paths]

    def start(self, paths):
        self.runs += 1
        return subprocess.Popen(self.command(paths), stderr=subprocess.PIPE,
                                stdout=subprocess.PIPE)

    def kill_some(self, paths):
        longest = 0.04
        while self.rnd.random() < 0.6:
            run = self.start(paths)
            time.sleep(self.rnd.random() * longest)
            run.send_signal(signal.SIGKILL)
            run.communicate()
            self.killed += run.returncode == -signal.SIGKILL

    def night(self, paths):
        if self.kill:
            self.kill_some(paths)
        runs = [self.start(paths)]
        if self.rnd.random() < 0.1:
            runs.append(self.start(paths))
        for run in runs:
            said = run.communicate()[1].decode(errors="replace")
            if run.returncode not in ([0, AGAIN] if len(runs) > 1 else [0]):
                raise SystemExit(f"ingest ended with {run.returncode}: {said}")
        if len(runs) > 1:
            self.kill, kill = False, self.kill
            self.night(paths)
            self.kill = kill


def report(todoku, paths, by, options):
    run = subprocess.run([todoku, "scan", "-q", "-O", "csv", "--by", by,
                          *options, *paths], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    if run.returncode != 0:
        raise SystemExit(f"scan ended with {run.returncode}: "
                         f"{run.stderr.decode(errors='replace')}")
    return run.stdout


def generate(gen, path, kind, seed, messages, *more):
    subprocess.run([gen, "--kind", kind, "--seed", str(seed), "--messages",
                    str(messages), "--bodies", "300", *more, path], check=True)


class Log:
    """A log file, and what logrotate and people do to it."""

    def __init__(self, folder, name, data, rnd):
        self.folder, self.data, self.rnd = folder, data, rnd
        self.path = os.path.join(folder, name)
        self.pos, self.old = 0, []

    def write(self, upto):
        with open(self.path, "ab") as f:
            f.write(self.data[self.pos:upto])
        self.pos = upto

    def ends_a_line(self):
        return self.pos > 0 and self.data[self.pos - 1:self.pos] == b"\n"

    def grow(self):
        mean = len(self.data) // 6 + 1
        upto = min(len(self.data), self.pos + self.rnd.randrange(2 * mean))
        if self.rnd.random() < 0.7:
            upto = self.data.rfind(b"\n", 0, upto) + 1
        self.write(max(upto, self.pos))

    def rotate(self):
        if not self.ends_a_line() or not os.path.exists(self.path):
            return
        for i in range(len(self.old) - 1, -1, -1):
            suffix = self.old[i]
            os.rename(f"{self.path}.{i + 1}{suffix}",
                      f"{self.path}.{i + 2}{suffix}")
        if self.rnd.random() < 0.5:
            os.rename(self.path, f"{self.path}.1")
        else:
            shutil.copyfile(self.path, f"{self.path}.1")
            os.truncate(self.path, 0)
        self.old.insert(0, "")

    def compress(self):
        plain = [i for i, suffix in enumerate(self.old) if suffix == ""]
        if not plain:
            return
        i = self.rnd.choice(plain)
        suffix = self.rnd.choice(list(PACK))
        with open(f"{self.path}.{i + 1}", "rb") as f:
            data = f.read()
        with open(f"{self.path}.{i + 1}{suffix}", "wb") as f:
            f.write(PACK[suffix](data))
        os.unlink(f"{self.path}.{i + 1}")
        self.old[i] = suffix

    def copy(self):
        """A backup of the whole file, or of how it was some time ago."""
        if not os.path.exists(self.path):
            return
        with open(self.path, "rb") as f:
            data = f.read()
        if self.rnd.random() < 0.5 and len(data) > 4096:
            data = data[:data.rfind(b"\n", 0, self.rnd.randrange(
                2048, len(data))) + 1]
        if len(data) > 2048:
            name = f"{self.path}.backup{self.rnd.randrange(3)}"
            with open(name, "wb") as f:
                f.write(data)

    def touch(self):
        if os.path.exists(self.path):
            os.utime(self.path)

    def night(self):
        for _ in range(self.rnd.randrange(4)):
            self.rnd.choice([self.grow, self.grow, self.rotate, self.compress,
                             self.copy, self.touch])()

    def finish(self):
        self.write(len(self.data))


class Objects:
    """Events as a service puts them into a bucket."""

    def __init__(self, folder, name, data, rnd):
        self.folder, self.rnd = folder, rnd
        self.lines = data.splitlines(keepends=True)
        if rnd.random() < 0.5:
            rnd.shuffle(self.lines)
        self.n = 0

    def put(self, lines):
        self.n += 1
        data = b"".join(lines)
        for copy in range(1 + (self.rnd.random() < 0.2)):
            suffix = self.rnd.choice(["", *PACK])
            name = f"{self.n:05}-{copy}.json{suffix}"
            if suffix:
                data_out = PACK[suffix](data)
            else:
                data_out = data
            with open(os.path.join(self.folder, name), "wb") as f:
                f.write(data_out)

    def night(self):
        for _ in range(self.rnd.randrange(5)):
            n = self.rnd.randrange(1, 40)
            lines, self.lines = self.lines[:n], self.lines[n:]
            if lines:
                self.put(lines)

    def finish(self):
        while self.lines:
            self.night()


class Mailbox:
    """An mbox that gets mail, and a Maildir."""

    def __init__(self, folder, name, data, rnd):
        self.path = os.path.join(folder, name)
        self.rnd = rnd
        self.mail = [b"From " + part for part in
                     (b"\n" + data).split(b"\nFrom ")[1:]]
        self.n = 0

    def night(self):
        n = self.rnd.randrange(len(self.mail) // 5 + 2)
        with open(self.path, "ab") as f:
            for mail in self.mail[self.n:self.n + n]:
                f.write(mail + b"\n")
        self.n += n

    def finish(self):
        while self.n < len(self.mail):
            self.night()


def world(gen, folder, seed, messages, rnd):
    """What the machines write, and the same as files of their own."""
    raw = os.path.join(folder, "raw")
    live = os.path.join(folder, "live")
    os.mkdir(raw)
    os.mkdir(live)
    kind = rnd.choice(["postfix", "postfix", "exim", "ses", "ses-relay",
                       "mbox"])
    more = ["--stamps", "rfc3339"] if kind in ("postfix", "ses-relay") and \
        rnd.random() < 0.5 else []
    generate(gen, os.path.join(raw, "a"), kind, seed, messages, *more)
    makers = {"postfix": Log, "exim": Log, "ses": Objects, "mbox": Mailbox}
    machines = []
    if kind == "ses-relay":
        parts = [("a/mail.log", Log), ("a/events.json", Objects)]
    else:
        parts = [("a", makers[kind])]
    for name, maker in parts:
        with open(os.path.join(raw, name), "rb") as f:
            machines.append(maker(live, os.path.basename(name), f.read(),
                                  rnd))
    return kind + "".join(more), raw, live, machines


def one(todoku, gen, folder, seed, messages, kill):
    rnd = random.Random(seed)
    name, raw, live, machines = world(gen, folder, seed, messages, rnd)
    by = rnd.choice(BY)
    options = ["--year", "2026"]
    ingest = Ingest(todoku, folder, rnd, by, kill, options)
    for _ in range(rnd.randrange(2, 12)):
        for machine in machines:
            machine.night()
        if rnd.random() < 0.9:
            ingest.night([live])
    for machine in machines:
        machine.finish()
    ingest.night([live])
    if rnd.random() < 0.5:
        ingest.night([live])
    want = report(todoku, [raw], by, options)
    got = report(todoku, [ingest.db], by, [])
    if want == got:
        return ingest, True
    for path, text in (("want.csv", want), ("got.csv", got)):
        with open(os.path.join(folder, path), "wb") as f:
            f.write(text)
    print(f"seed {seed} ({name}, --by {by}): the history says otherwise")
    return ingest, False


def parse_arguments():
    p = argparse.ArgumentParser()
    p.add_argument("todoku")
    p.add_argument("gen")
    p.add_argument("--seeds", type=int, default=10)
    p.add_argument("--first", type=int, default=1)
    p.add_argument("--messages", type=int, default=300)
    p.add_argument("--kill", action="store_true")
    p.add_argument("--keep", metavar="DIR")
    return p.parse_args()


def main():
    a = parse_arguments()
    todoku, gen = os.path.abspath(a.todoku), os.path.abspath(a.gen)
    wrong = runs = killed = 0
    for seed in range(a.first, a.first + a.seeds):
        with tempfile.TemporaryDirectory(prefix="nights.") as folder:
            ingest, right = one(todoku, gen, folder, seed, a.messages, a.kill)
            wrong += not right
            runs += ingest.runs
            killed += ingest.killed
            if a.keep and not right:
                shutil.copytree(folder, os.path.join(a.keep, str(seed)))
    print(f"{a.seeds} histories, {runs} runs, {killed} of them killed: "
          f"{wrong} wrong")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
