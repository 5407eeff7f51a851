#!/usr/bin/python3
"""Check reports of todoku compare.

    validate_compare.py SCHEMA REPORT.json REPORT.csv [A.cells B.cells]

The JSON must be what SCHEMA says; its numbers are computed here again, from
the counts alone and another way where there is one: Fisher's test in whole
numbers, Kitagawa's parts from their definition.  The CSV must hold the same.
Delays are computed again from cells of both sides by the same dimensions and
the day: the log-rank test in fractions, each wait's score by its definition.
Exit status 0 if all is well, 1 if not, 77 (skipped) without
python3-jsonschema.
"""
import csv
import json
import math
import statistics
import sys
from fractions import Fraction

try:
    import jsonschema
except ImportError:
    print("validate_compare.py: skipped, python3-jsonschema is not installed")
    sys.exit(77)

Z = 1.959963984540054
checked = 0


def near(what, got, want, relative=False):
    """Six decimals, or six digits, are printed."""
    global checked
    checked += 1
    if got is None or want is None:
        ok = got is want
    else:
        ok = abs(got - want) <= (2e-5 * abs(want) if relative else 1.1e-6)
    if not ok:
        raise ValueError("%s is %r, not %r" % (what, got, want))


def wilson(x, n):
    p, half = x / n, Z * Z / (2 * n)
    root = Z * math.sqrt(x * (n - x) / n ** 3 + Z * Z / (4 * n * n))
    low = 0 if x == 0 else (p + half - root) / (1 + 2 * half)
    high = 1 if x == n else (p + half + root) / (1 + 2 * half)
    return low, high


def newcombe(a, b):
    (la, ua), (lb, ub) = wilson(*a), wilson(*b)
    pa, pb = a[0] / a[1], b[0] / b[1]
    return (pb - pa - math.hypot(pb - lb, ua - pa),
            pb - pa + math.hypot(ub - pb, pa - la))


def fisher(a, b):
    """Sum of all tables that are no likelier, in whole numbers."""
    k, n = a[0] + b[0], a[1] + b[1]
    ways = [math.comb(a[1], i) * math.comb(b[1], k - i)
            for i in range(max(0, k - b[1]), min(k, a[1]) + 1)]
    here = math.comb(a[1], a[0]) * math.comb(b[1], b[0])
    return float(Fraction(sum(w for w in ways if w <= here), math.comb(n, k)))


def p_value(a, b):
    k, n = a[0] + b[0], a[1] + b[1]
    least = min(min(a[1], b[1]) * min(k, n - k) / n, 1e9)
    if least < 5:
        return "fisher", fisher(a, b)
    z = (b[0] / b[1] - a[0] / a[1]) / math.sqrt(
        k / n * (1 - k / n) * (1 / a[1] + 1 / b[1]))
    return "z", math.erfc(abs(z) / math.sqrt(2))


def false_discovery(p):
    order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
    q, least = [0.0] * len(p), 1.0
    for rank, i in zip(range(len(p), 0, -1), order):
        least = min(least, p[i] * len(p) / rank)
        q[i] = least
    return q


def sides(change):
    return tuple((change[s]["x"], change[s]["n"]) for s in "ab")


def check_change(where, c, least):
    a, b = sides(c)
    for name, (x, n) in (("a", a), ("b", b)):
        want = (None,) * 3 if n == 0 else (x / n,) + wilson(x, n)
        for member, value in zip(("rate", "low", "high"), want):
            near("%s %s %s" % (where, name, member), c[name][member], value)
    if 0 in (a[1], b[1]):
        near(where + " change", c["change"], None)
    else:
        near(where + " change", c["change"], b[0] / b[1] - a[0] / a[1])
        low, high = newcombe(a, b)
        near(where + " low", c["low"], low)
        near(where + " high", c["high"], high)
    if min(a[1], b[1]) < least:
        if c["verdict"] != "not enough mail" or c["p"] is not None:
            raise ValueError(where + ": tested, with too little mail")
        return None
    test, p = p_value(a, b)
    near(where + " p", c["p"], p, relative=True)
    if c["test"] != test:
        raise ValueError("%s: %s, not %s" % (where, c["test"], test))
    return c["p"]


