"""What every part of run.sh needs: the programs, the clock, the machine.

A command is timed from outside, as a whole process, by bench/timed.  Commands
that are compared run in turns, round by round, and the best of each counts.
"""
import argparse
import datetime
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))

import truth  # noqa: E402  the comparison with what is right

GB = 10 ** 9
MAX_BUSY = 0.1  # processors that others may take without a warning


def say(*words):
    print("run.sh:", *words, file=sys.stderr, flush=True)


class Failed(Exception):
    """Something that makes the measurement worthless."""


class Command:
    """A program with its arguments; `times` runs make one figure."""

    def __init__(self, argv, shown, times=1, discard=False):
        self.argv = argv
        self.shown = shown  # without the folders of this machine
        self.times = times
        self.discard = discard  # output to /dev/null


class Bench:
    """One run: the programs, a folder for archives, the rounds."""

    def __init__(self, args, work):
        self.work = work
        self.rounds = args.rounds
        self.todoku = os.path.join(args.build, "analyzer", "todoku")
        self.gen, self.newlines, self.timed, self.count = (
            os.path.join(args.build, "bench", name)
            for name in ("gen", "newlines", "timed", "count"))
        self.differences = 0

    def path(self, name):
        return os.path.join(self.work, name)

    def _timed(self, how, command, stdin=None):
        out = os.devnull if command.discard else self.path("out")
        run = subprocess.run([self.timed, how, out, *command.argv],
                             stdin=stdin, stdout=subprocess.PIPE, check=True)
        figures = []
        for line in run.stdout.decode("ascii").splitlines():
            nanoseconds, kib, status = map(int, line.split())
            if status != 0:
                raise Failed(f"{command.shown}: status {status}")
            figures.append((nanoseconds / 1e9, kib * 1024))
        return figures

    def seconds(self, command, stdin=None):
        """Wall time; of short commands the median of several runs."""
        figures = self._timed(str(command.times), command, stdin)
        return statistics.median(seconds for seconds, _ in figures)

    def watch(self, command, stdin=None):
        """Wall time, and the peak of resident memory without pages of
        files, in bytes."""
        return self._timed("memory", command, stdin)[0]

    def watch_stream(self, size, kind="mbox", options=()):
        """The same of a scan of what the generator writes meanwhile, and the
        truth of that; for want of room on the disk."""
        path = self.path("stream.json")
        gen = subprocess.Popen([self.gen, "--kind", kind, "--bytes", size,
                                "--stream", "--truth", path],
                               stdout=subprocess.PIPE)
        command = Command([self.todoku, "scan", "-O", "json", *options, "-"],
                          f"gen --kind {kind} --bytes {size} --stream | "
                          "todoku scan -")
        seconds, peak = self.watch(command, gen.stdout)
        gen.stdout.close()
        if gen.wait() != 0:
            raise Failed(f"gen --bytes {size} --stream failed")
        with open(path, encoding="ascii") as f:
            return seconds, peak, json.load(f), command.shown

    def output(self):
        with open(self.path("out"), "rb") as f:
            return f.read()

    def race(self, commands):
        """{name: [seconds of each round]}; all commands in each round."""
        figures = {name: [] for name in commands}
        for i in range(self.rounds):
            for name, command in commands.items():
                figures[name].append(self.seconds(command))
            say(f"round {i + 1} of {self.rounds}")
        return figures

    # ---- archives

    def generate(self, name, *options):
        """An archive of bench/gen; its path and its truth."""
        path = self.path(name)
        subprocess.run([self.gen, *options, path, "--truth", path + ".json"],
                       check=True)
        with open(path + ".json", encoding="ascii") as f:
            return path, json.load(f)

    def check(self, name, want, report):
        """A report of todoku against the truth, by tests/truth.py."""
        n = truth.check(name, want, report)
        self.differences += n
        return n == 0

    def check_scan(self, name, path, want):
        report = truth.scan(self.todoku, path, *want["options"])
        if report is None:
            raise Failed(f"{name}: todoku cannot scan it")
        return self.check(name, want, report)

    def scan(self, path, *options, times=1):
        shown = " ".join(["todoku scan", *options, os.path.basename(path)])
        return Command([self.todoku, "scan", *options, path], shown, times)

    def count_lines(self, path, *options, times=1):
        shown = " ".join(["newlines", *options, os.path.basename(path)])
        return Command([self.newlines, *options, path], shown, times)


# ---- files

def size_of(path):
    """Bytes of a file, or of all files of a folder."""
    if not os.path.isdir(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name))
               for folder, _, names in os.walk(path) for name in names)


def remove(path):
    for p in path, path + ".json":
        if os.path.isdir(p):
            shutil.rmtree(p)
        elif os.path.exists(p):
            os.unlink(p)


def free_bytes(folder):
    st = os.statvfs(folder)
    return st.f_bavail * st.f_frsize


# ---- the machine, without any name of it

