#!/usr/bin/python3
"""Reports of todoku scan as Prometheus' text, against JSON of the same run.

	prometheus.py REPORT.prom REPORT.json

Every line is what the text format 0.0.4 allows; a metric has its HELP and TYPE
once, all its samples behind them and each set of labels once; names and labels
follow the rules; and the samples are the numbers of JSON: none is missing, none
is another, and what is null there is absent here.
"""
import json
import re
import sys

NAME = "[a-z_][a-z0-9_]*"
LABEL = re.compile(r'(%s)="((?:[^"\\\n]|\\["\\n])*)"(,|$)' % NAME)
SAMPLE = re.compile(r"(%s)(?:\{(.*)\})? (-?[0-9]+(?:\.[0-9]+)?)$" % NAME)
# node_exporter takes no gauge with these for one.
BARRED = ("_total", "_count", "_sum", "_bucket", "_info", "_created")
PLAIN = {
    "messages": "messages",
    "forwarded_messages": "forwarded",
    "dkim_aligned_pass": "dkim_aligned_pass",
    "attempts": "delivery_attempts",
    "complaints": "delivery_complained",
    "acceptance_ratio": "delivery_acceptance_rate",
    "acceptance_low_ratio": "delivery_low",
    "acceptance_high_ratio": "delivery_high",
    "hard_bounce_ratio": "delivery_hard_bounce_rate",
    "complaint_ratio": "delivery_complaint_rate",
    "tls_ratio": "transport_tls_rate",
    "hops_median": "transport_hops_median",
    "delay_messages": "delay_n",
}
LABELED = {
    "auth_results": "{method}_{result}",
    "auth_coverage_ratio": "{method}_coverage",
    "auth_pass_ratio": "{method}_pass_rate",
    "auth_pass_low_ratio": "{method}_low",
    "auth_pass_high_ratio": "{method}_high",
    "auth_pass_of_all_ratio": "{method}_pass_of_all",
    "alignment": "alignment_{result}",
    "pra_alignment": "pra_{result}",
    "delivery": "delivery_{outcome}",
    "reasons": "reasons_{reason}",
    "tls": "transport_tls_{result}",
    "fcrdns": "transport_fcrdns_{result}",
    "delay_seconds": "delay_{percentile}",
}
PERCENTILES = {"50": "p50", "95": "p95", "100": "max"}
BALANCE = {
    "sources": ("sources",),
    "failed_sources": ("failed_sources",),
    "stored_bytes": ("bytes", "read"),
    "dropped_keys": ("keys_dropped",),
    "null_sender_messages": ("null_sender",),
    "unread_reports": ("unread_reports",),
    "undated_messages": ("undated",),
    "unjoined_deliveries": ("unjoined",),
}


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text)


def parse_labels(text):
    labels, at = {}, 0
    while at < len(text):
        m = LABEL.match(text, at)
        assert m, "labels: " + text
        assert m[1] not in labels and not m[1].startswith("__"), text
        labels[m[1]] = unescaped(m[2])
        at = m.end()
    assert labels and not text.endswith(","), text
    return labels


def parse(text):
    """{name: [(labels, value)]}"""
    metrics, helped, typed, name = {}, set(), set(), None
    assert text == "" or text.endswith("\n")
    for line in text.split("\n")[:-1]:
        if line.startswith("# HELP "):
            name, words = line[7:].split(" ", 1)
            assert name not in helped, "HELP twice: " + name
            assert words.strip() and "\\" not in words
            assert re.fullmatch("todoku_" + NAME, name), name
            assert not name.endswith(BARRED), name
            helped.add(name)
        elif line.startswith("# TYPE "):
            assert line == "# TYPE %s gauge" % name, line
            assert name not in typed, "TYPE twice: " + name
            typed.add(name)
        else:
            m = SAMPLE.match(line)
            assert m, line
            assert m[1] == name and name in typed, line
            labels = parse_labels(m[2]) if m[2] is not None else {}
            assert not {"quantile", "le"} & set(labels), line
            key = json.dumps(sorted(labels.items()))
            samples = metrics.setdefault(name[len("todoku_"):], {})
            assert key not in samples, "twice: " + line
            samples[key] = (labels, float(m[3]))
    assert helped == typed == {"todoku_" + n for n in metrics}
    return {n: list(s.values()) for n, s in metrics.items()}


def flat(row, path=""):
    for name, value in row.items():
        here = path + "_" + name if path else name
        if isinstance(value, dict):
            yield from flat(value, here)
        else:
            yield here, value


