#!/usr/bin/env python3
"""
Differential test of the cursors for dates and address lists against Python's
standard library: email.utils.parsedate_to_datetime and getaddresses.

    dates.py DUMP

DUMP is the program built from dump_fields.c.  Both read

  - the bodies below, and bodies made here at random with a fixed seed;
  - all Date, Received and address fields of the mail in ../shared/data beside
    the source (TODOKU_SOURCE_ROOT), if it is there.

Where they differ, a repair must explain why: it turns one thing that Python
cannot read, or reads in another way than our specification wants, into what it
can read.  If Python then says of the repaired body what we said of the body as
it came, the difference is justified.  Anything else fails.  Real addresses are
never printed, only their shape.

Exit status: 0 same, 1 different.
"""
import collections
import datetime
import email.parser
import email.policy
import email.utils
import inspect
import os
import random
import re
import subprocess
import sys
from urllib.parse import unquote_to_bytes

SEED = 20261121
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

# ---- Ours ------------------------------------------------------------------


def dump(program, kind, bodies):
    """What DUMP says of each body, as lists of bytes."""
    data = b''.join(kind + b + b'\0' for b in bodies)
    out = subprocess.run([program], input=data, stdout=subprocess.PIPE,
                         check=True).stdout
    lines = out.split(b'\n')[:-1]
    assert len(lines) == len(bodies), 'DUMP lost a body'
    return [[unquote_to_bytes(f) for f in line.split(b'\t')[:-1]]
            for line in lines]


def seconds(field):
    return None if field == b'-' else int(field) // 1000000


# ---- Python's --------------------------------------------------------------


def text(body):
    return re.sub(r'\r?\n', '', body.decode('latin-1'))


def python_date(s):
    try:
        when = email.utils.parsedate_to_datetime(s)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.timezone.utc)
    return int((when - EPOCH) / datetime.timedelta(seconds=1))


LENIENT = ({'strict': False} if 'strict' in
           inspect.signature(email.utils.getaddresses).parameters else {})


def python_domains(s):
    found = [a for _, a in email.utils.getaddresses([s], **LENIENT)]
    return [a.rsplit('@', 1)[1].rstrip('.').lower() for a in found
            if '@' in a and not a.endswith(('@', '"'))]


def no_comments(s):
    out, depth, i = [], 0, 0
    while i < len(s):
        if s[i] == '\\' and depth:
            i += 1
        elif s[i] == '(':
            depth += 1
        elif s[i] == ')' and depth:
            depth -= 1
            out.append(' ')
        elif not depth:
            out.append(s[i])
        i += 1
    return ''.join(out)


# ---- Repairs of dates, tried in this order, each on top of the last --------

ZONES = {  # what Python does not know; any other word is +0000 to both
    'JST': '+0900', 'KST': '+0900', 'CET': '+0100', 'CEST': '+0200',
    'MET': '+0100', 'MEST': '+0200', 'BST': '+0100', 'WEST': '+0100',
    'EET': '+0200', 'EEST': '+0300', 'MSK': '+0300', 'MSD': '+0400',
    'HKT': '+0800', 'SGT': '+0800', 'AEST': '+1000', 'AEDT': '+1100',
    'NZST': '+1200', 'NZDT': '+1300', 'AKST': '-0900', 'AKDT': '-0800',
    'HST': '-1000',
}


def iso(s):
    months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()

    def turn(m):
        if not 1 <= int(m[2]) <= 12:
            return m[0]
        zone = (m[5] or '').replace(':', '').replace('Z', '+0000')
        return '%s %s %s %s %s' % (m[3], months[int(m[2]) - 1], m[1], m[4],
                                   zone or '+0000')
    return re.sub(r'^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)'
                  r'\s*([+-]\d\d:?\d\d|Z)?.*', turn, s)


