#!/usr/bin/env python3
"""Made-up DMARC aggregate reports, and what is right to count of them.

usage: dmarc_reports.py KIND REPORTS RECORDS OUT

KIND is how the files of the folder OUT are stored: xml, gz, zip, or all (a
third each).  RECORDS is of each report, or `few`: 1 to 50, most have less
than five, as receivers send them to one who mails every day.  Written as seven
kinds of reporter do: with and without indentation, CRLF, name spaces, reasons,
an identity for each envelope.  Prints the totals of a scan as JSON, out of
what was decided; nothing is read again.
"""
import gzip
import io
import json
import os
import random
import sys
import zipfile

DAY = 86400
BEGIN = 1793491200  # 2026-11-01
RESULTS = [("pass", 88), ("fail", 5), ("softfail", 3), ("neutral", 1),
           ("none", 1), ("temperror", 1), ("permerror", 1)]
DKIM = [("pass", 90), ("fail", 7), ("neutral", 1), ("temperror", 1),
        ("permerror", 1)]
WORDS = ["pass", "fail", "softfail", "neutral", "none", "temperror",
         "permerror", "missing"]
STAMP = 2026, 11, 2, 0, 0, 0


class Style:
    """How a reporter writes."""

    def __init__(self, org, indent="  ", eol="\n", attributes="", to=None,
                 scope=True, reasons=False, declared=True, version=False):
        self.org = org
        self.indent = indent
        self.eol = eol
        self.attributes = attributes
        self.to = to  # domains of envelope_to
        self.scope = scope
        self.reasons = reasons
        self.declared = declared
        self.version = version


STYLES = [
    Style("google.com", scope=False, reasons=True),
    Style("Enterprise Outlook", version=True,
          attributes=' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
          ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
          to=["hotmail.com", "outlook.com", "outlook.jp", "live.jp"]),
    Style("Yahoo", scope=False),
    Style("receiver.example", indent="", eol="", declared=False),
    Style("mx.example.org", indent="\t", eol="\r\n"),
    Style("filter.example.net", indent=" ", reasons=True,
          to=["customer.example", "shop.example", "school.example.jp"]),
    Style("dmarc.example.com", version=True,
          attributes=' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"'),
]


class Writer:
    """Elements, one to a line."""

    def __init__(self, style):
        self.style = style
        self.depth = 0
        self.out = []

    def line(self, text):
        s = self.style
        self.out.append(s.indent * self.depth + text + s.eol)

    def open(self, name, attributes=""):
        self.line(f"<{name}{attributes}>")
        self.depth += 1

    def close(self, name):
        self.depth -= 1
        self.line(f"</{name}>")

    def leaf(self, name, text):
        self.line(f"<{name}>{text}</{name}>")


def one_of(rng, weighted):
    return rng.choices([v for v, _ in weighted], [w for _, w in weighted])[0]


def address(rng):
    """Of the blocks for documentation (RFC 5737, RFC 3849)."""
    if rng.random() < 0.2:
        return f"2001:db8:{rng.randrange(65536):x}::{rng.randrange(65536):x}"
    block = rng.choice(["192.0.2", "198.51.100", "203.0.113"])
    return f"{block}.{rng.randrange(256)}"


def count_of(rng):
    return 1 if rng.random() < 0.6 else int(rng.paretovariate(0.7)) % 5000 + 1


def put_head(w, rng, domain, number, begin):
    if w.style.declared:
        w.line('<?xml version="1.0" encoding="UTF-8" ?>')
    w.open("feedback", w.style.attributes)
    if w.style.version:
        w.leaf("version", "1.0")
    w.open("report_metadata")
    w.leaf("org_name", w.style.org)
    w.leaf("email", "dmarc@reports.example")
    w.leaf("extra_contact_info", "https://reports.example/dmarc")
    w.leaf("report_id", f"{rng.getrandbits(48):015d}{number:05d}")
    w.open("date_range")
    w.leaf("begin", begin)
    w.leaf("end", begin + DAY - 1)
    w.close("date_range")
    w.close("report_metadata")
    w.open("policy_published")
    w.leaf("domain", domain)
    for name, value in (("adkim", "r"), ("aspf", "r"), ("p", "reject"),
                        ("sp", "reject"), ("pct", "100")):
        w.leaf(name, value)
    w.close("policy_published")


