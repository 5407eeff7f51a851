#!/usr/bin/python3
"""Check reports of todoku audit --what-if.

    validate_forecast.py SCHEMA REPORT.json REPORT.csv

The JSON must be what SCHEMA says; rates follow from the counts, what is
foreseen and what is not add up to all messages, rows to totals.  The CSV must
hold the same.  Exit status 0 if all is well, 1 if not, 77 (skipped) without
python3-jsonschema.
"""
import csv
import json
import sys

try:
    import jsonschema
except ImportError:
    print("validate_forecast.py: skipped, python3-jsonschema is not installed")
    sys.exit(77)

SIDES = "mail_from", "mail_from_aligned", "header"


def same(what, got, want):
    if got != want:
        raise ValueError("%s is %r, not %r" % (what, got, want))


def check_share(what, share):
    rate = round(share["pass"] / share["of"], 6) if share["of"] else None
    same("rate of " + what, share["rate"], rate)


def check_members(what, row):
    for name in SIDES:
        side, at = row[name], "%s of %s" % (name, what)
        check_share("observed " + at, side["observed"])
        check_share("predicted " + at, side["predicted"])
        same("all of " + at, side["predicted"]["of"] +
             sum(side["unknown"].values()), row["messages"])
        if name == "mail_from_aligned":
            same("results of " + at, "results" in side, False)
        else:
            same("results of " + at, sum(side["results"].values()),
                 side["predicted"]["of"])
            same("pass of " + at, side["results"]["pass"],
                 side["predicted"]["pass"])
    # What is aligned and passes, passes.
    for k in "observed", "predicted":
        if row["mail_from_aligned"][k]["pass"] > row["mail_from"][k]["pass"]:
            raise ValueError("%s: more pass aligned than pass" % what)


def flat(row):
    """The counts of a row by their path."""
    if isinstance(row, dict):
        return {(k,) + path: n for k, v in row.items() if k != "rate"
                for path, n in flat(v).items()}
    return {(): row} if isinstance(row, int) else {}


def check_totals(report):
    total = dict.fromkeys(flat(report["totals"]), 0)
    for row in report["rows"]:
        for path, n in flat(row).items():
            total[path] += n
    same("totals", total, flat(report["totals"]))
    names = [row["carrier"].encode() for row in report["rows"]]
    same("order of rows", names, sorted(set(names)))
    wanted = [w["messages"] for w in report["not_in_zone"]]
    same("order of not_in_zone", wanted, sorted(wanted, reverse=True))
    missing = any(report["totals"][s]["unknown"]["not_in_zone"]
                  for s in SIDES)
    same("not_in_zone is empty", not wanted, not missing)


def check_csv(path, report):
    with open(path, encoding="utf-8", newline="") as f:
        lines = list(csv.DictReader(f))
    same("lines of the CSV", len(lines), len(SIDES) * len(report["rows"]))
    for i, line in enumerate(lines):
        row = report["rows"][i // len(SIDES)]
        name = SIDES[i % len(SIDES)]
        want = {"carrier": row["carrier"], "identity": name,
                "messages": row["messages"]}
        for k in "observed", "predicted":
            for x in "pass", "of":
                want["%s_%s" % (k, x)] = row[name][k][x]
            rate = row[name][k]["rate"]
            want[k + "_rate"] = "" if rate is None else "%g" % rate
        for k, v in row[name]["unknown"].items():
            want["unknown_" + k] = v
        for k in "fail", "softfail", "neutral", "none", "permerror":
            want["predicted_" + k] = row[name].get("results", {}).get(k, "")
        got = dict(line, carrier=line["carrier"].lstrip("'"))
        for k in "observed_rate", "predicted_rate":
            got[k] = "%g" % float(got[k]) if got[k] else ""
        same("CSV line %d" % (i + 2), got,
             {k: str(v) for k, v in want.items()})


def main(schema, report, table):
    with open(schema, encoding="utf-8") as f:
        schema = json.load(f)
    with open(report, encoding="utf-8") as f:
        report = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(report)
    check_members("totals", report["totals"])
    for row in report["rows"]:
        check_members(row["carrier"], row)
    check_totals(report)
    check_csv(table, report)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, KeyError, IndexError,
            jsonschema.ValidationError) as e:
        print("validate_forecast.py: %s" % e)
        sys.exit(1)
