# SPDX-License-Identifier: GPL-3.0-or-later
"""distccd's page in a real browser: who compiles, what was refused, live, and no file names."""

import re
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.browser import Browser  # noqa: E402
from support.distccd_case import (  # noqa: E402
    Server, compile_once, eventually, expect, folder, write_compiler)

SECRET = "secret_project_file"
hold = folder("hold")
write_compiler("slow-gcc", f"touch {hold}/started.$$; while [ ! -e {hold}/go ]; do sleep 0.05; "
               "done; exec gcc \"$@\"\n")


def page_address(server):
    server.wait_for_log("page for browsers on")
    return re.search(r"page for browsers on (http://\S+)", server.log())[1]


def compile_in_background(server, compiler):
    words = [compiler, "-c", f"{SECRET}.c", "-o", f"{SECRET}.o"]
    thread = threading.Thread(target=compile_once, args=(server, words))
    thread.start()
    return thread


def cells(browser, table):
    return browser.script("return [...document.querySelectorAll('#' + arguments[0] + ' tbody tr')]"
                          ".map(row => [...row.cells].map(cell => cell.textContent))", table)


with Server("--web", "--web-port=0", "--jobs=2", "--queue=5", "--sandbox=off") as server, \
        Browser() as browser:
    browser.open(page_address(server))
    browser.until("return document.getElementById('state').dataset.state === 'live'", "live page")
    expect("Nobody compiles" in browser.text("#requests"), "no word about the empty server")
    browser.script("window.neverReloaded = true")

    running = [compile_in_background(server, "slow-gcc") for _ in range(3)]
    browser.until("return document.querySelectorAll('#requests tbody tr').length === 3",
                  "three requests on the page")
    browser.until("return document.querySelector('#waiting b').textContent === '1'", "a waiting one")
    eventually(lambda: sorted(row[1] for row in cells(browser, "requests")) ==
               ["compiles", "compiles", "waits for a slot"], "two compiles, and one that waits")
    rows = cells(browser, "requests")
    expect(all(row[0].startswith("127.0.0.1:") and row[3] == "slow-gcc" for row in rows), rows)
    compile_once(server, ["evil-cc", "-c", f"{SECRET}.c", "-o", "x.o"])
    with server.connect() as stranger:
        stranger.sendall(b"GET / HTTP/1.0\r\n\r\n")
        expect(stranger.recv(100) == b"", "a stranger was answered")
    browser.until("return document.querySelectorAll('#refusals tbody tr').length === 2", "refusals")
    reasons = {row[1]: row for row in cells(browser, "refusals")}
    expect("update-distcc-symlinks" in reasons["compiler_not_allowed"][3], reasons)
    browser.photograph("server-light", whole=True)
    browser.media(("prefers-color-scheme", "dark"))
    browser.photograph("server-dark", whole=True)

    (hold / "go").touch()
    for thread in running:
        thread.join()
    browser.until("return document.querySelector('#compiled b').textContent === '3'", "three done")
    expect(["127.0.0.1", "3", "2"] == cells(browser, "clients")[0][:3], cells(browser, "clients"))
    browser.until("return [...document.querySelectorAll('#history rect')].some("
                  "bar => bar.getAttribute('height') > 0)", "a bar")
    browser.photograph("server-done", whole=True)
    expect(browser.script("return window.neverReloaded"), "the page was loaded anew")
    expect(SECRET not in browser.script("return document.documentElement.outerHTML"), "file names")
    browser.press("p")
    browser.until("return document.getElementById('state').dataset.state === 'paused'", "a pause")
    browser.press("p")
    browser.until("return document.getElementById('state').dataset.state === 'live'", "going on")
