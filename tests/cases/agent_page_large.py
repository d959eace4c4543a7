# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder's page with 10,000 jobs on 200 hosts: how much a refresh costs, and what it looks like."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents  # noqa: E402
from support.browser import Browser  # noqa: E402
from support.distccd_case import BIN, expect  # noqa: E402
from support.http_client import Page  # noqa: E402

JOBS, HOSTS, SLOTS = 10_000, 200, 4
STARTUP, BLOCKED, CONNECT, PREPROCESS, SEND, COMPILE, RECEIVE = range(7)
SECOND = 1_000_000
chance = random.Random(7)
began = int(time.time() - 120) * SECOND


def line(number, start, host, slot, compile_time, build="everything"):
    outcome, subject, exit_code = "compiled_remotely", "", 0
    if host == "localhost":
        outcome, subject = chance.choice([("not_a_compile", ""), ("hosts_failed", "node7.example.org"),
                                          ("configure_probe", "conftest.c")])
    elif number % 997 == 0:
        exit_code = 1
    name = host.split("/")[0]
    parts, at = [], 0
    for phase, length in ((STARTUP, 400), (BLOCKED, 3000), (CONNECT, 2000), (PREPROCESS, 60_000),
                          (SEND, 12_000), (COMPILE, int(compile_time * SECOND)), (RECEIVE, 9_000)):
        parts.append(f"{phase}:{at}:{slot}:{name}")
        at += length
    fields = [1, start, at, 1000 + number, 4711, build, outcome, exit_code, 180_000, 64_000,
              host, f"src/library{number % 40}/some/part/unit_{number}.cpp", subject]
    return start + at, "\t".join(map(str, fields + parts)) + "\n"


def journal():
    """Every slot works through its jobs, one after the other."""
    places = [(f"node{i}.example.org/{SLOTS},lzo", slot) for i in range(HOSTS - 1) for slot in range(SLOTS)]
    places += [("localhost", slot) for slot in range(SLOTS)]
    free = [began + chance.randrange(SECOND) for _ in places]
    lines = []
    for number in range(JOBS):
        at = number % len(places)
        host, slot = places[at]
        free[at], text = line(number, free[at], host, slot, chance.lognormvariate(0.8, 0.7))
        lines.append((free[at], text))
        free[at] += 20_000
    return "".join(text for _, text in sorted(lines))


EARLIER = "<b>earlier</b> \"build\""


def earlier_journal():
    """A small build of the day before, with a name and a file that are no friends of a page."""
    start = began - 86_400 * SECOND
    lines = [line(number, start, "node1.example.org/4,lzo", 0, 1.0, EARLIER)[1] for number in range(3)]
    return "".join(lines).encode().replace(b"unit_2.cpp", b"\xff\xfe</script>.cpp")


def timed(page, question):
    start = time.monotonic()
    _, text = page.get("live.json?" + question)
    return json.loads(text), len(text), (time.monotonic() - start) * 1000


# How long the page's thread was not free for anything else.
WATCH = """
window.longest = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  window.longest = Math.max(window.longest, now - last - 20);
  last = now;
}, 20);
"""

with Agents() as agents, Browser(width=1400, height=1000) as browser:
    (agents.directory / "journal").write_bytes(earlier_journal() + journal().encode())
    address = subprocess.run([BIN / "distcc", "--web"], env=agents.environment, timeout=30,
                             capture_output=True, text=True, check=True).stdout.strip()
    page = Page(address)
    first, size, took = timed(page, "")
    print(f"first answer: {len(first['jobs'])} jobs, {size} bytes, {took:.0f} ms")
    expect(len(first["jobs"]) == 2000 and first["more"], "the first piece is not bounded")
    expect(size < 600_000, f"the first piece has {size} bytes")
    have = f"epoch={first['epoch']}&of=everything&seen={first['seen']}&have="
    piece, size, took = timed(page, have + "2000")
    print(f"next piece: {len(piece['jobs'])} jobs, {size} bytes, {took:.0f} ms")
    expect(piece["from"] == 2000 and "outcomes" not in piece, "not what comes next")
    nothing, size, took = timed(page, have + str(JOBS))
    print(f"refresh without news: {size} bytes, {took:.1f} ms")
    expect(nothing["jobs"] == [] and "builds" not in nothing and size < 1000, nothing)
    expect(timed(page, have + "99999999999")[0]["from"] == 0, "nonsense is believed")
    expect(timed(page, have.replace("everything", "other") + "2000")[0]["from"] == 0, "of another")

    browser.open(address)
    browser.script(WATCH)
    start = time.monotonic()
    browser.until("return document.querySelector('#jobs b').textContent === '10,000'", "all jobs")
    print(f"in the browser: all {JOBS} jobs after {time.monotonic() - start:.1f} s, "
          f"longest stop {browser.script('return window.longest'):.0f} ms")
    hosts = browser.script("return document.querySelectorAll('#hosts tbody tr').length")
    expect(hosts == HOSTS, f"{hosts} hosts")
    browser.script("window.longest = 0; window.neverReloaded = true")
    for number in range(JOBS, JOBS + 3):
        with (agents.directory / "journal").open("a") as file:
            file.write(line(number, int(time.time()) * SECOND, "node1.example.org/4,lzo", 0, 1.5)[1])
        wanted = f"{number + 1:,}"
        browser.until("return document.querySelector('#jobs b').textContent === arguments[0]",
                      "one job more", wanted)
    stop = browser.script("return window.longest")
    print(f"with one job more each second: longest stop {stop:.0f} ms")
    expect(stop < 2000, f"the page stood still for {stop} ms")
    expect(browser.script("return window.neverReloaded"), "the page was loaded anew")

    browser.script("const list = document.getElementById('builds'); list.value = arguments[0];"
                   "list.dispatchEvent(new Event('change'))", EARLIER)
    browser.until("return document.querySelector('#jobs b').textContent === '3'", "the earlier build")
    expect(EARLIER in browser.text("#facts"), browser.text("#facts"))
    expect("\ufffd\ufffd</script>.cpp" in browser.text("#slowest"), browser.text("#slowest"))
    expect(browser.script("return document.querySelectorAll('main b, select b').length") == 0, "markup")
    browser.script("const list = document.getElementById('builds'); list.value = '';"
                   "list.dispatchEvent(new Event('change'))")
    browser.until("return document.querySelector('#jobs b').textContent === '10,003'", "the newest")

    browser.script("document.getElementById('timeline').focus()")
    browser.press("right", "right", "right")
    expect("unit_" in browser.text("#detail"), browser.text("#detail"))
    wide = browser.script("return document.documentElement.scrollWidth <= window.innerWidth")
    expect(wide, "the page is wider than the window")
    browser.photograph("build-large-light")
    browser.media(("prefers-color-scheme", "dark"))
    browser.script("document.getElementById('zoom-in').click();document.getElementById('zoom-in').click()")
    browser.until("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
                  "() => done(true))))", "a drawing")
    browser.photograph("build-large-dark")
