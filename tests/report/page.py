#!/usr/bin/env python3
"""Pages of todoku: well-formed, self-contained, and true.

	page.py PAGE.html REPORT.json

Tags nest, ids are unique, headings come in order, every chart has a title and
a description, every table a caption and heads, nothing refers to anything
outside, the style sheet is the one that the policy allows, and the tables hold
the numbers of the JSON report.
"""
import base64
import hashlib
import html.parser
import json
import re
import sys

VOID = {"meta", "br"}
BARRED = {"script", "link", "img", "image", "iframe", "object", "embed",
    "base", "a", "use", "form", "input", "audio", "video", "source"}
SHAPES = {"line", "rect", "circle", "text", "title", "desc", "svg"}


class Node:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children, self.data = [], ""

    def all(self, *tags):
        for c in self.children:
            if c.tag in tags:
                yield c
            yield from c.all(*tags)

    def text(self):
        return self.data + "".join(c.text() for c in self.children)

    def above(self, name):
        node = self
        while node is not None and name not in node.attrs:
            node = node.parent
        return None if node is None else node.attrs[name]


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {}, None)

    def handle_starttag(self, tag, attrs):
        names = [a for a, _ in attrs]
        assert len(names) == len(set(names)), f"{tag}: attribute twice"
        assert tag not in BARRED, f"<{tag}>"
        node = Node(tag, dict(attrs), self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        assert tag in SHAPES, f"<{tag}/> in HTML"
        self.handle_starttag(tag, attrs)
        self.at = self.at.parent

    def handle_endtag(self, tag):
        assert self.at.tag == tag, f"</{tag}> ends <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.data += data


def check_frame(page, source):
    assert source.startswith('<!DOCTYPE html>\n<html lang="en">')
    ids = [n.attrs["id"] for n in page.all(*TAGS(page)) if "id" in n.attrs]
    assert len(ids) == len(set(ids)), "an id twice"
    for n in page.all(*TAGS(page)):
        for name, value in n.attrs.items():
            if name in ("aria-labelledby", "aria-describedby"):
                assert value in ids, f"no {value}"
            assert not re.search(r"//|url\(|https?:|javascript:|data:",
                value), value
            assert not name.startswith("on"), name
            assert name not in ("src", "href", "style", "xlink:href"), name
    style, = page.all("style")
    assert not re.search(r"url\(|@import|//|https?:", style.text())
    digest = hashlib.sha256(style.text().encode()).digest()
    policy, = (m.attrs["content"] for m in page.all("meta")
        if m.attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-" +
        base64.b64encode(digest).decode() + "'; "), \
        "html_style.c: hash is " + base64.b64encode(digest).decode()


def TAGS(page):
    tags = set()

    def walk(node):
        tags.add(node.tag)
        for c in node.children:
            walk(c)
    walk(page)
    return tags


def check_headings(page):
    level = 0
    for h in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        n = int(h.tag[1])
        assert n <= level + 1, f"{h.tag} below h{level}: {h.text()}"
        assert h.text().strip()
        level = n
    assert len(list(page.all("h1"))) == 1


def check_charts(page):
    for s in page.all("svg"):
        assert s.attrs["role"] == "img"
        assert [c.tag for c in s.children[:2]] == ["title", "desc"]
        assert s.children[0].text().strip() and s.children[1].text().strip()
        assert s.children[0].attrs["id"] == s.attrs["aria-labelledby"]
        for n in s.all("line", "rect", "circle"):
            for name, value in n.attrs.items():
                if value.endswith("%"):
                    assert 0 <= float(value[:-1]) <= 100, (name, value)


def cells(row):
    out = []
    for c in row.children:
        out += [c] * int(c.attrs.get("colspan", 1))
    return out


def check_table(table):
    assert table.children[0].tag == "caption"
    assert table.children[0].text().strip()
    head, *rows = list(table.all("tr"))
    for th in table.all("th"):
        assert th.attrs.get("scope") in ("col", "row"), th.text()
    for row in rows:
        assert len(cells(row)) == len(cells(head)), table.children[0].text()


def flat(value, path=""):
    if not isinstance(value, dict):
        return {path: value}
    out = {}
    for name, x in value.items():
        out.update(flat(x, f"{path}_{name}" if path else name))
    return out


def value_of(cell):
    if cell.text() == "\u2013":
        return None
    data = list(cell.all("data"))
    return float(data[0].attrs["value"]) if data else cell.text()


def check_numbers(table, by, rows, total):
    """How many rows of the report it holds, all of them right."""
    head, *lines = list(table.all("tr"))
    names = [c.attrs.get("data-column") for c in cells(head)]
    if [n for n in names if n in by] != by or not any(names):
        return 0
    n = 0
    for line in lines:
        cell = dict(zip(names, cells(line)))
        if line.parent.tag == "tfoot":
            want = total
        else:
            key = tuple(cell[d].text() for d in by)
            assert key in rows, key
            want = rows[key]
            n += 1
        for name, c in cell.items():
            if name is None or name in by:
                continue
            # JSON leaves out reasons that are 0.
            expected = want.get(name, 0)
            assert value_of(c) == expected, \
                (name, value_of(c), expected, table.children[0].text())
    return n


def check_days(table, metric, by):
    """The days of a row and side come in order, each once, and are as many
    messages as the row; which rows there are."""
    sums, last = {}, {}
    for line in list(table.all("tr"))[1:]:
        *names, side, day, rate, of, low, high = map(value_of, cells(line))
        key = None if names[0] == "all" else tuple(names)
        assert (key, side) not in last or last[key, side] < day, (key, day)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", day), day
        assert low <= rate <= high, (key, side, day)
        last[key, side] = day
        n, x = sums.get((key, side), (0, 0))
        sums[key, side] = n + of, x + round(rate * of)
    rows = {tuple(r[d] for d in by): r for r in metric["rows"]}
    rows[None] = metric["all"]
    for (key, side), (n, x) in sums.items():
        # Without dimensions the only row is all.
        share = rows[key][side.lower()]
        assert (n, x) == (share["n"], share["x"]), (key, side, n, x)
    assert all((key, side) in sums for key, _ in sums for side in "AB"
        if rows[key][side.lower()]["n"] > 0)
    return {key for key, _ in sums}


def check_tls(page, reports):
    """What TLS reports say, as JSON has it; there is no section without."""
    shown = {table.above("data-tls"): [
        tuple(map(value_of, cells(line))) for line in list(table.all("tr"))[1:]]
        for table in page.all("table") if table.above("data-tls") is not None}
    rows = [(r["policy_domain"], r["policy_type"], r["organization"],
        r["sessions_ok"], r["sessions_failed"]) for r in reports["rows"]]
    failures = {}
    for name, n in (f for r in reports["rows"] for f in r["failures"].items()):
        failures[name] = failures.get(name, 0) + n
    sessions = [r[:5] for r in shown.get("sessions", [])]
    assert sorted(sessions[:-1]) == sorted(rows), sessions
    assert [r[4] for r in sessions[:-1]] == \
        sorted((r[4] for r in rows), reverse=True)
    if rows:
        assert sessions[-1][3:] == (sum(r[3] for r in rows),
            sum(r[4] for r in rows))
    assert dict(r[:2] for r in shown.get("failures", [])) == failures


def check_report(page, report):
    by = report.get("by", ["id"])
    if report["report"] == "audit":
        sets = {f"{d['author_domain']} {g['asker']}": (g["requirements"], {})
            for d in report["domains"] for g in d["groups"]}
    elif report["report"] == "scan":
        sets = {None: (report["rows"], report["totals"])}
    else:
        sets = {m["metric"]: (
            [r for r in m["rows"] if r["a"]["n"] + r["b"]["n"] > 0],
            m["all"]) for m in report["metrics"]}
        if "delay" in report:
            sets["delay"] = ([r for r in report["delay"]["rows"]
                if any(r[s]["accepted"] + r[s]["open"] for s in "ab")],
                report["delay"]["all"])
    seen = False
    days = {}
    for table in page.all("table"):
        if table.above("data-days") is not None:
            metric, = (m for m in report["metrics"]
                if m["metric"] == table.above("data-days"))
            days[metric["metric"]] = check_days(table, metric, by)
            continue
        rows, total = sets.get(table.above("data-metric"), ([], {}))
        keyed = {tuple(r[d] for d in by): flat(r) for r in rows}
        n = check_numbers(table, by, keyed, flat(total))
        assert n in (0, len(rows)) or "left out" in table.text()
        seen |= n > 0
    for name, keys in days.items():
        rows = sets[name][0]
        wanted = 1 if not by or "day" in by else min(len(rows), 12) + \
            (len(rows) != 1)
        assert len(keys) == wanted, (name, keys)
    assert seen or not any(rows for rows, _ in sets.values()), \
        "no table holds the report's rows"


def main():
    source = open(sys.argv[1], encoding="utf-8", newline="").read()
    report = json.load(open(sys.argv[2], encoding="utf-8"))
    parser = Page()
    parser.feed(source)
    parser.close()
    page = parser.root
    assert parser.at is page, f"<{parser.at.tag}> is open"
    check_frame(page, source)
    check_headings(page)
    check_charts(page)
    for table in page.all("table"):
        check_table(table)
    check_report(page, report)
    if report["report"] == "scan":
        check_tls(page, report["balance"]["tls_reports"])


main()
