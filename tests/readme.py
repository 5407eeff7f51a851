#!/usr/bin/env python3
"""README.md shows what the program does, and README.ja.md is in step with it.

usage: readme.py TODOKU

Run where README.md lies, or in $TODOKU_SOURCE_ROOT.  Of both: headings by
level, code byte for byte, `code` within the text, numbers, file names, and
the shapes of lists and tables, section by section.  Of README.md: what the
command lines print (a line of ... stands for any lines), and their options.
"""
import collections
import itertools
import os
import re
import subprocess
import sys

COMMANDS = "scan", "compare", "ingest", "audit", "explain", "list"
FOLDERS = "analyzer", "bench", "formats", "samples", "tests"
SPAN = re.compile(r"`([^`]+)`")
NUMBER = re.compile(r"(?<![A-Za-z0-9])\d[\d.,:-]*\d|(?<![A-Za-z0-9])\d")
FILE = re.compile(r"(?:%s)/[\w./-]*\w|(?:%s)/" % (("|".join(FOLDERS),) * 2),
                  re.ASCII)
# Japanese counts in ten thousands: 480 of them are 4.8 million.
MYRIADS = re.compile(r"(\d+) 万")
failed = []


def fail(text):
    failed.append(text)
    print("FAIL:", text)


def sections(path):
    """The lines of a document as (heading, blocks), a block a (kind, text)."""
    with open(path, encoding="utf-8", newline="") as f:
        lines = f.read().split("\n")
    found = [("", [])]
    for line in lines:
        blocks = found[-1][1]
        last = blocks[-1][0] if blocks else "blank"
        if re.match("#+ ", line):
            found.append((line, []))
        elif not line:
            blocks.append(("blank", ""))
        elif line.startswith("    ") and last in ("blank", "code"):
            blocks.append(("code", line))
        elif line.startswith("|"):
            blocks.append(("row", line))
        elif line.startswith("- "):
            blocks.append(("item", line))
        elif last in ("text", "item"):
            blocks[-1] = (last, blocks[-1][1] + " " + line.strip())
        else:
            blocks.append(("text", line))
    return found


def shape(blocks):
    """Kinds of blocks in order, with how many of each follow one another."""
    kinds = itertools.groupby(kind for kind, _ in blocks)
    return [(kind, len(list(group))) for kind, group in kinds
            if kind != "blank"]


def cells(row):
    bare = SPAN.sub(lambda m: m.group().replace("|", "\0"), row)
    return [c.strip().replace("\0", "|") for c in bare.split("|")[1:-1]]


def spans(text):
    return collections.Counter(SPAN.findall(text))


def numbers(text):
    bare = SPAN.sub(" ", text)
    found = collections.Counter(NUMBER.findall(bare))
    found.update("%.1f" % (int(n) / 100) for n in MYRIADS.findall(bare))
    return found


def same_row(where, en, ja):
    en, ja = cells(en), cells(ja)
    if len(en) != len(ja):
        fail("%s: %d columns and %d: %s" % (where, len(en), len(ja), ja))
        return
    for a, b in zip(en, ja):
        if spans(a) != spans(b) or bool(a) != bool(b):
            fail("%s: other code: %s / %s" % (where, a, b))
        if numbers(a) - numbers(b):
            fail("%s: other numbers: %s / %s" % (where, a, b))


def same_section(en, ja):
    where = en[0] or "(top)"
    level = [re.match("#*", s[0]).group() for s in (en, ja)]
    if level[0] != level[1]:
        fail("%s: a heading of another level: %s" % (where, ja[0]))
    if shape(en[1]) != shape(ja[1]):
        fail("%s: other blocks: %s / %s" %
             (where, shape(en[1]), shape(ja[1])))
        return
    of = [{kind: [text for k, text in s[1] if k == kind]
           for kind in ("code", "row", "item", "text")} for s in (en, ja)]
    for a, b in itertools.zip_longest(of[0]["code"], of[1]["code"]):
        if a != b:
            fail("%s: other code:\n  %s\n  %s" % (where, a, b))
            break
    for a, b in zip(of[0]["row"], of[1]["row"]):
        same_row(where, a, b)
    for kind in "item", "text":
        for a, b in zip(of[0][kind], of[1][kind]):
            same_text(where, a, b)


def same_text(where, en, ja):
    for name, find in (("code", spans), ("files", lambda text:
                       collections.Counter(FILE.findall(text)))):
        if find(en) != find(ja):
            fail("%s: other %s: missing %s, too many %s" %
                 (where, name, list(find(en) - find(ja)),
                  list(find(ja) - find(en))))
    missing = numbers(en) - numbers(ja)
    if missing:
        fail("%s: numbers are missing: %s" % (where, list(missing)))


