#!/usr/bin/python3
"""
Differential test of the Authentication-Results cursor against two parsers that
others wrote: authres (Python) and Mail::AuthenticationResults (Perl).

    authres.py DUMP

DUMP is the program built from dump_authres.c.  The three parse

  - bodies.txt: every dialect we know, a body on a line;
  - bodies made here by the grammar of RFC 8601, with known results;
  - all fields of the mail in ../shared/data beside the source, if it is there.

Each body must give the same set of (method, result, known properties).  The
others are strict, and the world is not: where one of them refuses or misreads
a body, REPAIRS must explain why.  A repair turns one habit of the world into
what that parser can read, and only if it then says what we said of the body as
it came, the difference is justified.  Anything else fails, and so does a repair
that is needed more often than its limit.

Exit status: 0 same, 1 different, 77 skipped since a parser is not installed.
"""
import collections
import json
import os
import re
import signal
import subprocess
import sys
from urllib.parse import unquote_to_bytes

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEM = '/usr/bin/python3'  # sees python3-authres, whatever runs us

# The module that is wanted has the name of this file.
sys.path = [p for p in sys.path if os.path.abspath(p) != HERE]

try:
    import authres
except ImportError:
    if os.path.exists(SYSTEM) and 'AUTHRES_AGAIN' not in os.environ:
        os.environ['AUTHRES_AGAIN'] = '1'
        os.execv(SYSTEM, [SYSTEM] + sys.argv)
    print('SKIP: python3-authres is not installed')
    sys.exit(77)

PERL = '/usr/bin/perl' if os.path.exists('/usr/bin/perl') else 'perl'

# ---- What is compared ------------------------------------------------------

KNOWN = {
    'smtp.mailfrom': 'smtp.mailfrom', 'smtp.mail': 'smtp.mailfrom',
    'smtp.mfrom': 'smtp.mailfrom', 'smtp.envelope-from': 'smtp.mailfrom',
    'smtp.helo': 'smtp.helo', 'smtp.pra': 'smtp.pra',
    'smtp.remote-ip': 'smtp.remote-ip', 'smtp.client-ip': 'smtp.remote-ip',
    'smtp.rcptto': 'smtp.rcptto', 'smtp.rcpttodomain': 'smtp.rcptto',
    'header.d': 'header.d', 'header.i': 'header.i', 'header.s': 'header.s',
    'header.b': 'header.b', 'header.a': 'header.a',
    'header.from': 'header.from', 'policy.iprev': 'policy.iprev',
}


def normal(method, result, pairs):
    """One result: words in lower case, known properties, the first of each."""
    found = {}
    for name, value in pairs:
        name = KNOWN.get(name.lower())
        value = re.sub(r'^<(.*)>$', r'\1', (value or '').strip())
        value = re.sub(r'\\(.)', r'\1', value)
        if name and value and value.lower() != 'none':
            found.setdefault(name, value)
    return method.lower(), (result or '').lower(), tuple(sorted(found.items()))


def ask_ours(dump, bodies):
    """For each body, what we say of it."""
    def unescape(word):
        return unquote_to_bytes(word).decode('latin1')

    out = subprocess.run([dump], input=join(bodies), check=True,
                         stdout=subprocess.PIPE).stdout.decode('ascii')
    answers = []
    for line in out.splitlines():
        kind, *words = line.split(' ')
        if kind == 'body':
            answers.append([])
            continue
        pairs = [p.split('=', 1) for p in words[4:]]
        answers[-1].append(normal(
            unescape(words[0]), unescape(words[2]),
            [(name, unescape(value)) for name, value in pairs]))
    assert len(answers) == len(bodies)
    return [sorted(a) for a in answers]


