#!/usr/bin/python3
"""Check reports of todoku compare.

    validate_compare.py SCHEMA REPORT.json REPORT.csv

The JSON must be what SCHEMA says; its numbers are computed here again, from
the counts alone and another way where there is one: Fisher's test in whole
numbers, Kitagawa's parts from their definition.  The CSV must hold the same.
Exit status 0 if all is well, 1 if not, 77 (skipped) without
python3-jsonschema.
"""
import csv
import json
import math
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
                      report["min_messages"]) for r in m["rows"]]
    family = [i for i, one in enumerate(p) if one is not None]
    for i, q in zip(family, false_discovery([p[i] for i in family])):
        near(where + " q", m["rows"][i]["q"], q, relative=True)
    check_change(where + " all", m["all"], report["min_messages"])
    check_mix(where, m["all"], m["rows"])
    for r in m["rows"]:
        check_verdict("%s %s" % (where, r[report["by"][0]]), r, m["better"],
                      report["alpha"])


def flat(row, by):
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


def check_csv(report, path):
    global checked
    with open(path, newline="", encoding="utf-8") as f:
        lines = list(csv.DictReader(f))
    rows = [(m["metric"], r) for m in report["metrics"] for r in m["rows"]]
    if len(lines) != len(rows):
        raise ValueError("%d lines of CSV for %d rows" % (len(lines), len(rows)))
    for line, (metric, row) in zip(lines, rows):
        want = [("metric", metric)]
        want += [(d, row[d]) for d in report["by"]]
        want += list(flat(row, report["by"]))
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
        for m in report["metrics"]:
            check_metric(m, report)
        check_csv(report, sys.argv[3])
    except (ValueError, jsonschema.ValidationError) as e:
        print("%s: %s" % (sys.argv[2], e))
        return 1
    if checked == 0:
        print("nothing was checked")
        return 1
    return 0


sys.exit(main())