def comparable(text):
    """What JSON has as U+FFFD has its bytes behind it here."""
    return re.sub("\ufffd[0-9a-f]{2}|[\x00-\x1f\ufffd]", "?", text)


def key_of(by, labels):
    """The dimensions of a sample, taken out of its labels."""
    return tuple(comparable(labels.pop("by_reason" if d == "reason" else d))
                 for d in by)


def column_of(name, labels):
    if name in PLAIN:
        assert not labels, (name, labels)
        return PLAIN[name]
    if name == "delay_seconds":
        labels["percentile"] = PERCENTILES[labels["percentile"]]
    column = LABELED[name].format(**labels)
    assert len(labels) == LABELED[name].count("{"), (name, labels)
    return column


def told(totals, column):
    """Whether the report tells anything of what a column belongs to."""
    group = column.split("_")[0]
    if column in ("messages", "forwarded"):
        return True
    if group == "delay":
        return totals["delay_n"] > 0
    if group == "reasons" or column == "transport_hops_median":
        return bool(totals.get(column))
    if group == "sender":
        group = "sender_id"
    return any(value for name, value in totals.items()
               if name.startswith(group + "_") and isinstance(value, int)
               and not name.endswith(("_missing", "_unknown"))
               and name not in ("transport_hops_median",)
               and not name.endswith(("_rate", "_low", "_high", "_coverage",
                                      "_of_all")))


def check_rows(metrics, report):
    by = report["by"]
    totals = dict(flat(report["totals"]))
    rows = {}
    for row in report["rows"]:
        key = tuple(comparable(row[d]) for d in by)
        rows.setdefault(key, []).append(
            {n: v for n, v in flat(row) if n not in by})
    found = 0
    for name in list(metrics):
        if name not in PLAIN and name not in LABELED:
            continue
        for labels, value in metrics.pop(name):
            key = key_of(by, labels)
            column = column_of(name, labels)
            # JSON leaves out reasons that are 0.
            values = [row.get(column, 0) for row in rows[key]]
            assert value in values, (name, key, column, value, values)
            found += 1
    wanted = sum(value is not None for row in rows.values() for r in row
                 for column, value in r.items() if told(totals, column))
    # Of reasons that there are, each row has one, be it 0.
    wanted += sum(column not in r for row in rows.values() for r in row
                  for column in totals if column.startswith("reasons_"))
    assert found == wanted, "%d samples of rows and %d" % (found, wanted)


def check_balance(metrics, report):
    balance = report["balance"]
    for name, path in BALANCE.items():
        value = balance
        for member in path:
            value = value[member]
        assert metrics.pop(name) == [({}, value)], name
    bins = {labels["bin"]: n for labels, n in metrics.pop("input_bytes")}
    assert sum(bins.values()) == balance["bytes"]["decoded"]
    assert all(balance["bytes"][b] == n for b, n in bins.items())
    defects = {(d["format"], d["reason"]): d["count"]
               for d in balance["defects"]}
    assert defects == {(labels["format"], labels["reason"]): n
                       for labels, n in metrics.pop("defects", [])}
    for name, member in ("oldest", "first"), ("newest", "last"):
        samples = metrics.pop(name + "_mail_timestamp_seconds", [])
        assert len(samples) == (report["window"][member] is not None)


def check_tls(metrics, reports):
    def key(row):
        return tuple(comparable(row[n]) for n in
                     ("policy_domain", "organization", "policy_type"))

    said = metrics.pop("tlsrpt_reports", [])
    if not said:
        assert reports["reports"] == 0 and not reports["rows"]
        return
    assert said == [({}, reports["reports"])]
    sessions = {key(r) + (s,): r["sessions_" + s]
                for r in reports["rows"] for s in ("ok", "failed")}
    assert sessions == {key(labels) + (labels["result"],): n
                        for labels, n in metrics.pop("tlsrpt_sessions", [])}
    failures = {key(r) + (f,): n for r in reports["rows"]
                for f, n in r["failures"].items()}
    assert failures == {key(labels) + (labels["failure"],): n for labels, n
                        in metrics.pop("tlsrpt_failed_sessions", [])}


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as f:
        metrics = parse(f.read())
    with open(sys.argv[2], encoding="utf-8") as f:
        report = json.load(f)
    check_rows(metrics, report)
    check_balance(metrics, report)
    check_tls(metrics, report["balance"]["tls_reports"])
    assert not metrics, "of nothing: %s" % list(metrics)


main()
