#!/usr/bin/env python3
"""The other way to count results in an mbox: Python's email, and authres.

usage: python_email.py MBOX

The mailbox module finds the messages, the email package parses their header
sections (bodies are left alone), authres parses Authentication-Results where
it is installed.  Prints what was counted.
"""
import collections
import email.parser
import mailbox
import sys

try:
    import authres
except ImportError:
    authres = None


def header_section(f):
    lines = []
    for line in f:
        lines.append(line)
        if line in (b"\n", b"\r\n"):
            break
    return b"".join(lines)


def count(results, field):
    text = "Authentication-Results: " + str(field)
    try:
        parsed = authres.AuthenticationResultsHeader.parse(text)
    except Exception:  # authres lets several kinds out on odd fields
        results["unreadable"] += 1
        return
    for r in parsed.results:
        results[f"{r.method}={r.result}"] += 1


def main(path):
    parser = email.parser.BytesHeaderParser()
    results = collections.Counter()
    messages = 0
    box = mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        message = parser.parsebytes(header_section(box.get_file(key)))
        messages += 1
        for field in message.get_all("Authentication-Results", []):
            if authres is None:
                results["unparsed"] += 1
            else:
                count(results, field)
    print(messages, dict(results))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
