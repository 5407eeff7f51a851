#!/usr/bin/python3
"""Check reports of todoku scan.

    validate.py SCHEMA REPORT.json [REPORT.csv]

The JSON must be what SCHEMA says, and its numbers must add up.  A CSV of the
same run must hold the same numbers, cell by cell.  Exit status 0 if all is
well, 1 if not, 77 (skipped) without python3-jsonschema.
"""
import csv
import json
import sys

try:
    import jsonschema
except ImportError:
    print("validate.py: skipped, python3-jsonschema is not installed")
    sys.exit(77)

METHODS = ("spf", "dkim", "dmarc", "arc", "sender_id")
RESULTS = ("pass", "fail", "softfail", "neutral", "none", "policy",
           "temperror", "permerror", "other", "missing")
BINS = ("counted", "other", "outside_window", "duplicate", "defect")
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def once(pairs):
    """An object whose member names are all different."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a member stands twice in %s" % names)
    return dict(pairs)


def flat(row, path=()):
    """The numbers of a row as (column name, value), in order."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from flat(value, path + (name,))
        else:
            yield "_".join(path + (name,)), value


def sums(report):
    """What must add up, as (what, got, wanted)."""
    bytes_ = report["balance"]["bytes"]
    yield "bytes", sum(bytes_[b] for b in BINS), bytes_["decoded"]
    for row in report["rows"] + [report["totals"]]:
        where = " ".join(row.get(d, "totals") for d in report["by"])
        for method in METHODS:
            yield (where + " " + method,
                   sum(row[method][r] for r in RESULTS), row["messages"])
        delivery = row["delivery"]
        yield (where + " reasons", sum(row["reasons"].values()),
               delivery["failed"] + delivery["expired"])
        for group in ("alignment", "pra"):
            yield (where + " " + group, sum(row[group].values()),
                   row["messages"])
    for name, total in flat(report["totals"]):
        if isinstance(total, int) and not name.startswith("transport_hops") \
                and name not in ("delay_p50", "delay_p95", "delay_max") \
                and not name.endswith(("rate", "coverage", "low", "high",
                                       "of_all")):
            yield ("totals " + name,
                   sum(dict(flat(row)).get(name, 0)
                       for row in report["rows"]), total)


def as_csv(text):
    """What td_put_csv makes of a text."""
    if text.startswith(FORMULA):
        text = "'" + text
    return "".join("\ufffd" if c not in "\t\r\n" and
                   (c < " " or "\x7f" <= c <= "\x9f") else c for c in text)


def compare(path, report):
    """Complaints about a CSV; `report` has its numbers as text."""
    raw = open(path, "rb").read()
    if raw.count(b"\n") != raw.count(b"\r\n") or not raw.endswith(b"\r\n"):
        yield "lines do not end with CRLF"
    with open(path, encoding="utf-8", newline="") as f:
        lines = list(csv.reader(f, strict=True))
    head, lines = lines[0], lines[1:]
    if len(lines) != len(report["rows"]):
        yield "%d rows, JSON has %d" % (len(lines), len(report["rows"]))
    if len(set(head)) != len(head):
        yield "a column stands twice"
    expected = [name for name, _ in flat(report["totals"])
                if not name.startswith("reasons_")]
    rest = [name for name in head if not name.startswith("reasons_")]
    if rest != report["by"] + expected:
        yield "columns are not the members of a row in their order"
    for line, row in zip(lines, report["rows"]):
        where = " ".join(line[:len(report["by"])])
        want = dict(flat(row))
        if len(line) != len(head):
            yield "%s: %d cells of %d" % (where, len(line), len(head))
        unknown = set(want) - set(head)
        if unknown:
            yield "%s: no column for %s" % (where, sorted(unknown))
        for name, got in zip(head, line):
            value = want.get(name, "0")
            if name in report["by"]:
                value = as_csv(value)
            if got != ("" if value is None else value):
                yield "%s: %s is %r, in JSON %r" % (where, name, got, value)


def check(schema, report):
    """Complaints about a JSON report."""
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    for error in validator(schema).iter_errors(report):
        yield "/".join(map(str, error.path)) + ": " + error.message[:500]


def main():
    """Complain, and say by the exit status whether."""
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as f:
        schema = json.load(f)
    with open(sys.argv[2], encoding="utf-8") as f:
        text = f.read()
    report = json.loads(text, object_pairs_hook=once)
    bad = list(check(schema, report))
    if not bad:
        bad = ["%s: the sum is %s, not %s" % s for s in sums(report)
               if s[1] != s[2]]
        keys = [[row.get(d, "") for d in report["by"]]
                for row in report["rows"]]
        if any(d not in row for row in report["rows"] for d in report["by"]):
            bad.append("a row lacks a dimension")
        if [[v.encode() for v in k] for k in keys] != \
                sorted([v.encode() for v in k] for k in keys):
            bad.append("rows are not sorted bytewise")
    if not bad and len(sys.argv) == 4:
        bad = list(compare(sys.argv[3], json.loads(
            text, parse_int=str, parse_float=str)))
    for line in bad:
        print("%s: %s" % (sys.argv[-1], line))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
