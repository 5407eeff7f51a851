"""What more threads would bring: Amdahl's law with measured serial parts.

	T(n) = fixed + n * each + work / n

`fixed` is start-up and report, `each` what one more thread costs to start and
to merge, `work` all the rest.  Beside it stands the serial share that the
times of one and two threads tell (Karp and Flatt), which also holds what the
threads take from each other: memory bandwidth, caches, a busy machine.
"""
import os

THREADS = 2, 8, 16, 32, 64
MANY = 32
PAIRS = "mbox", "frames", "Maildir", "zst", "gz", "newlines"


def commands(bench, sizes, mbox):
    """What has to be timed, by name."""
    n = max(5, sizes.small_runs // 5)
    small, _ = bench.generate("fixed.mbox", "--bytes", "1M")
    pieces, _ = bench.generate("pieces.mbox", "--bytes", "8M")
    frames, single = bench.path("mbox.frames.zst"), bench.path("mbox.zst")
    packed, folder = bench.path("mbox.gz"), bench.path("Maildir")
    c = {"fixed": bench.scan(small, "-j1", times=n)}
    for j in 2, MANY:
        c[f"pieces -j{j}"] = bench.scan(pieces, f"-j{j}", "--chunk", "64k",
                                        times=n)
    for name, path in [("mbox", mbox), ("frames", frames), ("zst", single),
                       ("gz", packed), ("Maildir", folder)]:
        for j in 1, 2:
            c[f"{name} -j{j}"] = bench.scan(path, f"-j{j}")
    for j in 1, 2:
        c[f"newlines -j{j}"] = bench.count_lines(mbox, f"-j{j}")
    return c


def serial_share(one, two):
    """Karp and Flatt for two threads; noise can carry it out of 0..1."""
    return min(1.0, max(0.0, 2 * two / one - 1))


def compute(best, mbox):
    """Serial parts and predictions from the best times."""
    one, fixed = best["mbox -j1"], best["fixed"]
    each = (best[f"pieces -j{MANY}"] - best["pieces -j2"]) / (MANY - 2)
    each = max(0.0, each)
    size = os.path.getsize(mbox)
    out = {
        "fixed_seconds": fixed,
        "seconds_per_thread": each,
        "work_seconds_per_gb": (one - fixed) / size * 1e9,
        "serial_share": {
            name: serial_share(best[f"{name} -j1"], best[f"{name} -j2"])
            for name in PAIRS if name != "newlines"},
        "speed_up": {},
    }
    for gb in 1, 100:
        work = out["work_seconds_per_gb"] * gb
        base = fixed + each + work
        out["speed_up"][f"{gb} GB mbox"] = {
            n: base / (fixed + n * each + work / n) for n in THREADS}
    for name in "mbox", "frames", "Maildir":
        s = out["serial_share"][name]
        out["speed_up"][f"{name}, serial share as told by -j2"] = {
            n: 1 / (s + (1 - s) / n) for n in THREADS}
    return out


def text(m, best):
    lines = ["serial parts\n",
             f"  start, report, 1 MB   {m['fixed_seconds'] * 1e3:8.2f} ms\n",
             "  one more thread       "
             f"{m['seconds_per_thread'] * 1e3:8.2f} ms\n",
             "  work of one thread    "
             f"{m['work_seconds_per_gb'] * 1e3:8.1f} ms/GB of mbox\n\n",
             "  input            -j1       -j2   speed-up  serial share\n"]
    for name in PAIRS:
        one, two = best[f"{name} -j1"], best[f"{name} -j2"]
        share = m["serial_share"].get(name)
        lines.append(f"  {name:<10} {one:7.3f} s {two:7.3f} s "
                     f"{one / two:9.2f}x" +
                     (f"{share:13.1%}\n" if share is not None else "\n"))
    lines.append("\n" + "speed-up by threads (Amdahl)".ljust(46) +
                 "".join(f"{n:>7}" for n in THREADS) + "\n")
    for name, row in m["speed_up"].items():
        lines.append(f"  {name}".ljust(46) +
                     "".join(f"{row[n]:7.1f}" for n in THREADS) + "\n")
    return "".join(lines)


# ---- which road for which size of file

ROAD_SIZES = [("4K", 4 << 10), ("64K", 64 << 10), ("256K", 256 << 10),
              ("1M", 1 << 20), ("16M", 16 << 20)]


def road_commands(bench, sizes, mbox):
    """The same bytes in files of several sizes, read and mapped."""
    c = {}
    for name, size in ROAD_SIZES:
        folder = bench.path("files-" + name)
        os.mkdir(folder)
        with open(mbox, "rb") as f:
            for i in range(max(1, sizes.road // size)):
                path = os.path.join(folder, str(i))
                with open(path, "wb") as out:
                    out.write(f.read(size))
        c[f"read {name}"] = bench.count_lines(folder, "-j1")
        c[f"map {name}"] = bench.count_lines(folder, "-m", "-j1")
    return c


def roads(best, sizes):
    out = {}
    for name, size in ROAD_SIZES:
        total = max(1, sizes.road // size) * size
        out[name] = {how: total / best[f"{how} {name}"] / 1e9
                     for how in ("read", "map")}
    return out


def roads_text(r):
    lines = ["newlines of files by their size, one thread\n",
             "  size     read GB/s   map GB/s\n"]
    lines += [f"  {name:<8} {x['read']:9.2f}  {x['map']:9.2f}\n"
              for name, x in r.items()]
    return "".join(lines)
