# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder's page in a real browser: real jobs through a real distccd, seen live."""

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents  # noqa: E402
from support.browser import Browser  # noqa: E402
from support.distccd_case import (  # noqa: E402
    BIN, CASE, Server, eventually, expect, folder, write_compiler)
from support.http_client import Page, expect_good_metrics  # noqa: E402

HOSTILE = "<img src=x onerror=document.title='owned'>.c"
LONG = "a" * 150 + ".c"
hold = folder("hold")
# What clients call gcc when they know no more than that.
TRIPLE = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, text=True, check=True).stdout
gcc = write_compiler(f"{TRIPLE.strip()}-gcc", f"while [ ! -e {hold}/go ]; do sleep 0.05; done; exec /usr/bin/gcc \"$@\"\n")
allowed = folder("list") / "cmdlist"
allowed.write_text(f"{gcc}\n")


def client(agents, server, *words, **environment):
    return subprocess.Popen(
        [BIN / "distcc", *words], cwd=CASE, stderr=subprocess.PIPE,
        env={**agents.environment, "DISTCC_HOSTS": f"{server.host}/4",
             "DISTCC_CHECK_COMPILER": "0",  # the question would wait for the held compiler
             **environment})


def finish(*processes):
    for process in processes:
        process.communicate(timeout=60)


def rows(browser, table):
    return browser.script("return [...document.querySelectorAll('#' + arguments[0] + ' tbody tr')]"
                          ".map(row => [...row.cells].map(cell => cell.textContent))", table)


with Agents() as agents, \
        Server("--sandbox=off", "--jobs=4", command_list=False,
               environment={"DISTCC_CMDLIST": str(allowed)}) as server, Browser() as browser:
    for name in ("one.c", "two.c", HOSTILE, LONG):
        (CASE / name).write_text("int x;\n")
    asked = subprocess.run([BIN / "distcc", "--web"], env=agents.environment, timeout=30,
                           capture_output=True, text=True, check=False)
    address = asked.stdout.strip()
    expect(asked.returncode == 0 and address.startswith("http://127.0.0.1:"), asked)
    token = agents.directory / "web-token"
    expect(token.stat().st_mode & 0o777 == 0o600, "others may read the token")
    expect(token.read_text() in address, "the token is not in the address")

    browser.open(address)
    browser.until("return document.getElementById('state').dataset.state === 'live'", "live page")
    browser.script("window.neverReloaded = true")
    running = [client(agents, server, "gcc", "-c", name, "-o", f"{i}.o")
               for i, name in enumerate(("one.c", HOSTILE, LONG))]
    browser.until("return document.querySelectorAll('#running tbody tr').length === 3 && "
                  "[...document.querySelectorAll('#running td.tone')].every("
                  "cell => cell.textContent === 'Compile')", "three compiles on the page")
    expect(HOSTILE in [row[0] for row in rows(browser, "running")], rows(browser, "running"))
    browser.photograph("build-running", whole=True)
    (hold / "go").touch()
    finish(*running)
    finish(client(agents, server, "gcc", "two.c", "-o", "program"),
           client(agents, server, "gcc", "-c", "two.c", "-o", "two.o", "--param=unknown-thing"),
           client(agents, server, "gcc", "-c", "two.c", "-o", "far.o", DISTCC_HOSTS="127.0.0.1:1"))
    browser.until("return document.querySelector('#jobs b').textContent === '6'", "six jobs")
    expect(browser.text("#remote b") in ("3", "4"), browser.text("#remote"))
    eventually(lambda: rows(browser, "running") == [], "no running job")
    local = {row[1]: row for row in rows(browser, "local")}
    expect("links always run here" in local["not_a_compile"][3], local)
    trouble = [row for row in rows(browser, "outcomes") if row[1] == "here after trouble"]
    expect(any("127.0.0.1:1" in row[3] for row in trouble), rows(browser, "outcomes"))
    wanted = {"127.0.0.1:1": "left out after an error", f"{server.host}/4": "idle"}
    # This machine is there too when a look has seen a job run on it.
    eventually(lambda: wanted.items() <= {row[0]: row[1] for row in rows(browser, "hosts")}.items(),
               f"{wanted}")
    expect(HOSTILE in [row[0] for row in rows(browser, "slowest")], rows(browser, "slowest"))
    expect(browser.script("return document.querySelectorAll('img').length") == 0, "markup came in")
    expect("owned" not in browser.script("return document.title"), "a script of a file name ran")

    # Without a mouse: to the timeline, from job to job.
    browser.script("document.getElementById('timeline').focus()")
    browser.press("right", "right", "+", "0")
    expect("slot 0" in browser.text("#detail"), browser.text("#detail"))
    browser.script("const box = document.getElementById('filter'); box.value = 'unknown';"
                   "box.dispatchEvent(new Event('input'))")
    expect(len(rows(browser, "local")) <= 1, rows(browser, "local"))
    expect(browser.script("return window.neverReloaded"), "the page was loaded anew")
    browser.photograph("build-done", whole=True)

    # What others, and other pages, may try.
    page = Page(address)
    status, metrics = page.get("metrics")
    for line in ('distcc_jobs_total{outcome="not_a_compile"} 1', "distcc_job_duration_seconds_count 6",
                 f'distcc_host_jobs_total{{host="{server.host}/4"}} ', 'distcc_running_jobs{phase="Compile"} 0'):
        expect(line in metrics, f"{line} is not in {metrics}")
    expect_good_metrics(metrics)
    bearer = f"Authorization: Bearer {token.read_text()}\r\n"
    expect(page.get("/metrics", headers=bearer)[1] == metrics, "the bearer does not count")
    expect(page.get("/metrics")[0] == 403, "metrics without the token")
    for path in ("/", "/live.json", "/build.html"):
        expect(page.get(path)[0] == 404, f"{path} without the token")
    wrong = "/" + "0" * 32 + "/"
    expect(page.get(wrong + "live.json")[0] == 403, "a wrong token is right")
    expect("one.c" not in page.get(wrong)[1], "a wrong token shows the page")
    expect(page.get(host="evil.example")[0] == 421, "DNS rebinding works")
    expect(not browser.complaints(), "the console complains")
    # So many push the oldest out, the browser's too.
    silent = [page.connect() for _ in range(100)]
    expect(json.loads(page.get("live.json")[1])["build"], "silent clients keep others out")
    for one in silent:
        one.close()

    # The page says so when its agent has ended; the token is then worth nothing.
    agents.run("--stop")
    browser.until("return document.getElementById('state').dataset.state === 'gone'", "the news")
    expect("distcc --web" in browser.text("#state"), browser.text("#state"))
    eventually(lambda: not token.exists(), "the end of the token")
    browser.open("about:blank")
    complaints = browser.complaints()
    expect(all("ERR_CONNECTION" in text for text in complaints), complaints)
