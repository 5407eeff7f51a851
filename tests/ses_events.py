#!/usr/bin/env python3
"""A second opinion on archives of Amazon SES events: what bench/gen says is
right, against a plain reading of what it wrote.

usage: ses_events.py GEN [--messages N] [--seeds N]

Events are read by Python's json, the log by regular expressions that know
only what gen --kind ses-relay writes.  DECISIONS 1-5 and 10.
"""
import argparse
import collections
import json
import os
import re
import sys
import tempfile

import truth

STATES = "accepted", "deferred", "failed", "expired", "suppressed"
LISTS = "Suppressed", "OnAccountSuppressionList"
# How certain a thing is: what comes later wins, whenever it came.
RANK = [None, "deferred", "accepted", "failed", "suppressed"]
STAMP = r"(?:\w{3} +\d+ \S+|\S+) "
DELIVERY = re.compile(
    STAMP + r"(\S+) postfix/(\S+?)\[\d+\]: (\w+): to=<(\S*?)>, "
    r"relay=(\S+?), .*?status=(\w+) \((.*)\)$")
ENTRY = re.compile(STAMP + r"(\S+) postfix/\w+\[\d+\]: (\w+): (.*)$")


def key_of(address):
    """Without a display name; domains have no case (RFC 4343)."""
    if address.endswith(">"):
        address = address[address.rindex("<") + 1:-1]
    local, _, domain = address.rpartition("@")
    return local, domain.lower()