def ask_perl(bodies, running=[]):
    """The same, of the Perl parser; text is why it refused."""
    if not running:
        running.append(subprocess.Popen(
            [PERL, os.path.join(HERE, 'authres.pl')],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE))
    answers = []
    for body in bodies:
        running[0].stdin.write(join([body]))
        running[0].stdin.flush()
        answer = json.loads(running[0].stdout.readline().decode('latin1'))
        if 'error' in answer:
            answers.append('refused: ' + answer['error'].strip())
        else:
            answers.append(sorted(
                normal(m or '', r, pairs)
                for m, r, pairs in answer['results']))
    return answers


def ask_python(bodies):
    """The same, of the Python parser."""
    def ask(body):
        try:
            signal.alarm(5)  # it has no limit of its own
            header = authres.AuthenticationResultsHeader.parse(
                'Authentication-Results: ' + body)
        except Exception as why:
            return 'refused: %s' % why
        finally:
            signal.alarm(0)
        return sorted(
            normal(r.method, r.result,
                   [(p.type + '.' + p.name, p.value) for p in r.properties])
            for r in header.results if r.version in (None, '1'))
    return [ask(body) for body in bodies]


def join(bodies):
    return b''.join(b.encode('latin1') + b'\0' for b in bodies)


PARSERS = {'python': ask_python, 'perl': ask_perl}

# ---- Repairs ---------------------------------------------------------------

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[^()"]+|[()"]', re.S)


def tokens(body):
    """Split into (kind, text): comment (also a cut one), quoted, text."""
    out, depth, comment = [], 0, ''
    at = 0
    while at < len(body):
        if depth > 0 or body[at] == '(':
            step = 2 if body[at] == '\\' else 1
            comment += body[at:at + step]
            depth += {'(': 1, ')': -1}.get(body[at], 0)
            at += step
            if depth == 0:
                out.append(('comment', comment))
                comment = ''
            continue
        m = TOKEN.match(body, at)
        out.append(('quoted' if len(m[0]) > 1 and m[0][0] == '"' else 'text',
                    m[0]))
        at = m.end()
    return out + ([('comment', comment)] if comment else [])


def on(kind, change):
    """A repair that changes the tokens of one kind."""
    def repair(body):
        return ''.join(change(t) if k == kind else t for k, t in tokens(body))
    return repair


def segments(change):
    """A repair of the list of ";" segments; comments are no obstacle."""
    def repair(body):
        held = []

        def hold(mark, text):
            held.append(text)
            return '%s%d\2' % (mark, len(held) - 1)

        mark = {'comment': '\1', 'quoted': '\3'}
        flat = ''.join(t if k == 'text' else hold(mark[k], t)
                       for k, t in tokens(body))
        flat = ';'.join(change(flat.split(';')))
        return re.sub('[\1\3](\\d+)\2', lambda m: held[int(m[1])], flat)
    return repair


GAP = '(?:\\s|\1\\d+\2)*'
METHODS = 'spf|dkim|dmarc|arc|sender-id|iprev|auth'
EXTRAS = ('action|compauth|reason|d|from|identity|receiver|mechanism|problem|'
          'client-ip|envelope-from|helo')


def give_id(parts):
    if re.match(GAP + r'[\w.-]+' + GAP + '=', parts[0]):
        return ['missing.example'] + parts
    if not re.sub(GAP, '', parts[0]):
        return ['missing.example'] + parts[1:]
    return parts


def end_id(parts):
    m = re.match(r'(\s*\S+)\s+(?=[\w.-]+=)(.*)$', parts[0], re.S)
    return [m[1], m[2]] + parts[1:] if m else parts


def drop_empty(parts):
    rest = [p for p in parts[1:] if re.sub(GAP, '', p)]
    return parts[:1] + (rest or ['none'])


def drop_words(parts):
    head = re.sub(r'^(\s*\S+)\s+[^\s\1]*[^\s\1\d][^\s\1]*\s*$', r'\1', parts[0])
    return [head] + ([p for p in parts[1:] if '=' in p] or parts[1:])