def zone_word(s):
    """By name, and moved behind the year, as in "17:58:00 JST 2026"."""
    s = re.sub(r'(:\d\d) ([A-Z]{3,4}|[+-]\d{4}) (\d{4})\s*$', r'\1 \3 \2', s)
    return re.sub(r'(?<=[\d ])([A-Za-z]+)\s*$', lambda m: ZONES.get(
        m[1].upper(), m[1]), s)


def half(s):
    def turn(m):
        hour = int(m[1])
        if hour <= 12:
            hour = hour % 12 + (12 if m[3].upper() == 'PM' else 0)
        return '%02d%s' % (hour, m[2])
    return re.sub(r'(\d+)(:[\d:]+)\s*([AP]M)\b', turn, s, flags=re.I)


def year(s):
    def turn(m):
        y = int(m[2])
        y += 2000 if len(m[2]) == 2 and y < 50 else 1900
        return m[1] + str(y) + m[3]
    return re.sub(r'([A-Z][a-z][a-z] )(\d\d\d?)( \d+:)', turn, s)


DATE_REPAIRS = [
    ('comments anywhere (RFC 5322 4.3)',
     lambda s: re.sub(r'\s*:\s*', ':', no_comments(s)).strip()),
    ('white space', lambda s: re.sub(r'\s+', ' ', s).strip()),
    ('ISO 8601', iso),
    ('fractions of seconds', lambda s: re.sub(r'(:\d\d)\.\d+', r'\1', s)),
    ('zones by name', zone_word),
    ('AM and PM', half),
    ('years of two and three digits (RFC 5322 4.3)', year),
    ('day of three digits',
     lambda s: re.sub(r'\b0(\d\d) ([A-Z][a-z]{2}) ', r'\1 \2 ', s)),
    ('month before day, with a comma',
     lambda s: re.sub(r'([A-Z][a-z]{2})[a-z]* (\d+), (\d{4})', r'\2 \1 \3',
                      s)),
    ('long names of months',
     lambda s: re.sub(r'\b([JFMASOND][a-z]{2})[a-z]+ (?=\d)', r'\1 ', s)),
    ('weekday in the way',
     lambda s: re.sub(r'^\W*[A-Z][a-z]+,?\s+(?=\d)', '', s)),
    ('offset with a word', lambda s: re.sub(
        r'([+-]\d{4}) [A-Z]+$', r'\1', re.sub(r'(GMT|UTC)([+-]\d{4})', r'\2',
                                              s))),
    ('offset that is none',
     lambda s: re.sub(r'[+-](?:[3-9]\d\d\d|2[4-9]\d\d|\d\d?[6-9]\d)$',
                      '+0000', s)),
    ('line wrapped by "="', lambda s: s.replace('=', '')),
]


def leap(s):
    """23:59:60 is the second behind 23:59:59; Python refuses it."""
    if re.search(r'\d:\d\d:60', s):
        before = python_date(re.sub(r'(\d:\d\d):60', r'\1:59', s))
        return None if before is None else before + 1
    return python_date(s)


def too_early(s):
    """RFC 5322 3.3: years before 1900 are none."""
    m = re.search(r'\b(\d{4})\b', s)
    return m is not None and int(m[1]) < 1900


def justify_date(s, ours):
    """The reasons why Python says something else, or None."""
    reasons = []
    if ours is None and too_early(s):
        return ['years before 1900 (RFC 5322 3.3)']
    for name, repair in DATE_REPAIRS:
        repaired = repair(s)
        if repaired != s:
            reasons.append(name)
            s = repaired
            if leap(s) == ours:
                return reasons
    return ['leap seconds'] if leap(s) == ours else None


# ---- Repairs of address lists ----------------------------------------------

