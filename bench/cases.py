"""What is compared with what: the rows of the table of ratios.

A row is a scan, a rival that does the least that would have to be done, and
the newlines of the same bytes as the ceiling.
"""
import os
import shutil
import subprocess
import sys

from measure import ROOT, Command, Failed, say

MIB = 1 << 20
FRAME = 4 * MIB
PATTERN = "^Authentication-Results:"


class Row:
    """times(todoku) / times(rival) against a goal; or the other way round."""

    def __init__(self, case, todoku, rival, goal, ceiling=None, size=0,
                 messages=0, faster=False, note=""):
        self.case = case
        self.todoku = todoku
        self.rival = rival
        self.goal = goal
        self.ceiling = ceiling
        self.size = size  # bytes that were decoded
        self.messages = messages
        self.faster = faster  # the goal is how many times as fast
        self.note = note


class Sizes:
    """How much of everything."""

    def __init__(self, quick):
        self.mbox = "48M" if quick else "1G"
        self.dump = "16M" if quick else "512M"
        self.files = 2000 if quick else 100000
        self.python = 500 if quick else 20000
        self.small_runs = 20 if quick else 100
        self.memory = ["100M", "400M"] if quick else ["100M", "10G"]
        self.road = 8 * MIB if quick else 128 * MIB
        self.log = "32M" if quick else "1G"
        self.summed = "4M" if quick else "64M"  # by pflogsumm
        self.log_memory = "100M" if quick else "10G"
        self.events = "32M" if quick else "1G"
        self.parsed = "4M" if quick else "128M"  # by jq


# ---- rivals

def rg(path, times=1, shown=None, pattern=PATTERN):
    shown = f"rg -c '{pattern}' {shown or os.path.basename(path)}"
    return Command(["rg", "-c", pattern, path], shown, times)


def rg_count(*argv):
    run = subprocess.run(argv, stdout=subprocess.PIPE, check=True)
    return sum(int(line.rpartition(b":")[2])
               for line in run.stdout.splitlines())


def check_rg(path, pattern=PATTERN):
    """rg must not have ignored files, nor have left a file at a NUL; in
    folders it does that with the few files that have one."""
    every = ["-uu"] if os.path.isdir(path) else ["-uu", "-a"]
    plain = rg_count("rg", "-c", pattern, path)
    found = rg_count("rg", *every, "-c", pattern, path)
    if plain != found:
        raise Failed(f"rg finds {plain} of {found} lines; is an ignore file "
                     "above the work folder?  (--work DIR takes another)")


def check_newlines(bench, path):
    """The ceiling must have read everything, too."""
    run = subprocess.run(["wc", "-l", path], stdout=subprocess.PIPE,
                         check=True)
    lines = int(run.stdout.split()[0])
    for option in "-j1", "-j3", "-m":
        bench.seconds(bench.count_lines(path, option))
        if int(bench.output()) != lines:
            raise Failed(f"newlines {option}: {bench.output()}, not {lines}")


def decoder(program, path):
    shown = f"{program} -dc {os.path.basename(path)} >/dev/null"
    return Command([program, "-dc", path], shown, discard=True)


def python(path):
    script = os.path.join(ROOT, "bench", "python_email.py")
    return Command([sys.executable, script, path],
                   f"python_email.py {os.path.basename(path)}")


# ---- containers

def one_frame(path, to):
    subprocess.run(["zstd", "-q", "-f", path, "-o", to], check=True)
    return to


def many_frames(path, to):
    """Frames of 4 MiB that tell their size, as seekable archives have."""
    with open(path, "rb") as f, open(to, "wb") as out:
        while piece := f.read(FRAME):
            subprocess.run(["zstd", "-q", "-c",
                            f"--stream-size={len(piece)}"],
                           input=piece, stdout=out, check=True)
    return to


def gzipped(path, to):
    with open(to, "wb") as out:
        subprocess.run(["gzip", "-c", path], stdout=out, check=True)
    return to


def containers(bench, path, what, check=None, options=(), gz=0.5):
    """Rows for a file as zstd and gzip; `check` sees each of them, `gz` is
    the goal of the latter."""
    name, rows = bench.path(what), []
    kinds = [
        ("as one zstd frame", one_frame, ".zst", "zstd", 1.15),
        ("as 4 MiB zstd frames", many_frames, ".frames.zst", "zstd", 0.65),
        ("as .gz", gzipped, ".gz", "gzip", gz),
    ]
    for title, make, suffix, program, goal in kinds:
        say(f"{what} {title}")
        packed = make(path, name + suffix)
        if check is not None:
            check(os.path.basename(packed), packed)
        rows.append(Row(f"{what} {title}", bench.scan(packed, *options),
                        decoder(program, packed), goal,
                        bench.count_lines(path),
                        size=os.path.getsize(path)))
    return rows