def small_none(parts):
    return [p.lower() if re.fullmatch(GAP + 'none' + GAP, p, re.I) else p
            for p in parts]


def drop_extras(parts):
    return parts[:1] + [p for p in parts[1:]
                        if not re.match(GAP + '(?:' + EXTRAS + ')=', p)]


def drop_trees(parts):
    """A property without a result, and results that are none."""
    while len(parts) > 1 and re.match(
            GAP + r'(?:smtp|header|policy)\.', parts[1], re.I):
        del parts[1]
    none = re.compile(GAP + '(?:(?:' + METHODS + ')=' + GAP + '$|'
                      '(?!smtp|header|policy|' + METHODS + ')'
                      r'[\w.-]*=(?:[^A-Za-z\s\1]|$))')
    return parts[:1] + [p for p in parts[1:] if not none.match(p)]


def attach(parts):
    out = parts[:2]
    for p in parts[2:]:
        if re.match(r'\s*(?:smtp|header|policy|body|dns|polrec)\.', p, re.I):
            out[-1] += ' ' + p
        else:
            out.append(p)
    return out


def attach_pairs(parts):
    out = parts[:2]
    for p in parts[2:]:
        if re.match(r'\s*(?:envelope-from|helo|client-ip)=', p):
            out[-1] += ' ' + p
        else:
            out.append(p)
    return [re.sub(r'(?<=[^\s.])\s+(?=(?:envelope-from|helo|client-ip)=)',
                   ' smtp.', p) if re.match(r'\s*spf', p) else p for p in out]


def cut_results(parts):
    def cut(p):
        return re.sub(r'\s+(?=(?:' + METHODS + '|x-new)=)',
                      lambda m: ';' if '=' in p[:m.start()] else m[0], p)
    return parts[:1] + [cut(p) for p in parts[1:]]


def mend_torn(parts):
    return [re.sub(r'(smtp\.mail\w*=[^\s@]+)(\s+)([^\s@=]*@[^\s=]+)(?=\s|$)',
                   lambda m: m[1] + '_' * len(m[2]) + m[3], p) for p in parts]


def drop_no_value(parts):
    return [re.sub(r'[\w-]+\.[\w.-]+=(?=\s*$|\s+[\w.-]+=)', '', p)
            for p in parts]


def obey_version(parts):
    odd = re.match(r'\s*\S+\s+(?:[02-9]|\d\d+)\d*\s*$', parts[0])
    return ['missing.example', 'none'] if odd else parts


def plain_id(parts):
    odd = re.match(r'\s*[\w./+-]*[^\w./+\s\1-]', parts[0], re.A)
    return ['plain.example'] + parts[1:] if odd else parts


def mask(value):
    """What plain() leaves of a value."""
    return re.sub(r'[^\w.@+-]', '_', value.replace('"', ''), flags=re.A)


def plain(body):
    """No character in a value that a strict parser could stumble over."""
    def run(m):
        return m[1] + mask(re.sub(r'^<(.*)>$', r'\1', m[2]))
    body = ''.join('"' + mask(text[1:-1].replace('\\', '')) + '"'
                   if kind == 'quoted' else text for kind, text in tokens(body))
    body = re.sub(r'"([\w.@+=-]*)"', r'\1', body)
    return on('text', lambda t: re.sub(
        r'([\w-]\s*=\s*)([^\s;()]+)', run, t))(body)


Repair = collections.namedtuple(
    'Repair', 'name parsers own real change reason')