def same(english, japanese):
    if len(english) != len(japanese):
        fail("%d headings and %d" % (len(english) - 1, len(japanese) - 1))
        return
    for a, b in zip(english[1:], japanese[1:]):
        same_section(a, b)
    for name, of in ("README.ja.md", english), ("README.md", japanese):
        if not of[0][1] or "(%s)" % name not in of[0][1][0][1]:
            fail("no link to %s at the top" % name)


def run(todoku, command):
    """What a command line prints; tables as on a terminal."""
    todoku_function = """todoku() {
        c=$1; shift
        case $c in scan|compare) set -- -O table --color never "$@" ;; esac
        "$TODOKU" "$c" "$@"
    }
    """
    done = subprocess.run(["sh", "-c", todoku_function + command],
                          env=dict(os.environ, TODOKU=todoku),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    return done.stdout.decode("utf-8").rstrip("\n").split("\n")


def shows(shown, printed):
    """The first shown line that is not printed in its place, or None."""
    at = 0
    gap = False
    for line in shown:
        if line.strip() == "...":
            gap = True
            continue
        while gap and at < len(printed) and printed[at] != line:
            at += 1
        if at == len(printed) or printed[at] != line:
            return line
        at += 1
        gap = False
    return None if gap or at == len(printed) else printed[at]


def outputs(todoku, english):
    """Every `$ todoku` in code prints what stands below it."""
    count = 0
    code = [text[4:] for _, blocks in english for kind, text in merged(blocks)]
    for i, line in enumerate(code):
        if not line.startswith("$ "):
            continue
        shown = list(itertools.takewhile(
            lambda text: not text.startswith("$ ") and text != "\f",
            code[i + 1:]))
        while shown and not shown[-1]:
            shown.pop()
        wrong = shows(shown, run(todoku, line[2:]))
        if wrong is not None:
            fail("%s does not print so: %s" % (line, wrong))
        count += 1
    return count


def merged(blocks):
    """Lines of code with the empty ones between them, an end after each."""
    for kind, text in blocks:
        if kind == "code":
            yield kind, text
        elif kind == "blank":
            yield kind, ""
        else:
            yield kind, "    \f"


def options(todoku, english):
    """Every option that a text names exists, of the command it is given to."""
    page = {c: subprocess.run([todoku, c, "--help"], stdout=subprocess.PIPE,
                              check=True).stdout.decode() for c in COMMANDS}
    own = {c: set(re.findall(r"^ +(-\w)?(?:, )?(?: *(--[a-z-]+))?", page[c],
                             re.M)) for c in COMMANDS}
    own = {c: {o for pair in own[c] for o in pair if o} for c in COMMANDS}
    count = 0
    for _, blocks in english:
        for kind, text in blocks:
            code = [text] if kind == "code" else SPAN.findall(text)
            for command in code:
                count += one_command(todoku, own, page, command)
    return count


def one_command(todoku, own, page, command):
    command = re.sub(r"\$\(.*?\)", "", command.split(" # ")[0])
    given = re.findall(r"(?<!\S)(--[a-z-]+|-[A-Za-z])(?![\w-])", command)
    named = re.search(r"\btodoku (%s)\b" % "|".join(COMMANDS), command) or \
        re.match("(compare|list) ", command)
    if named:
        for o in given:
            if o not in own[named.group(1)]:
                fail("%s: no option %s" % (command.strip(), o))
    else:
        for o in given:
            if o.startswith("--") and o not in " ".join(page.values()) and \
               not command.startswith("    "):
                fail("%s: no option %s" % (command, o))
    topic = re.match(r"(?:todoku )?list ([a-z-]+)$", command)
    if topic and not run(todoku, "todoku list " + topic.group(1))[0]:
        fail("%s prints nothing" % command)
    return len(given)


def main():
    todoku = os.path.realpath(sys.argv[1])
    os.chdir(os.environ.get("TODOKU_SOURCE_ROOT", "."))
    english = sections("README.md")
    same(english, sections("README.ja.md"))
    shown = outputs(todoku, english)
    given = options(todoku, english)
    for text in (text for _, blocks in english for kind, text in blocks
                 if kind != "code"):
        for name in FILE.findall(SPAN.sub(" ", text)):
            if not os.path.exists(name):
                fail("there is no " + name)
    if shown < 5 or given < 20:
        fail("finds %d outputs and %d options only" % (shown, given))
    print("%d outputs, %d options, %d sections; %d failed" %
          (shown, given, len(english) - 1, len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