ADDRESS_REPAIRS = [
    # "v@example.com <u@example.jp>": only angle brackets count.
    ('address in a display name', lambda s: re.sub(
        r'[^,;:<>"()]*@[^,;:<>"()]*<', 'name <', s)),
    ('domain with blanks is cut (RFC 5322 4.4)', lambda s: re.sub(
        r'(@[\w-]+)(?:\([^()]*\))?\s*\.\s+[\w.-]+|(@[\w-]+)\s+\.\s*[\w.-]+',
        lambda m: m[1] or m[2], s)),
    ('no comma between addresses', lambda s: re.sub(
        r'(@[\w.-]+|>)\s+(?=[^\s,<>@]+@|"[^"]*"\s*<|<)', r'\1, ', s)),
    # Only the last "@" counts (CARRIERS 1.6).
    ('several "@"', lambda s: re.sub(r'[^\s,<>@]+@(?=[^\s,<>@]+@)', 'x', s)),
    ('source route with blanks', lambda s: re.sub(
        r'<@[^<>:]*:\s*(?=[^<>]*@)', '<', s)),
    ('bang path behind a route', lambda s: re.sub(
        r'^@[^\s@:]+:([^\s@]+)$', r'x@\1', s)),
]


def broken(s):
    """Not an address list at all: what it gives is nobody's business."""
    return (re.search(r'<[a-z_]+>', s) is not None or  # a placeholder
            '\r' in s or s.startswith('<') and s.endswith(';>') or
            re.match(r'@[^@]*$', s.strip()) is not None)


def justify_addresses(s, ours):
    reasons = []
    for name, repair in ADDRESS_REPAIRS:
        repaired = repair(s)
        if repaired != s:
            reasons.append(name)
            s = repaired
            if python_domains(s) == ours:
                return reasons
    return ['no list of addresses'] if broken(s) else None


# ---- Bodies ----------------------------------------------------------------

DATES = [
    'Sat, 21 Nov 2026 17:58:00 +0900', '21 Nov 2026 17:58 +0900',
    'Sat, 21 Nov 2026 17:58:00 +0900 (JST)', 'Sat, 21 Nov 2026 17:58:00 JST',
    'Sat, 21 Nov 2026 08:58:00 GMT', 'Sat, 21 Nov 2026 08:58:00 -0000',
    'Sat, 21 Nov 97 09:55:06 GMT', '21 Nov 55 09:55:06 +0000',
    '21 Nov 126 09:55:06 +0000', 'Fri, Feb 15 2002 16:19:07 -0800',
    'Sat Nov 21 17:58:00 2026', 'Sat Nov 21 17:58:00 JST 2026',
    'Fri, 21 Nov 1997 09(comment):   55  :  06 -0600',
    'Sat, 21 Nov 2026 17:58:00 (EDT) -0400', 'Nov 21, 2026 5:58 PM',
    'Saturday, Nov 21, 2026 12:58:00 AM', '2026-11-21T17:58:00+09:00',
    '2026-11-21 08:58:00.358141048 +0000 UTC m=+18.1',
    'Sat, 21 Nov 2026 17:58:00.358 +0900', '31 Dec 2016 23:59:60 +0000',
    'Mon, 1 Jan 0001 00:00:00 +0000', 'Sat, 021 Nov 2026 17:58:00 +0900',
    'Sat Nov 21 2026 17:58:00 GMT+0900 (JST)', '31 Nov 2026 17:58:00 +0900',
    '29 Feb 2026 17:58:00 +0900', '29 Feb 2028 17:58:00 +0900', 'Whenever',
    '', '21 Nov 2026', '21 Nov 2026 25:00:00 +0900', '21 Nov 2026 17:58:00',
    'Sat, 21 Nov 2026 17:58:00 +0900 JST', '21-Nov-2026 17:58:00 +0900',
    'Sat, 21 November 2026 17:58:00 +0900', '21 Nov 2026 17:58:00 0900',
    'Sat, 21 Nov 2026 17:58:00 +900', 'Sat, 21 Nov 2026 17:58:00 +070',
    'Sat, 21 Nov 2026 17:58:00 EST', 'Sat, 21 Nov 2026 17:58:00 cdt',
]