def objects(path):
    """Values of JSON one behind the other, without their envelopes."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        while at < len(text) and text[at] == "\n":
            at += 1
        if value.get("Type") == "Notification":
            message = value["Message"]
            value = json.loads(message) if message[0] == "{" else {}
        yield value.get("detail", value)


class Recipient:
    def __init__(self):
        self.state = None
        self.attempts = set()
        self.complained = False

    def tell(self, state, attempt=None):
        if RANK.index(state) > RANK.index(self.state):
            self.state = state
        if attempt is not None:
            self.attempts.add(attempt)


def read_event(event, mail):
    """What one event tells; True if it tells anything."""
    kind = event.get("eventType")
    message = event.get("mail")
    if kind in (None, "Open", "Click"):
        return False

    def each(addresses, state, attempt=None):
        for a in addresses:
            who = mail[message["messageId"], key_of(a)]
            who.tell(state, attempt)
            who.complained |= kind == "Complaint"

    def listed(member, name):
        return [r["emailAddress"] for r in event[member][name]]

    if kind == "Send":
        each(message["destination"], None)
    elif kind in ("Reject", "Rendering Failure"):
        each(message["destination"], "suppressed")
    elif kind == "Delivery":
        each(event["delivery"]["recipients"], "accepted", "delivery")
    elif kind == "DeliveryDelay":
        each(listed("deliveryDelay", "delayedRecipients"), "deferred",
             event["deliveryDelay"]["timestamp"])
    elif kind == "Complaint":
        each(listed("complaint", "complainedRecipients"), None)
    elif event["bounce"]["bounceSubType"] in LISTS:
        each(listed("bounce", "bouncedRecipients"), "suppressed")
    else:
        each(listed("bounce", "bouncedRecipients"), "failed", "bounce")
    return True


class Counts(collections.Counter):
    """By (domain, name)."""

    def take(self, address, state, attempts, complained=False):
        domain = address[1]
        self[domain, "messages"] += 1
        self[domain, "attempts"] += attempts
        self[domain, "complained"] += complained
        if state is not None:
            self[domain, state] += 1


class Log:
    """The recipients of queue entries that are no hops."""

    def __init__(self):
        self.epoch = collections.Counter()
        self.senders = {}
        self.rcpt = {}  # (entry, address) -> [state, attempts, SES's id]
        self.lines = 0

    def entry(self, host, queue_id):
        return host, queue_id, self.epoch[host, queue_id]

    def deliver(self, m):
        host, daemon, queue_id, address, relay, status, text = m.groups()
        self.lines += 1
        name = self.entry(host, queue_id), key_of(address)
        known = self.rcpt.setdefault(name, [None, 0, None])
        if known[0] == "hop":
            return
        known[1] += daemon not in ("error", "discard")
        known[0] = {"sent": "accepted", "bounced": "failed"}.get(
            status, "deferred")  # or SOFTBOUNCE
        if daemon == "discard" or "Ok, discarded" in text:
            known[0] = "suppressed"
        elif "queued as" in text:
            known[0] = "hop" if "127.0.0.1" in relay or "out1" in relay \
                else "accepted"
        elif text.startswith("250 Ok 0106"):
            known[2] = text[7:]

    def line(self, line):
        m = DELIVERY.match(line)
        if m is not None:
            self.deliver(m)
            return
        m = ENTRY.match(line)
        if m is None:
            return
        host, queue_id, rest = m.groups()
        entry = self.entry(host, queue_id)
        if rest.startswith("from=<") and "size=" in rest:
            self.senders[entry] = rest[6:rest.index(">")]
        elif "expired, returned to sender" in rest:
            for (e, _), known in self.rcpt.items():
                if e == entry and known[0] == "deferred":
                    known[0] = "expired"
        elif rest == "removed":
            self.epoch[host, queue_id] += 1


def read_log(path):
    log = Log()
    with open(path, encoding="utf-8") as f:
        for line in f:
            log.line(line.rstrip("\n"))
    return log


def read(path):
    """Counts, and how many records of which kind told something."""
    folder = os.path.isdir(path)
    mail, counts = collections.defaultdict(Recipient), Counts()
    events = os.path.join(path, "events.json") if folder else path
    outcomes = sum(read_event(e, mail) for e in objects(events))
    log = read_log(os.path.join(path, "mail.log")) if folder else Log()
    for (entry, address), known in log.rcpt.items():
        state, attempts, ses_id = known
        if state == "hop" or log.senders[entry] == "":
            continue
        told = mail.get((ses_id, address))
        if told is not None and told.state is None:
            del mail[ses_id, address]
        if told is None or told.state is None:
            counts.take(address, state, attempts)
    for (_, address), who in mail.items():
        if address[1] != "simulator.amazonses.com":
            counts.take(address, who.state, len(who.attempts),
                        who.complained)
    return counts, outcomes, log.lines


def wanted(want):
    counts = Counts()
    for row in want["rows"]:
        counts[row["domain"], "messages"] += row["messages"]
        for name in (*STATES, "attempts", "complained"):
            counts[row["domain"], name] += row["delivery"][name]
    return counts


def check(name, path, want):
    """The number of differences."""
    got, outcomes, lines = read(path)
    counts, n = wanted(want), 0
    records = want["balance"]["records"]
    counts["records", "deliver"] = records["deliver"]
    counts["records", "outcome"] = records["outcome"]
    got["records", "deliver"], got["records", "outcome"] = lines, outcomes
    for k in sorted(counts.keys() | got.keys()):
        if counts[k] != got[k]:
            print(f"{name}: {' '.join(k)}: {got[k]} by reading, "
                  f"truth {counts[k]}")
            n += 1
    total = want["totals"]["delivery"]
    if sum(want["totals"]["reasons"].values()) != \
            total["failed"] + total["expired"]:
        print(f"{name}: not each failure has a reason")
        n += 1
    return n


def main():
    p = argparse.ArgumentParser()
    p.add_argument("gen")
    p.add_argument("--messages", type=int, default=3000)
    p.add_argument("--seeds", type=int, default=2)
    args = p.parse_args()
    checked = differences = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, args.seeds + 1):
            for archive in truth.EVENTS:
                name, path, want = truth.generate(
                    args.gen, folder, seed, args.messages, *archive)
                checked += 1
                differences += check(name, path, want)
    print(f"{checked} archives, {differences} differences")
    return 1 if differences > 0 else 0


if __name__ == "__main__":
    sys.exit(main())