# ---- rows on archives of bench/gen

def mbox_rows(bench, sizes):
    say("mbox with bodies")
    path, want = bench.generate("bodies.mbox", "--bytes", sizes.mbox)
    bench.check_scan("bodies.mbox", path, want)
    check_rg(path)
    check_newlines(bench, path)
    size = os.path.getsize(path)
    row = Row("mbox with bodies", bench.scan(path), rg(path), 1.0,
              bench.count_lines(path), size, messages=records(want))
    rows = [row]
    rows += containers(bench, path, "mbox",
                       lambda name, p: bench.check_scan(name, p, want))
    return rows


def dump_rows(bench, sizes):
    say("header dump")
    path, want = bench.generate("headers.dump", "--kind", "dump",
                                "--bytes", sizes.dump)
    bench.check_scan("headers.dump", path, want)
    check_rg(path)
    row = Row("header dump (no bodies)", bench.scan(path), rg(path), 2.0,
              bench.count_lines(path), os.path.getsize(path),
              messages=records(want))
    rows = [row]
    rows += containers(bench, path, "dump",
                       lambda name, p: bench.check_scan(name, p, want))
    return rows


def records(want):
    return sum(want["balance"]["records"].values())


def body_for(bench, kind, mean):
    """The size of bodies that makes messages of `mean` bytes."""
    path, want = bench.generate("probe", "--kind", kind, "--messages", "2000",
                                "--bodies", "0")
    decoded = want["balance"]["bytes"]["decoded"]
    return str(max(0, mean - decoded // records(want)))


def maildir_row(bench, sizes):
    say("Maildir")
    bodies = body_for(bench, "dump", 4096)
    path, want = bench.generate("Maildir", "--kind", "maildir", "--messages",
                                str(sizes.files), "--bodies", bodies)
    bench.check_scan("Maildir", path, want)
    check_rg(path)
    return Row(f"Maildir of {sizes.files:,} files of 4 KB",
               bench.scan(path), rg(path), 1.5, bench.count_lines(path),
               want["balance"]["bytes"]["decoded"], sizes.files)


def python_row(bench, sizes):
    """mboxrd, in which Python's mailbox finds the same messages."""
    path, want = bench.generate("python.mbox", "--kind", "mboxrd",
                                "--messages", str(sizes.python))
    bench.check_scan("python.mbox", path, want)
    rival = python(path)
    bench.seconds(rival)
    found = int(bench.output().split()[0])
    if found != sizes.python:
        raise Failed(f"Python finds {found} of {sizes.python} messages")
    return python_against(bench, path, rival, records(want))


def python_against(bench, path, rival, messages):
    note = ""
    try:
        import authres  # noqa: F401
    except ImportError:
        note = "authres is not installed: fields were found, not parsed"
    return Row("messages/s, mbox with bodies", bench.scan(path, times=5),
               rival, 150, bench.count_lines(path, times=5),
               os.path.getsize(path), messages, faster=True, note=note)


def threads_row(bench, path, shown=None):
    one, two = (bench.scan(path, f"-j{n}") for n in (1, 2))
    if shown is not None:
        one.shown, two.shown = (f"todoku scan -j{n} {shown}" for n in (1, 2))
    note = ""
    if len(os.sched_getaffinity(0)) < 2:
        note = "one processor only"
    return Row("-j2 against -j1, raw mbox", two, one, 1.8,
               bench.count_lines(path), os.path.getsize(path), faster=True,
               note=note)


def eml_row(bench, sizes):
    """The message nearest to 4 KB of those with the field."""
    folder, _ = bench.generate("eml", "--kind", "eml-dir", "--messages",
                               "50", "--bodies", "1500")
    paths = [os.path.join(f, name) for f, _, names in os.walk(folder)
             for name in names]
    best = None
    for path in sorted(paths, key=lambda p: (abs(os.path.getsize(p) - 4096),
                                             p)):
        with open(path, "rb") as f:
            if b"\nAuthentication-Results:" in f.read():
                best = path
                break
    n = sizes.small_runs
    path = bench.path("one.eml")
    os.rename(best, path)
    return Row("one small .eml, start to end", bench.scan(path, times=n),
               rg(path, n), 2.0, bench.count_lines(path, times=n),
               os.path.getsize(path), 1)


# ---- rows on mail logs of bench/gen

def log_rows(bench, sizes, kind, pattern, goal):
    say(f"{kind} log")
    name = f"{kind}.log"
    path, want = bench.generate(name, "--kind", kind, "--bytes", sizes.log)
    bench.check_scan(name, path, want)
    check_rg(path, pattern)
    row = Row(f"{kind} log, joined", bench.scan(path, *want["options"]),
              rg(path, pattern=pattern), goal, bench.count_lines(path),
              os.path.getsize(path), messages=records(want))
    return row, path, want


def pflogsumm_row(bench, sizes):
    """On a log of its own: it takes some minutes a gigabyte."""
    path, want = bench.generate("summed.log", "--kind", "postfix", "--bytes",
                                sizes.summed)
    bench.check_scan("summed.log", path, want)
    rival = Command(["pflogsumm", path], "pflogsumm summed.log", discard=True)
    return Row("postfix log against pflogsumm",
               bench.scan(path, *want["options"], times=5), rival, 200,
               bench.count_lines(path, times=5), os.path.getsize(path),
               records(want), faster=True)


def logs(bench, sizes):
    """What a line of a log costs; `messages` are delivery lines there."""
    row, path, want = log_rows(bench, sizes, "postfix", "status=", 0.8)
    rows = [row]
    rows += [r for r in containers(
        bench, path, "postfix log",
        lambda name, p: bench.check_scan(name, p, want), want["options"])
        if "4 MiB" not in r.case]
    rows.append(log_rows(bench, sizes, "exim", " (=>|->|==|\\*\\*) ",
                         0.8)[0])
    if shutil.which("pflogsumm") is not None:
        rows.append(pflogsumm_row(bench, sizes))
    else:
        say("pflogsumm is not installed: its row is left out")
    return rows


# ---- rows on events of bench/gen

def jq_row(bench, sizes):
    """On a file of its own: it takes about a minute a gigabyte."""
    path, want = bench.generate("parsed.json", "--kind", "ses", "--bytes",
                                sizes.parsed)
    bench.check_scan("parsed.json", path, want)
    rival = Command(["jq", "-c", ".eventType", path],
                    "jq -c .eventType parsed.json", discard=True)
    return Row("SES events against jq",
               bench.scan(path, *want["options"], times=5), rival, 0.02,
               bench.count_lines(path, times=5), os.path.getsize(path),
               records(want))


def events(bench, sizes):
    """What an event of SES costs; `messages` are events there."""
    say("SES events")
    path, want = bench.generate("ses.json", "--kind", "ses", "--bytes",
                                sizes.events)
    bench.check_scan("ses.json", path, want)
    check_rg(path, "eventType")
    rows = [Row("SES events", bench.scan(path, *want["options"]),
                rg(path, pattern="eventType"), 2.5, bench.count_lines(path),
                os.path.getsize(path), messages=records(want))]
    rows.append(jq_row(bench, sizes))
    rows += [r for r in containers(
        bench, path, "SES events",
        lambda name, p: bench.check_scan(name, p, want), want["options"],
        gz=0.6)
        if "4 MiB" not in r.case]
    return rows


def generated(bench, sizes):
    """All rows but those of memory, in the order of the table."""
    mbox, dump = mbox_rows(bench, sizes), dump_rows(bench, sizes)
    rows = [mbox[0], dump[0], *mbox[1:], *dump[1:]]
    rows.append(maildir_row(bench, sizes))
    rows.append(python_row(bench, sizes))
    rows.append(threads_row(bench, bench.path("bodies.mbox")))
    rows.append(eml_row(bench, sizes))
    return rows


# ---- rows on an mbox of the user's own

def head_of(bench, path, size):
    """Whole messages from its beginning; how many is for todoku to say."""
    to = bench.path("head.mbox")
    with open(path, "rb") as f, open(to, "wb") as out:
        data = f.read(size)
        if len(data) == size:
            data = data[:data.rfind(b"\n\nFrom ") + 2]
        out.write(data)
    return to


def own(bench, path):
    """The name of the file is nobody's business, so it is not shown."""
    scan, lines = bench.scan(path), bench.count_lines(path)
    scan.shown, lines.shown = "todoku scan archive", "newlines archive"
    check_rg(path)
    size = os.path.getsize(path)
    rows = [Row("mbox", scan, rg(path, shown="archive"), 1.0, lines, size)]
    rows += containers(bench, path, "archive")
    head = head_of(bench, path, 32 * MIB)
    rival = python(head)
    bench.seconds(rival)
    messages = int(bench.output().split()[0])
    rows.append(python_against(bench, head, rival, messages))
    rows.append(threads_row(bench, path, "archive"))
    for row in rows:
        if row.ceiling.argv[-1] == path:
            row.ceiling.shown = "newlines archive"
    return rows