# own, real: how often it may be needed in our bodies and in the real mail.
REPAIRS = [
    Repair('no id', 'python perl', 30, 26, segments(give_id),
           'Microsoft and others write no authserv-id, or an empty one; '
           'Python refuses, Perl takes the first result for the id'),
    Repair('odd id', 'python', 4, 30, segments(plain_id),
           'Python has no quoted-string and no 8-bit as authserv-id'),
    Repair('unknown version', 'python perl', 4, 0, segments(obey_version),
           'RFC 8601 2.2: it cannot be read; Perl reads it, Python raises'),
    Repair('NONE', 'perl', 1, 0, segments(small_none),
           'Keywords have no case (RFC 8601 2.2); Perl knows none only'),
    Repair('no ; after the id', 'python perl', 5, 15, segments(end_id),
           'Yahoo, Momentum; Python refuses, Perl hangs it on the id'),
    Repair('empty segment', 'python', 30, 70, segments(drop_empty),
           'a ";" at the end (Microsoft, Yahoo), or nothing behind the id '
           '(Zoho): Python expects a method there'),
    Repair('segment of words', 'python perl', 16, 8, segments(drop_words),
           'Exchange puts the tenant between two results'),
    Repair('pasted Received-SPF', 'python perl', 5, 2,
           segments(attach_pairs),
           'SES: client-ip=; envelope-from=; helo= belong to spf='),
    Repair('extras', 'python perl', 16, 16, segments(drop_extras),
           'compauth= and from= in a segment of their own are no methods '
           '(SEMANTICS 1, pitfalls 4 and 5)'),
    Repair('no result', 'python perl', 4, 4, segments(drop_trees),
           'a property without a result, a result that is no word'),
    Repair('property in its own segment', 'python perl', 2, 2,
           segments(attach), 'Yahoo! JAPAN: it belongs to the result before'),
    Repair('torn address', 'python perl', 3, 1, segments(mend_torn),
           'Coremail folds inside of an address'),
    Repair('empty value', 'python perl', 1, 1, segments(drop_no_value),
           'header.from=; the next property is no value'),
    Repair('no ; between results', 'python perl', 9, 2,
           segments(cut_results),
           'a milter and kit-made fields; the others take the second result '
           'for a property'),
    Repair('comment without blanks', 'perl', 8, 48,
           on('comment', lambda t: ' ' + t + ' '),
           'pass(p=REJECT): Perl makes the comment part of the value'),
    Repair('odd comment', 'python perl', 40, 2, on('comment', lambda t: ' '),
           'cut off, or with 8-bit; Perl knows no escapes; Python reads no '
           'blank between two comments'),
    Repair('odd value', 'python perl', 40, 28, plain,
           'Python has no ":" (IPv6), "<" and 8-bit in a value and loses a '
           'quoted value that is not the last; Perl has no "/" at the start '
           'of one, no escapes, and no quoted local part'),
]

# ---- Bodies by the grammar -------------------------------------------------


class Dice:
    """The same throws with every version of Python."""
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 +
                      1442695040888963407) % 2 ** 64
        return (self.state >> 33) % n

    def pick(self, things):
        return things[self.below(len(things))]


SHAPES = {
    'spf': ('pass fail softfail neutral none policy temperror permerror',
            'smtp.mailfrom smtp.helo'),
    'dkim': ('pass fail neutral none policy temperror permerror',
             'header.d header.i header.s header.b header.a'),
    'dmarc': ('pass fail none temperror permerror',
              'header.from policy.dmarc'),
    'arc': ('pass fail none', 'smtp.remote-ip header.oldest-pass'),
    'iprev': ('pass fail temperror permerror', 'policy.iprev'),
    'auth': ('pass fail none', 'smtp.auth smtp.mailfrom'),
    'sender-id': ('pass fail softfail neutral none', 'header.from smtp.pra'),
    'x-vendor': ('pass skipped', 'policy.x header.d'),
}
COMMENTS = ['(x)', '(2048-bit key; unprotected)', '(a (nested) b)',
            '(spf=pass dkim=fail)', '()', '(p=NONE sp=NONE)', '(a . / =)']