def check_verdict(where, c, better, alpha):
    if c["q"] is None:
        return
    days = c["days"]
    sure = c["q"] <= alpha and c["change"] != 0
    if sure and days is not None:
        sure = days["low"] > 0 if c["change"] > 0 else days["high"] < 0
        if c["days_disagree"] == sure:
            raise ValueError(where + ": days_disagree")
    up = c["change"] > 0
    want = "no evidence" if not sure else \
        "better" if up == (better == "more") else "worse"
    if c["verdict"] != want:
        raise ValueError("%s: %s, not %s" % (where, c["verdict"], want))


def check_mix(where, all_, rows):
    pairs = [sides(r) for r in rows]
    n = [sum(p[s][1] for p in pairs) for s in (0, 1)]
    x = [sum(p[s][0] for p in pairs) for s in (0, 1)]
    if list(sides(all_)) != list(zip(x, n)):
        raise ValueError(where + ": the rows do not add up")
    if 0 in n:
        return
    within = mix = 0.0
    for a, b in pairs:
        share = [a[1] / n[0], b[1] / n[1]]
        if a[1] and b[1]:
            rate = [a[0] / a[1], b[0] / b[1]]
            within += (share[0] + share[1]) / 2 * (rate[1] - rate[0])
            mix += (rate[0] + rate[1]) / 2 * (share[1] - share[0])
        else:
            mix += b[0] / n[1] - a[0] / n[0]
    near(where + " within", all_["within"], within)
    near(where + " mix", all_["mix"], mix)


def check_metric(m, report):
    where = m["metric"]
    p = [check_change("%s %s" % (where, r[report["by"][0]]), r,
                      report["options"]["min_messages"]) for r in m["rows"]]
    family = [i for i, one in enumerate(p) if one is not None]
    for i, q in zip(family, false_discovery([p[i] for i in family])):
        near(where + " q", m["rows"][i]["q"], q, relative=True)
    check_change(where + " all", m["all"], report["options"]["min_messages"])
    check_mix(where, m["all"], m["rows"])
    for r in m["rows"]:
        check_verdict("%s %s" % (where, r[report["by"][0]]), r, m["better"],
                      report["options"]["alpha"])


# ---- delays ----

UNIT = 1024  # a second