def put_results(w, spf, signatures):
    w.open("auth_results")
    for domain, result in signatures:
        w.open("dkim")
        w.leaf("domain", domain)
        w.leaf("result", result)
        w.leaf("selector", "s2026")
        w.close("dkim")
    w.open("spf")
    w.leaf("domain", spf[0])
    if w.style.scope:
        w.leaf("scope", "mfrom")
    w.leaf("result", spf[1])
    w.close("spf")
    w.close("auth_results")


def put_row(w, rng, count, dkim, spf):
    w.open("row")
    w.leaf("source_ip", address(rng))
    w.leaf("count", count)
    w.open("policy_evaluated")
    w.leaf("disposition", "none" if "pass" in (dkim, spf) else "reject")
    w.leaf("dkim", dkim)
    w.leaf("spf", spf)
    if w.style.reasons and rng.random() < 0.1:
        w.open("reason")
        w.leaf("type", "local_policy")
        w.leaf("comment", "arc=pass as[1].d=list.example as[1].s=arc")
        w.close("reason")
    w.close("policy_evaluated")
    w.close("row")


def put_record(w, rng, domain, totals):
    count = count_of(rng)
    sender = f"bounce.{domain}" if rng.random() < 0.7 else "esp.example"
    spf = sender, one_of(rng, RESULTS)
    own = domain, one_of(rng, DKIM)
    signatures = [own] if rng.random() < 0.9 else []
    if rng.random() < 0.3:
        signatures.append(("esp.example", "pass"))
    passed = [own[1] == "pass" and own in signatures,
              spf[1] == "pass" and sender != "esp.example"]
    w.open("record")
    put_row(w, rng, count, *("pass" if p else "fail" for p in passed))
    w.open("identifiers")
    if w.style.to is not None:
        w.leaf("envelope_to", rng.choice(w.style.to))
        w.leaf("envelope_from", sender)
    w.leaf("header_from", domain)
    w.close("identifiers")
    put_results(w, spf, signatures)
    w.close("record")
    # a pass of the author's own domain is before any other result
    dkim = "missing"
    if signatures:
        dkim = "pass" if ("esp.example", "pass") in signatures else own[1]
    totals["messages"] += count
    for method, result in (("spf", spf[1]), ("dkim", dkim),
                           ("dmarc", "pass" if any(passed) else "fail")):
        totals[method][result] = totals[method].get(result, 0) + count


def report(rng, number, records, totals):
    style = STYLES[number % len(STYLES)]
    w = Writer(style)
    domain = rng.choice(["sender.example", "news.sender.example",
                         "shop.sender.example", "sender.example.jp"])
    begin = BEGIN + number // len(STYLES) % 28 * DAY
    put_head(w, rng, domain, number, begin)
    for _ in range(records):
        put_record(w, rng, domain, totals)
    w.close("feedback")
    name = f"{style.org.replace(' ', '')}!{domain}!{begin}!{begin + DAY - 1}"
    return f"{name}!{number}.xml", "".join(w.out).encode("ascii")


def store(folder, name, text, kind):
    """Always the same bytes."""
    path = os.path.join(folder, name)
    packed = io.BytesIO()
    if kind == "gz":
        with gzip.GzipFile(name, "wb", 6, packed, BEGIN) as f:
            f.write(text)
        path += ".gz"
    elif kind == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as f:
            f.writestr(zipfile.ZipInfo(name, STAMP), text,
                       zipfile.ZIP_DEFLATED)
        path = path[:-3] + "zip"
    else:
        packed.write(text)
    with open(path, "wb") as f:
        f.write(packed.getvalue())


def few(rng):
    most = one_of(rng, [(1, 40), (5, 30), (20, 20), (50, 10)])
    return rng.randint({1: 1, 5: 2, 20: 6, 50: 21}[most], most)


def write(kind, reports, records, folder):
    """The truth; `records` is a number, or None for few."""
    rng = random.Random(1)
    totals = {"messages": 0, "spf": {}, "dkim": {}, "dmarc": {}}
    truth = {"reports": reports, "records": 0, "bytes": 0, "totals": totals}
    os.makedirs(folder)
    for i in range(reports):
        n = records or few(rng)
        name, text = report(rng, i, n, totals)
        stored = ("xml", "gz", "zip")[i % 3] if kind == "all" else kind
        store(folder, name, text, stored)
        truth["records"] += n
        truth["bytes"] += len(text)
    return truth


def main(kind, reports, records, folder):
    print(json.dumps(write(kind, int(reports),
                           None if records == "few" else int(records),
                           folder)))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