VALUES = {
    'smtp.mailfrom': 'u@example.com @example.net example.org a=b@example.com',
    'smtp.helo': 'mx.example.com mx-1.example.net',
    'smtp.pra': 'u@example.com', 'smtp.auth': 'u@example.com',
    'smtp.remote-ip': '192.0.2.1 198.51.100.7',
    'header.i': '@example.com u@example.net',
    'header.from': 'example.com example.net',
    'header.d': 'example.com example.net', 'header.s': 's1 2026',
    'header.b': 'AbCd1234 x+y', 'header.a': 'rsa-sha256 ed25519-sha256',
    'header.oldest-pass': '0 1', 'policy.dmarc': 'none reject',
    'policy.iprev': '192.0.2.1', 'policy.x': 'a b',
}


def generate(seed, n):
    """n conforming bodies, each with the results that stand in it."""
    dice = Dice(seed)

    def gap(must=False):
        """CFWS, or nothing where nothing must be."""
        if dice.below(8) > 0:
            return ' ' if must or dice.below(4) == 0 else ''
        return ' ' + dice.pick(COMMENTS) + ' '

    def quoted(value):
        return '"%s"' % value if dice.below(6) == 0 else value

    def case(word):
        return word.upper() if dice.below(10) == 0 else word

    def result():
        method = dice.pick(sorted(SHAPES))
        words, names = (x.split() for x in SHAPES[method])
        word, pairs = dice.pick(words), []
        text = case(method) + (gap() + '/' + gap() + '1'
                               if dice.below(9) == 0 else '')
        text += gap() + '=' + gap() + case(word)
        if dice.below(3) == 0:
            text += ' ' + dice.pick(COMMENTS)
        if dice.below(6) == 0:
            text += gap(True) + 'reason' + gap() + '=' + gap() + \
                dice.pick(['"a b; c=d"', 'ok', '"(unbalanced"'])
        for name in names:
            if dice.below(2) == 0:
                value = dice.pick(VALUES[name].split())
                ptype, prop = name.split('.')
                text += gap(True) + case(ptype) + gap() + '.' + gap() + \
                    prop + gap() + '=' + gap() + quoted(value)
                pairs.append((name, value))
        return text + gap(), normal(method, word, pairs)

    for _ in range(n):
        results = [result() for _ in range(dice.below(4))]
        head = dice.pick(['mx.example.jp', 'a-b.example', 'host'])
        head += gap() + dice.pick(['', '', ' 1']) + gap()
        texts = [r[0] for r in results] or ['none' + gap()]
        yield (head + ';' + ';'.join(gap() + t for t in texts),
               sorted(r[1] for r in results))


# ---- Bodies from files -----------------------------------------------------


def own_bodies():
    with open(os.path.join(HERE, 'bodies.txt'), 'rb') as f:
        for line in f.read().decode('latin1').split('\n'):
            if line and not line.startswith('#'):
                yield line


FIELD = re.compile(rb'^((?:arc-)?authentication-results):'
                   rb'((?:[^\r\n]|\r?\n[ \t])*)', re.I | re.M)


def real_bodies(folder):
    for where, _, files in sorted(os.walk(folder)):
        for name in sorted(files):
            with open(os.path.join(where, name), 'rb') as f:
                text = f.read()
            for m in FIELD.finditer(text):
                body = re.sub(rb'\r?\n|\r|\0', b'', m[2]).decode('latin1')
                if m[1].lower().startswith(b'arc'):
                    body = re.sub(r'^\s*i=\d+\s*;', '', body)
                yield body.strip()


# ---- Comparing -------------------------------------------------------------


def masked(answer):
    return [(m, r, tuple((k, mask(v)) for k, v in pairs))
            for m, r, pairs in answer]


def candidates(parser, body):
    """Each repair alone, then all of them one after the other."""
    mine = [r for r in REPAIRS if parser in r.parsers.split()]
    for repair in mine:
        yield [repair], repair.change(body)
    used, text = [], body
    for repair in mine:
        after = repair.change(text)
        if after != text:
            used, text = used + [repair], after
            yield used, text