def first_line(*argv):
    try:
        run = subprocess.run(argv, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        return None
    line = run.stdout.decode(errors="replace").partition("\n")[0]
    return line.strip("* ") or None


def proc_value(path, name):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith(name):
                return line.partition(":")[2].strip()
    return None


def revision():
    git = ["git", "--no-optional-locks", "-C", ROOT]
    head = first_line(*git, "rev-parse", "--short", "HEAD")
    if head is not None and first_line(*git, "status", "--porcelain",
                                       "formats", "analyzer", "bench"):
        head += " and changes"
    return head


def authres_version():
    try:
        import authres
    except ImportError:
        return None
    return authres.__version__


def compiler(build):
    """The one that built, which need not be the `cc` of today."""
    name = first_line(os.path.join(build, "bench", "count"), "--compiler")
    return name.rpartition("-")[0].replace("-", " ")


class Others:
    """How many processors somebody else kept busy since it was made."""

    def __init__(self):
        self.begin = self._busy(), time.monotonic()

    @staticmethod
    def _busy():
        """Seconds of all processors, idle ones and this run left out."""
        with open("/proc/stat", encoding="ascii") as f:
            ticks = [int(n) for n in f.readline().split()[1:9]]
        busy = sum(ticks) - ticks[3] - ticks[4]  # proc(5): idle, iowait
        own = sum(r.ru_utime + r.ru_stime for r in map(
            resource.getrusage,
            (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return busy / os.sysconf("SC_CLK_TCK") - own

    def processors(self):
        busy, at = self.begin
        return max(0.0, round((self._busy() - busy) /
                              (time.monotonic() - at), 2))


def machine(build):
    memory = int(proc_value("/proc/meminfo", "MemTotal").split()[0])
    return {
        "cpu": proc_value("/proc/cpuinfo", "model name")
        or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2 ** 20, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "compiler": compiler(build),
        "todoku": first_line(os.path.join(build, "analyzer", "todoku"),
                             "--version"),
        "revision": revision(),
        "rg": first_line("rg", "--version"),
        "zstd": first_line("zstd", "--version"),
        "gzip": first_line("gzip", "--version"),
        "jq": first_line("jq", "--version"),
        "pflogsumm": first_line("pflogsumm", "--version"),
        "python": platform.python_version(),
        "authres": authres_version(),
    }


def machine_text(m):
    rows = [f"  {name:<12} {value if value is not None else 'absent'}\n"
            for name, value in m.items()]
    return "".join(rows)


def busy_text(machine):
    """A word of warning where it is due."""
    if machine["busy_with_others"] <= MAX_BUSY:
        return ""
    return (f"Others kept {machine['busy_with_others']} of "
            f"{machine['cores']} processors busy meanwhile: take the times "
            "with care, those of several threads above all.\n")


# ---- results

def table_text(head, rows):
    """Columns as wide as they must be, the first one to the left."""
    widths = [max(len(r[i]) for r in [head, *rows])
              for i in range(len(head))]
    lines = []
    for r in [head, *rows]:
        cells = [c.ljust(w) if i == 0 else c.rjust(w)
                 for i, (c, w) in enumerate(zip(r, widths))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines) + "\n"


def new_folder(args):
    """bench/runs/DATE, or with a number behind where that exists."""
    if args.out is not None:
        os.makedirs(args.out, exist_ok=True)
        return args.out
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    runs = os.path.join(ROOT, "bench", "runs")
    n = 1
    while True:
        folder = os.path.join(runs, day if n == 1 else f"{day}.{n}")
        try:
            os.makedirs(folder)
            return folder
        except FileExistsError:
            n += 1


def keep(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(text)
    say("kept", os.path.relpath(os.path.join(folder, name)))


def keep_json(folder, name, value):
    keep(folder, name, json.dumps(value, indent=1) + "\n")


# ---- command line

def arguments(add=None):
    p = argparse.ArgumentParser(prog="run.sh")
    p.add_argument("--build", required=True, help=argparse.SUPPRESS)
    p.add_argument("--work")
    p.add_argument("--out")
    p.add_argument("--rounds", type=int, default=5)
    if add is not None:
        add(p)
    return p.parse_args()


def main(args, run):
    """run(bench, args) in a work folder that is gone afterwards."""
    args.build = os.path.abspath(args.build)
    parent = args.work or os.path.join(args.build, "work")
    parent = os.path.abspath(parent)
    os.makedirs(parent, exist_ok=True)
    # What a user's rg would do else is not the question here.
    os.environ.pop("RIPGREP_CONFIG_PATH", None)
    try:
        with tempfile.TemporaryDirectory(dir=parent) as work:
            bench = Bench(args, work)
            status = run(bench, args)
            if bench.differences > 0:
                say(f"{bench.differences} counts differ from the truth")
                return 1
            return status
    except Failed as e:
        say(e)
        return 1
