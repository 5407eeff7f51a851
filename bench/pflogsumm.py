#!/usr/bin/env python3
"""Why pflogsumm's totals of a Postfix log are not todoku's, cause by cause.

usage: pflogsumm.py TODOKU LOG...

pflogsumm counts lines, todoku what became of a message for a recipient.  This
joins the lines by itself, in the simplest way that will do for a log that is
whole (gen --kind postfix), puts each delivery line under one cause, and prints
sums that begin with todoku's figures and must end with pflogsumm's.  Status 1
if they do not.
"""
import collections
import json
import re
import subprocess
import sys

LINE = re.compile(r"\S+ +\d+ \S+ (\S+) postfix\S*?/(\w+)\[\d+\]: (\w+): (.*)")
# The last "status=" that could be: recipients may hold anything.
DELIVERY = re.compile(r"to=<(.*)>, (?:orig_to=<.*>, )?relay=([^,]*), .*?"
                      r"delay=[\d.]+, .*?status=(\w+)(?: \((.*)\))?$")
# What pflogsumm takes for a delivery, in whatever line it stands.
TAKEN = re.compile(r"to=<[^>]*>, (?:orig_to=<[^>]*>, )?relay=[^,]+, "
                   r"(?:conn_use=[^,]+, )?delay=[^,]+, (?:delays=[^,]+, )?"
                   r"(?:dsn=[^,]+, )?status=(\S+)(.*)$")
NOTICE = re.compile(r"sender (?:non-delivery|delay|delivery status) "
                    r"notification: (\w+)")
STATES = {"sent": "accepted", "bounced": "failed", "deferred": "deferred"}


class Entry:
    """A message in a queue, from its first line to `removed`."""

    def __init__(self, host):
        self.host = host
        self.message_id = None
        self.begins = False
        self.null_sender = False
        self.last = {}  # of each recipient: state, relay, words


class Log:
    def __init__(self):
        self.open = {}
        self.entries = []
        self.by_id = collections.defaultdict(list)
        self.lines = []  # entry, recipient, status, words, taken
        self.odd = collections.Counter()

    def entry(self, host, queue_id):
        e = self.open.get((host, queue_id))
        if e is None:
            e = self.open[host, queue_id] = Entry(host)
            self.entries.append(e)
            self.by_id[queue_id].append(e)
        return e

    def deliver(self, e, text, taken):
        m = DELIVERY.match(text)
        if m is None or m[4] is None:
            if taken:
                self.odd["torn", taken[1]] += 1
            return
        address, relay, status, words = m.groups()
        if status not in STATES:
            return
        e.last[address] = [STATES[status], relay, words]
        self.lines.append((e, address, status, words, taken is not None))

    def read(self, line):
        taken = TAKEN.search(line)
        m = LINE.match(line)
        if m is None:
            return
        host, agent, queue_id, text = m.groups()
        if agent in ("cleanup", "smtpd") and taken:
            self.odd["forged", taken[1]] += 1
        if queue_id in ("NOQUEUE", "warning"):
            return
        if text.startswith(("client=", "uid=")):
            self.open.pop((host, queue_id), None)
            self.entry(host, queue_id).begins = True
        elif text == "removed":
            self.open.pop((host, queue_id), None)
        elif text.startswith("message-id=<"):
            self.entry(host, queue_id).message_id = text[12:-1]
        elif text.startswith("from=<>"):
            self.entry(host, queue_id).null_sender = True
        elif agent == "qmgr" and "expired, returned to sender" in text:
            for last in self.entry(host, queue_id).last.values():
                if last[0] == "deferred":
                    last[0] = "expired"
        elif text.startswith("to=<") and agent not in ("cleanup", "smtpd"):
            self.deliver(self.entry(host, queue_id), text, taken)
        elif agent == "bounce" and NOTICE.match(text):
            self.entry(host, NOTICE.match(text)[1]).null_sender = True

    def goes_on(self, e, address, words):
        """Another entry has the outcome: DECISIONS, hops."""
        m = re.search(r"queued as (\w+)", words)
        if m:
            return any(f.begins and f.message_id == e.message_id
                       for f in self.by_id[m[1]] if f is not e)
        return words.startswith("delivered via ") and any(
            f.begins and f.host == e.host and address in f.last
            for f in self.by_message[e.message_id] if f is not e)

    def settle(self):
        self.by_message = collections.defaultdict(list)
        for e in self.entries:
            self.by_message[e.message_id].append(e)
        self.outcomes = collections.Counter()
        for e in self.entries:
            for address, last in e.last.items():
                if e.null_sender:
                    last[0] = "null sender"
                elif last[0] == "accepted":
                    if last[1] == "none" or ", discarded" in last[2]:
                        last[0] = "suppressed"
                    elif self.goes_on(e, address, last[2]):
                        last[0] = "hop"
                self.outcomes[last[0]] += 1