ADDRESSES = [
    'u@example.jp', '<u@example.jp>', 'Taro <taro@example.jp>',
    '"Taro, Y." <taro@example.jp>, b@example.com', '"a@b" <u@example.jp>',
    'u@example.jp (v@example.com)', '(v@example.com) u@example.jp',
    'g: a@example.com, b@example.net;, c@example.org', 'g:;',
    'undisclosed-recipients: ;', 'A <@a.example,@b.example:u@example.jp>',
    'v@example.com <u@example.jp>', 'a@example.jp b@example.com',
    '"A" <a@example.jp> "B" <b@example.com>', 'u @ example.jp',
    'Mary <mary@example.net>, , jdoe@test   . example', '"x y"@example.jp',
    '"a@b"@example.jp', 'x@EXAMPLE.JP', 'a.b@example.jp', '<>', 'root',
    'root, u@example.jp', '=?utf-8?B?44GC?= <u@example.jp>',
    '"a\\"b, c" <u@example.jp>', 'x (a (b) c, d) <u@example.jp>',
]


def random_dates(rng, count):
    weekdays = 'Mon Tue Wed Thu Fri Sat Sun'.split()
    months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
    zones = ['+0900', '-0800', '+0530', '-0330', '+0000', '-0000', '+1400',
             'GMT', 'UT', 'EST', 'EDT', 'CST', 'CDT', 'MST', 'MDT', 'PST',
             'PDT', 'XYZ'] + list(ZONES)
    for _ in range(count):
        t = EPOCH + datetime.timedelta(seconds=rng.randrange(-2**31, 2**33))
        day = rng.choice(['%d', '%02d']) % t.day
        clock = t.strftime(rng.choice(['%H:%M:%S', '%H:%M']))
        month, zone = months[t.month - 1], rng.choice(zones)
        weekday = weekdays[t.weekday()]
        s = rng.choice([
            '%s, %s %s %04d %s %s' % (weekday, day, month, t.year, clock, zone),
            '%s %s %04d %s %s' % (day, month, t.year, clock, zone),
            '%s %s %2d %s %04d' % (weekday, month, t.day, clock, t.year),
            '%s, %s %s %04d %s %s' % (weekday, month, day, t.year, clock,
                                      zone),
            '%s, %s %s %02d %s %s' % (weekday, day, month, t.year % 100, clock,
                                      zone),
        ])
        if rng.random() < 0.2:
            s += ' (a comment)'
        if rng.random() < 0.2:
            s = s.replace(' ', rng.choice(['  ', '\r\n ', '\n\t']), 2)
        yield s


def random_lists(rng, count):
    """By the grammar of RFC 5322 3.4, so Python must read all of them."""
    def word():
        return ''.join(rng.choices('abcxyz019', k=rng.randrange(1, 8)))

    def mailbox():
        dotted = '.'.join(word() for _ in range(rng.randrange(1, 4)))
        local = rng.choice([dotted, '"%s %s"' % (word(), word()),
                            word() + '+a=b'])
        domain = '.'.join([word() for _ in range(rng.randrange(1, 4))] +
                          [rng.choice(['example', 'test', 'jp'])])
        address = local + '@' + domain
        name = rng.choice(['', word(), word() + ' ' + word(),
                           '"%s, %s"' % (word(), word()),
                           '"%s@x.jp \\"%s\\""' % (word(), word()),
                           '=?utf-8?B?44GC?='])
        note = rng.choice(['', '', ' (%s)' % word(),
                           ' (a, (b@x.jp) \\) ; %s)' % word()])
        return rng.choice([address, '%s <%s>' % (name, address)]) + note

    for _ in range(count):
        items = [mailbox() for _ in range(rng.randrange(1, 6))]
        if rng.random() < 0.2:
            items.append('%s: %s;' % (word(), ', '.join(
                mailbox() for _ in range(rng.randrange(0, 3)))))
        yield rng.choice([', ', ',', ',\r\n ']).join(items)


NAMES = {'date': b'd', 'resent-date': b'd', 'received': b'r',
         'x-received': b'r'}
NAMES.update(dict.fromkeys(['from', 'to', 'cc', 'sender', 'reply-to',
                            'resent-to', 'resent-from', 'return-path',
                            'delivered-to', 'envelope-to'], b'a'))