def explain(parser, body, ours):
    """The repairs that make `parser` say the same, or None."""
    for used, text in candidates(parser, body):
        answer = PARSERS[parser]([text])[0]
        if not isinstance(answer, str) and masked(answer) == masked(ours):
            return used
    return None


def show(parser, body, ours, theirs):
    print('DIFFERENT from %s:\n  body %s\n  ours %s\n  they %s'
          % (parser, body, ours, theirs))


def compare(title, bodies, ours, limit, least):
    """The number of failures; `least` of the bodies need no repair."""
    failures = 0
    for parser, ask in PARSERS.items():
        same, counts = 0, collections.Counter()
        for body, mine, theirs in zip(bodies, ours, ask(bodies)):
            if mine == theirs:
                same += 1
                continue
            used = explain(parser, body, mine)
            counts.update(r.name for r in used or [])
            if used is None:
                failures += 1
                if failures <= 20:
                    show(parser, body, mine, theirs)
        print('%s: %d bodies, %d the same as %s'
              % (title, len(bodies), same, parser))
        for r in REPAIRS:
            n = counts[r.name]
            if n > 0:
                print('  %4d of at most %4d  %s: %s'
                      % (n, getattr(r, limit), r.name, r.reason))
            if n > getattr(r, limit):
                print('  TOO OFTEN')
                failures += 1
        if same < len(bodies) * least:
            print('TOO FEW the same')
            failures += 1
    return failures


def corrupt(answer):
    """Wrong answers that a broken parser of ours could give."""
    (method, result, pairs), rest = answer[0], answer[1:]
    other = 'fail' if result == 'pass' else 'pass'
    yield rest
    yield sorted(rest + [(method, other, pairs)])
    yield sorted(rest + [('x' + method, result, pairs)])
    yield sorted(answer + [('spf', 'pass', (('smtp.helo', 'extra'),))])
    if pairs:
        yield sorted(rest + [(method, result, pairs[1:])])
        name, value = pairs[0]
        wrong = ((name, value + 'x'),) + pairs[1:]
        yield sorted(rest + [(method, result, wrong)])


def can_fail(bodies, ours):
    """What this test is worth: it must see each wrong answer."""
    seen = 0
    for body, mine in list(zip(bodies, ours))[::10]:
        if not mine:
            continue
        for wrong in corrupt(mine):
            if not any(PARSERS[parser]([body])[0] != wrong and
                       explain(parser, body, wrong) is None
                       for parser in PARSERS):
                print('BLIND to %s for %s' % (wrong, body))
                return 1
            seen += 1
    print('%d wrong answers, all seen' % seen)
    return 0 if seen > 100 else 1


def main():
    if len(sys.argv) != 2:
        sys.exit('usage: authres.py DUMP')
    probe = subprocess.run(
        [PERL, '-MJSON', '-MMail::AuthenticationResults::Parser', '-e', '1'],
        stderr=subprocess.DEVNULL)
    if probe.returncode != 0:
        print('SKIP: libmail-authenticationresults-perl is not installed')
        sys.exit(77)
    dump = sys.argv[1]
    own = list(own_bodies())
    failures = compare('bodies.txt', own, ask_ours(dump, own), 'own', .6)
    made, known = map(list, zip(*generate(8601, 400)))
    said = ask_ours(dump, made)
    for body, mine, truth in zip(made, said, known):
        if mine != truth:
            failures += 1
            show('what was meant', body, mine, truth)
    failures += compare('made', made, said, 'own', .8)
    failures += can_fail(made, said)
    root = os.environ.get('TODOKU_SOURCE_ROOT', '.')
    mail = os.path.join(root, '../shared/data/mail')
    if os.path.isdir(mail):
        real = list(real_bodies(mail))
        failures += compare('real', real, ask_ours(dump, real), 'real',
                            .9)
    else:
        print('SKIP real mail: %s is not there' % mail)
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
