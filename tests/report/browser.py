#!/usr/bin/env python3
"""Pages as Chromium shows them: nothing on its console, nothing asked of the
network, no page wider than its window at 360 and 1280 pixels, in both colour
schemes, nor than a sheet of paper; no words of a chart outside of the page, none
over others, and every section to be seen.  Exits with 77 if there is no
Chromium.

	browser.py PAGE.html...
"""
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A4 less a centimetre on each side, at 96 pixels an inch.
PAPER = 718
VIEWS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark"),
    (PAPER, "print")]
LOOK = """(() => {
    const wrong = [], wide = document.documentElement.scrollWidth;
    const window_ = Math.min(innerWidth, WIDTH);
    if (wide > window_)
        wrong.push(wide + " pixels wide in " + window_);
    if (!document.title)
        wrong.push("no title");
    for (const e of document.querySelectorAll("section,h2,h3,figure,table")) {
        const r = e.getBoundingClientRect();
        if (r.width < 1 || r.height < 1)
            wrong.push("not to be seen: " + e.tagName);
    }
    for (const svg of document.querySelectorAll("svg")) {
        const name = svg.querySelector("title").textContent;
        const texts = [...svg.querySelectorAll("text")].map(t =>
            ({ text: t.textContent, box: t.getBoundingClientRect() }));
        for (const { text, box } of texts)
            if (box.left < 0 || box.right > window_)
                wrong.push(name + ": outside: " + text);
        for (let i = 0; i < texts.length; i++)
            for (let k = i + 1; k < texts.length; k++) {
                const a = texts[i].box, b = texts[k].box;
                if (a.left < b.right && b.left < a.right &&
                    a.top + 3 < b.bottom && b.top + 3 < a.bottom)
                    wrong.push(name + ": one over the other: " +
                        texts[i].text + ", " + texts[k].text);
            }
    }
    return JSON.stringify(wrong);
})()"""


class Browser:
    """The DevTools protocol over the pipe of --remote-debugging-pipe: 3 and 4
    are its ends there, each message ends with a NUL."""

    def __init__(self, program, home):
        theirs_in, self.to = os.pipe()
        self.back, theirs_out = os.pipe()
        fds = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
            for fd in (theirs_in, theirs_out)]
        args = [program, "--headless=new", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update",
            "--remote-debugging-pipe", "--user-data-dir=" + home]
        if os.geteuid() == 0:
            args.append("--no-sandbox")
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{fds[0]} 4>&{fds[1]}', "-"] + args,
            pass_fds=fds, stderr=subprocess.DEVNULL)
        for fd in fds + [theirs_in, theirs_out]:
            os.close(fd)
        self.text, self.last, self.events = b"", 0, []

    def read(self):
        while b"\0" not in self.text:
            more = os.read(self.back, 1 << 20)
            if not more:
                raise EOFError("the browser is gone")
            self.text += more
        message, self.text = self.text.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.last:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(e.get("method") == method for e in self.events):
            self.events.append(self.read())

    def close(self):
        self.call("Browser.close")
        self.process.wait(30)


def show(browser, tab, path, width, look):
    """What is wrong with it."""
    url = "file://" + os.path.abspath(path)
    browser.events = []
    browser.call("Emulation.setDeviceMetricsOverride", tab, width=width,
        height=800, deviceScaleFactor=1, mobile=width < 500)
    if look == "print":
        browser.call("Emulation.setEmulatedMedia", tab, media="print")
    else:
        browser.call("Emulation.setEmulatedMedia", tab, media="",
            features=[{"name": "prefers-color-scheme", "value": look}])
    browser.call("Page.navigate", tab, url=url)
    browser.wait("Page.loadEventFired")
    answer = browser.call("Runtime.evaluate", tab, returnByValue=True,
        expression=LOOK.replace("WIDTH", str(width)))
    yield from json.loads(answer["result"]["value"])
    for e in browser.events:
        if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown",
                "Runtime.consoleAPICalled"):
            yield json.dumps(e["params"])
        if e.get("method") == "Network.requestWillBeSent" and \
                e["params"]["request"]["url"] != url:
            yield "asks for " + e["params"]["request"]["url"]


def main():
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        print("no Chromium: the pages were not looked at")
        sys.exit(77)
    passed = failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(program, home)
        target = browser.call("Target.createTarget", url="about:blank")
        tab = browser.call("Target.attachToTarget", flatten=True,
            targetId=target["targetId"])["sessionId"]
        for domain in ("Page", "Log", "Runtime", "Network"):
            browser.call(domain + ".enable", tab)
        for path in sys.argv[1:]:
            for width, look in VIEWS:
                wrong = list(show(browser, tab, path, width, look))
                for w in wrong:
                    print(f"{path}, {width}, {look}: {w}")
                failed += bool(wrong)
                passed += not wrong
        browser.close()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