def real_fields():
    """Date, Received and address fields by kind, each body once."""
    found = {b'd': set(), b'r': set(), b'a': set()}
    root = os.environ.get('TODOKU_SOURCE_ROOT', '.')
    top = os.path.join(root, '..', 'shared', 'data', 'mail')
    if not os.path.isdir(top):
        print('no ../shared/data/mail: real mail is left out')
    parser = email.parser.BytesHeaderParser(policy=email.policy.compat32)
    for folder, _, names in sorted(os.walk(top)):
        for name in sorted(names):
            with open(os.path.join(folder, name), 'rb') as f:
                message = parser.parsebytes(f.read(1 << 20))
            for field, body in message.raw_items():
                kind = NAMES.get(field.lower())
                body = str(body).encode('utf-8', 'surrogateescape')
                if kind and 0 < len(body) < 4000 and b'\0' not in body:
                    found[kind].add(body)
    return {k: sorted(v) for k, v in found.items()}


# ---- Comparison ------------------------------------------------------------


class Tally:
    def __init__(self):
        self.same = 0
        self.justified = collections.Counter()
        self.failed = []

    def add(self, same, reasons, body, detail):
        if same:
            self.same += 1
        elif reasons is not None:
            self.justified.update(reasons)
        else:
            self.failed.append((body, detail))

    def report(self, what, mask):
        print('%s: %d the same' % (what, self.same))
        for reason, n in sorted(self.justified.items()):
            print('    %4d %s' % (n, reason))
        for body, detail in self.failed[:20]:
            print('  DIFFERS %s %s' % (re.sub(r'\w', 'a', body) if mask
                                       else repr(body), detail))
        return len(self.failed)


def compare_dates(program, bodies, what, mask=False):
    tally = Tally()
    for body, got in zip(bodies, dump(program, b'd', bodies)):
        s, ours = text(body), seconds(got[0])
        theirs = python_date(s)
        tally.add(ours == theirs, justify_date(s, ours), s, (ours, theirs))
    return tally.report(what, mask)


def compare_received(program, bodies):
    """The date of Received: behind the last ";" outside of comments."""
    tally = Tally()
    for body, got in zip(bodies, dump(program, b'r', bodies)):
        plain = no_comments(text(body))
        if ';' not in plain or text(body).count('(') != text(body).count(')'):
            continue  # no date that Python could be asked for
        s, ours = plain.rsplit(';', 1)[1], seconds(got[0])
        s = re.sub(r'\sid\s.*', '', s)  # Courier writes its id there
        theirs = python_date(s)
        tally.add(ours == theirs, justify_date(s, ours), s, (ours, theirs))
    return tally.report('Received in real mail', False)


def compare_addresses(program, bodies, what, mask=False):
    tally = Tally()
    for body, got in zip(bodies, dump(program, b'a', bodies)):
        s = text(body)
        ours = [d.decode('latin-1').lower() for d in got[1::3] if d]
        theirs = python_domains(s)
        tally.add(ours == theirs, justify_addresses(s, ours), s,
                  '' if mask else (ours, theirs))
    return tally.report(what, mask)


def main(program):
    rng = random.Random(SEED)
    real = real_fields()
    latin = [s.encode('latin-1') for s in DATES]
    failed = compare_dates(program, latin, 'Dates written by hand')
    latin = [s.encode('latin-1') for s in random_dates(rng, 8000)]
    failed += compare_dates(program, latin, 'Dates at random')
    failed += compare_dates(program, real[b'd'], 'Dates in real mail')
    failed += compare_received(program, real[b'r'])
    latin = [s.encode('latin-1') for s in ADDRESSES]
    failed += compare_addresses(program, latin, 'Lists written by hand')
    latin = [s.encode('latin-1') for s in random_lists(rng, 8000)]
    failed += compare_addresses(program, latin, 'Lists at random')
    failed += compare_addresses(program, real[b'a'], 'Lists in real mail',
                                True)
    print('%d differ without a reason' % failed)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