def read(paths):
    log = Log()
    for path in paths:
        with open(path, encoding="latin-1", newline="\n") as f:
            for line in f:
                log.read(line.rstrip("\n"))
    log.settle()
    return log


def ours(todoku, paths):
    done = subprocess.run([todoku, "scan", "--year", "2026", "-O", "json",
                           *paths], stdout=subprocess.PIPE)
    report = json.loads(done.stdout)
    return dict(report["totals"]["delivery"],
                rejected=report["balance"]["records"]["reject"])


def theirs(paths):
    done = subprocess.run(["pflogsumm", "-h", "0", "-u", "0",
                           "--detail", "0", *paths], check=True,
                          encoding="latin-1", stdout=subprocess.PIPE)
    totals = dict((word, int(n)) for n, word in
                  re.findall(r"^ +(\d+) +([a-z]+)", done.stdout, re.M))
    m = re.search(r"\((\d+) +deferrals", done.stdout)
    totals["deferrals"] = int(m[1]) if m else 0
    return totals


def of(log, status, *states):
    """Lines of a status, whose recipients ended in one of the states."""
    return sum(s == status and e.last[a][0] in states and
               not w.startswith("forwarded as ")
               for e, a, s, w, _ in log.lines)


def unseen(log, status):
    return sum(s == status and not taken for _, _, s, _, taken in log.lines)


def again(log, status, state):
    """More lines of that status than recipients that ended so."""
    return sum(s == status and e.last[a][0] == state
               for e, a, s, _, _ in log.lines) - log.outcomes[state]


def tables(log, we, they):
    torn, forged = "lines torn behind the status", "forged in a Subject"
    quoted = "recipients with > in quotes, which pflogsumm does not see"
    forwarded = sum(w.startswith("forwarded as ")
                    for _, _, _, w, _ in log.lines)
    yield ("delivered", they["delivered"],
           ("accepted, as todoku counts", we["accepted"]),
           ("(forwarded as ID), which pflogsumm counts apart", -forwarded),
           ("hops to filters, relays and commands",
            of(log, "sent", "hop")),
           ("notices and other mail of null senders",
            of(log, "sent", "null sender")),
           ("thrown away on purpose", of(log, "sent", "suppressed")),
           ("the same recipient again, by two aliases",
            again(log, "sent", "accepted")),
           ("sent, then another state", of(log, "sent", "failed", "deferred",
                                           "expired")),
           (forged, log.odd["forged", "sent"]),
           (torn, log.odd["torn", "sent"]),
           (quoted, -unseen(log, "sent")))
    yield ("deferrals", they["deferrals"],
           ("still deferred at the end, as todoku counts", we["deferred"]),
           ("tries of these but the last",
            of(log, "deferred", "deferred") - log.outcomes["deferred"]),
           ("of recipients that were accepted later",
            of(log, "deferred", "accepted")),
           ("that went on to a filter or relay later",
            of(log, "deferred", "hop")),
           ("that were thrown away later", of(log, "deferred", "suppressed")),
           ("that were refused later", of(log, "deferred", "failed")),
           ("that expired", of(log, "deferred", "expired")),
           ("of notices", of(log, "deferred", "null sender")),
           (forged, log.odd["forged", "deferred"]),
           (torn, log.odd["torn", "deferred"]),
           (quoted, -unseen(log, "deferred")))
    yield ("bounced", they["bounced"],
           ("failed, as todoku counts", we["failed"]),
           ("notices that bounced", of(log, "bounced", "null sender")),
           ("the same recipient again, by two aliases",
            again(log, "bounced", "failed")),
           ("bounced, then another state",
            of(log, "bounced", "accepted", "deferred", "hop", "expired")),
           (forged, log.odd["forged", "bounced"]),
           (torn, log.odd["torn", "bounced"]),
           (quoted, -unseen(log, "bounced")))
    yield ("rejected", they["rejected"],
           ("rejects, as todoku counts", we["rejected"]))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    todoku, paths = sys.argv[1], sys.argv[2:]
    we, wrong = ours(todoku, paths), 0
    for name, total, *causes in tables(read(paths), we, theirs(paths)):
        for cause, n in causes:
            if n or cause == causes[0][0]:
                print(f"{n:>10,}  {cause}")
        rest = total - sum(n for _, n in causes)
        if rest:
            print(f"{rest:>10,}  not explained")
        print(f"{total:>10,}  {name}, as pflogsumm counts\n")
        wrong += rest != 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
