#!/usr/bin/python3
"""Check reports of todoku audit.

    validate_audit.py SCHEMA REPORT.json REPORT.csv REQUIREMENTS

The JSON must be what SCHEMA says; states follow from the counts, sums from the
lines, what is to be done from what is not met; each requirement is one that
`todoku list requirements` (in the file REQUIREMENTS) has.  The CSV must hold
the same.  Exit status 0 if all is well, 1 if not, 77 (skipped) without
python3-jsonschema.
"""
import csv
import json
import math
import sys

try:
    import jsonschema
except ImportError:
    print("validate_audit.py: skipped, python3-jsonschema is not installed")
    sys.exit(77)

Z2 = 1.959963984540054 ** 2
STATES = "met", "not_met", "not_observable"


def same(what, got, want):
    if got != want:
        raise ValueError("%s is %r, not %r" % (what, got, want))


def wilson(x, n):
    p, half = x / n, Z2 / (2 * n)
    root = math.sqrt(Z2 * (x * (n - x) / n ** 3 + Z2 / (4 * n * n)))
    return ((p + half - root) / (1 + 2 * half) if x else 0,
            (p + half + root) / (1 + 2 * half) if x < n else 1)


def state_of_rate(line):
    n = line["met"] + line["not_met"]
    if n == 0:
        same("rate of nothing", line["rate"], None)
        return "not_observable"
    if abs(line["rate"] - line["not_met"] / n) > 1.1e-6:
        raise ValueError("rate is %r" % line["rate"])
    low, high = wilson(line["not_met"], n)
    return ("not_met" if low >= line["limit"] else
            "met" if high < line["limit"] else "not_observable")


def check_line(line, group, bulk, requirements):
    what = line["id"]
    title, who = requirements[what]
    if line["evidence"] in ("rate", "account"):
        state = state_of_rate(line)
    else:
        same("limit of " + what, line["limit"], None)
        state = ("not_met" if line["not_met"] else
                 "met" if line["met"] else "not_observable")
        if sum(line[s] for s in STATES) > group["messages"] and \
                not what.endswith("-refused"):
            raise ValueError("%s: more than all messages" % what)
    same("state of " + what, line["state"], state)
    same("asked of " + what, line["asked"], who == "all" or bulk)
    same("why of " + what, line["why"] is not None, state == STATES[2])
    if state == STATES[2]:
        same("example of " + what, line["example"], None)
    if state != "not_met":
        same("advice of " + what, line["advice"], [])


def check_domain(domain, requirements, asked):
    todo = {}
    for group in domain["groups"]:
        for line in group["requirements"]:
            same("asker", line["id"].startswith(group["asker"]), True)
            check_line(line, group, domain["bulk"], requirements)
            asked[line["state"]] += line["asked"]
            for advice in line["advice"]:
                todo.setdefault(advice, set()).add(group["asker"])
    same("todo", {t["advice"]: set(t["for"]) for t in domain["todo"]}, todo)


def text_of(value):
    return ("yes" if value else "no") if isinstance(value, bool) else \
        "" if value is None else "%g" % value if isinstance(value, float) \
        else str(value)


def check_csv(path, report):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    at = 0
    for domain in report["domains"]:
        for group in domain["groups"]:
            for line in group["requirements"]:
                row = rows[at]
                at += 1
                want = {"author_domain": domain["author_domain"],
                        "asker": group["asker"], "requirement": line["id"],
                        "messages": group["messages"], **{
                            k: line[k] for k in STATES + (
                                "state", "asked", "rate", "limit", "example",
                                "source")}}
                for k, v in want.items():
                    got = row[k].lstrip("'")
                    if isinstance(v, float):
                        got, v = "%.5f" % float(got), "%.5f" % v
                    same("CSV %s of %s" % (k, line["id"]), got,
                         text_of(v).lstrip("'"))
    same("lines of the CSV", len(rows), at)


def main(schema, report, table, listed):
    with open(schema, encoding="utf-8") as f:
        schema = json.load(f)
    with open(report, encoding="utf-8") as f:
        report = json.load(f)
    with open(listed, encoding="utf-8") as f:
        requirements = {}
        for line in f:
            cell = line.split("  ")
            cell = [c.strip() for c in cell if c.strip()]
            requirements[cell[0]] = cell[1], cell[2]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(report)
    asked = dict.fromkeys(STATES, 0)
    for domain in report["domains"]:
        check_domain(domain, requirements, asked)
    same("asked", report["asked"], asked)
    check_csv(table, report)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, KeyError, IndexError,
            jsonschema.ValidationError) as e:
        print("validate_audit.py: %s" % e)
        sys.exit(1)