def bucket_value(b):
    return b if b < 64 else (32 + (b - 64) % 32) << ((b - 64) // 32 + 1)


def read_cells(path, by):
    """By row: days, each a list of (bucket, ended?, count); the longest."""
    with open(path, encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f]
    names = next(x[3:] for x in lines[0] if x.startswith("by=")).split(",")
    rows = {}
    for fields in (x for x in lines if x[0] == "c"):
        values = dict(zip(names, fields[1:]))
        rest = dict(x.split("=", 1) for x in fields[1 + len(names):])
        row = rows.setdefault(tuple(values[d] for d in by),
                              {"days": {}, "max": 0, "deferred": 0})
        row["deferred"] += int(rest.get("delivery.deferred", 0))
        for name in ("delay", "waited"):
            if "hist." + name not in rest:
                continue
            buckets, longest = rest["hist." + name].split(";max=")
            row["max"] = max(row["max"], int(longest))
            row["days"].setdefault(values.get("day"), []).extend(
                (int(b), name == "delay", int(n)) for b, n in
                (x.split(":") for x in buckets.split(",")))
    return rows


def waits(row):
    return [w for day in row["days"].values() for w in day]


def add_rows(rows):
    total = {"days": {}, "max": 0, "deferred": 0}
    for row in rows.values():
        total["max"] = max(total["max"], row["max"])
        total["deferred"] += row["deferred"]
        for day, w in row["days"].items():
            total["days"].setdefault(day, []).extend(w)
    return total


def survived(row, q):
    """Kaplan and Meier in fractions: seconds, or None."""
    at_risk, left = sum(n for _, _, n in waits(row)), Fraction(1)
    for b in sorted({b for b, _, _ in waits(row)}):
        ends = sum(n for x, ended, n in waits(row) if x == b and ended)
        left *= 1 - Fraction(ends, at_risk)
        at_risk -= sum(n for x, _, n in waits(row) if x == b)
        if left <= 1 - Fraction(q):
            return min(bucket_value(b), row["max"]) / UNIT
    return None


def log_rank(a, b):
    """Observed less expected of B, its variance, and that by days."""
    both = [waits(a), waits(b)]
    times = sorted({x for w in both for x, ended, _ in w if ended})
    risk = {t: [sum(n for x, _, n in w if x >= t) for w in both]
            for t in times}
    ends = {t: [sum(n for x, ended, n in w if x == t and ended)
                for w in both] for t in times}
    diff = var = Fraction(0)
    for t in times:
        n, d = sum(risk[t]), sum(ends[t])
        part = Fraction(risk[t][1], n)
        diff += ends[t][1] - d * part
        if n > 1:
            var += d * part * (1 - part) * Fraction(n - d, n - 1)

    def score(side, at, ended):
        """Lin and Wei, the sides being alike."""
        part = {t: side - Fraction(risk[t][1], sum(risk[t])) for t in times}
        return (part[at] if ended else 0) - sum(
            Fraction(sum(ends[t]), sum(risk[t])) * part[t]
            for t in times if t <= at)

    by_days = Fraction(0)
    for side, row in enumerate((a, b)):
        known = {w[:2]: score(side, *w[:2]) for w in waits(row)}
        days = [(sum(known[x, e] * n for x, e, n in day),
                 sum(n for _, _, n in day)) for day in row["days"].values()]
        if len(days) < 2:
            return diff, var, None
        mean = sum(s for s, _ in days) / sum(n for _, n in days)
        by_days += Fraction(len(days), len(days) - 1) * \
            sum((s - mean * n) ** 2 for s, n in days)
    return diff, var, by_days


def two_sided(diff, var):
    if diff == 0:
        return 1.0
    return math.erfc(abs(diff) / math.sqrt(2 * var)) if var > 0 else 0.0


def check_delay_side(where, side, row):
    for name, want in (("accepted", True), ("open", False)):
        if side[name] != sum(n for _, e, n in waits(row) if e == want):
            raise ValueError("%s %s" % (where, name))
    if side["unknown"] != row["deferred"] - side["open"]:
        raise ValueError(where + " unknown")
    near(where + " p50", side["p50"], survived(row, "0.5"))
    near(where + " p95", side["p95"], survived(row, "0.95"))


def moved(a, b, delay):
    """-1, 0 or 1: whether a quantile changed by what is worth a verdict."""
    if a is None or b is None:
        return None
    least = max(delay["least_seconds"], delay["least_part"] * a)
    return (b - a >= least) - (a - b >= least)


def check_delay_verdict(where, c, diff, delay, report):
    want, doubt = "no evidence", None
    moves = [moved(c["a"][q], c["b"][q], delay) for q in ("p50", "p95")]
    if c["q"] <= report["options"]["alpha"] and diff != 0:
        way = -1 if diff > 0 else 1
        if None in moves:
            return  # what is not reached is known by its bound alone
        if c["days_p"] is not None and c["days_p"] > report["options"]["alpha"]:
            doubt = "days"
        elif -way in moves:
            doubt = "mixed"
        elif way not in moves:
            doubt = "small"
        else:
            want = "better" if diff > 0 else "worse"
    if (c["verdict"], c["doubt"]) != (want, doubt):
        raise ValueError("%s: %s, not %s %s" % (where, c["verdict"], want,
                                                doubt))
    pace = None
    if want == "no evidence" and doubt is None:
        n = [c[s]["accepted"] + c[s]["open"] for s in "ab"]
        ends = c["a"]["accepted"] + c["b"]["accepted"]
        z = statistics.NormalDist().inv_cdf
        if ends > 0:
            pace = math.exp((z(0.8) - z(0.025)) / math.sqrt(
                ends / max(1, c["design"] or 1) * n[0] * n[1] / sum(n) ** 2))
    near(where + " pace", c["detectable_pace"], pace, relative=True)


def check_delay_change(where, c, a, b, delay, report):
    """p, or None; the verdict needs q, which the caller checks first."""
    check_delay_side(where + " a", c["a"], a)
    check_delay_side(where + " b", c["b"], b)
    if min(c[s]["accepted"] + c[s]["open"] for s in "ab") < \
            report["options"]["min_messages"]:
        if c["verdict"] != "not enough mail" or c["p"] is not None or \
                c["enough"] != max(33, report["options"]["min_messages"]):
            raise ValueError(where + ": tested, with too little mail")
        return None
    diff, var, days = log_rank(a, b)
    near(where + " p", c["p"], two_sided(diff, var) if var > 0 else 1.0,
         relative=True)
    if var > 0 and days is not None:
        near(where + " days_p", c["days_p"], two_sided(diff, days),
             relative=True)
        near(where + " design", c["design"], float(days / var))
    elif c["days_p"] is not None or c["design"] is not None:
        raise ValueError(where + ": there are no days")
    check_delay_verdict(where, c, diff, delay, report)
    return c["p"]


def check_delay(report, paths):
    delay, by = report["delay"], report["by"]
    sides = [read_cells(path, by) for path in paths]
    none = {"days": {}, "max": 0, "deferred": 0}
    p = []
    for r in delay["rows"]:
        key = tuple(r[d] for d in by)
        a, b = (side.pop(key, none) for side in sides)
        p.append(check_delay_change("delay %s" % (key,), r, a, b, delay,
                                    report))
    if any(sides):
        raise ValueError("delay: rows are missing")
    family = [i for i, one in enumerate(p) if one is not None]
    for i, q in zip(family, false_discovery([p[i] for i in family])):
        near("delay q", delay["rows"][i]["q"], q, relative=True)
    a, b = (add_rows(read_cells(path, by)) for path in paths)
    check_delay_change("delay all", delay["all"], a, b, delay, report)


OWN = ("a_p50", "a_p95", "b_p50", "b_p95", "days_p", "doubt",
       "detectable_pace")


def flat_delay(row):
    """As flat: the names of shares' columns, then its own."""
    for s in "ab":
        yield s + "_x", row[s]["accepted"]
        yield s + "_n", row[s]["accepted"] + row[s]["open"]
        for name in ("rate", "low", "high"):
            yield s + "_" + name, None
    for name in ("change", "low", "high"):
        yield name, None
    yield "p", row["p"]
    yield "q", row["q"]
    yield "test", None if row["p"] is None else "logrank"
    yield "days_low", None
    yield "days_high", None
    yield "design", row["design"]
    yield "verdict", row["verdict"]
    yield "days_disagree", "yes" if row["doubt"] == "days" else "no"
    yield "detectable_fall", None
    yield "detectable_rise", None
    yield "enough", row["enough"]
    yield "enough_for", None
    for s in "ab":
        yield s + "_p50", row[s]["p50"]
        yield s + "_p95", row[s]["p95"]
    for name in OWN[4:]:
        yield name, row[name]


# ---- the same as CSV ----

def flat(row):
    for s in "ab":
        for name in ("x", "n", "rate", "low", "high"):
            yield s + "_" + name, row[s][name]
    for name in ("change", "low", "high", "p", "q", "test"):
        yield name, row[name]
    days = row["days"] or {}
    yield "days_low", days.get("low")
    yield "days_high", days.get("high")
    yield "design", row["design"]
    yield "verdict", row["verdict"]
    yield "days_disagree", "yes" if row["days_disagree"] else "no"
    yield "detectable_fall", row["detectable"]["fall"]
    yield "detectable_rise", row["detectable"]["rise"]
    enough = row["enough"] or {}
    yield "enough", enough.get("messages")
    yield "enough_for", enough.get("change")
    for name in OWN:
        yield name, None


def check_csv(report, path):
    global checked
    with open(path, newline="", encoding="utf-8") as f:
        lines = list(csv.DictReader(f))
    rows = [(m["metric"], r, flat) for m in report["metrics"]
            for r in m["rows"]]
    rows += [("delay", r, flat_delay)
             for r in report.get("delay", {"rows": []})["rows"]]
    if len(lines) != len(rows):
        raise ValueError("%d lines of CSV for %d rows" % (len(lines), len(rows)))
    for line, (metric, row, columns) in zip(lines, rows):
        want = [("metric", metric)]
        want += [(d, row[d]) for d in report["by"]]
        want += list(columns(row))
        if list(line) != [name for name, _ in want]:
            raise ValueError("columns are %s" % list(line))
        for name, value in want:
            checked += 1
            got = line[name]
            same = got == "" if value is None else \
                float(got) == value if isinstance(value, (int, float)) else \
                got == value
            if not same:
                raise ValueError("%s %s: %r, not %r" % (metric, name, got, value))


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        schema = json.load(f)
    with open(sys.argv[2], encoding="utf-8") as f:
        report = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    try:
        jsonschema.validate(report, schema)
        for s in "ab":
            side = report[s]
            near(s + " suppressed_rate", side["suppressed_rate"],
                 side["suppressed"] / side["messages"]
                 if side["messages"] else None)
        for m in report["metrics"]:
            check_metric(m, report)
        check_csv(report, sys.argv[3])
        if "delay" in report and len(sys.argv) > 4:
            check_delay(report, sys.argv[4:])
    except (ValueError, jsonschema.ValidationError) as e:
        print("%s: %s" % (sys.argv[2], e))
        return 1
    if checked == 0:
        print("nothing was checked")
        return 1
    return 0


sys.exit(main())
