# SPDX-License-Identifier: GPL-3.0-or-later
"""distccd's page and metrics over plain HTTP: what they hold, and what they refuse."""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.distccd_case import (  # noqa: E402
    Server, compile_once, expect, expect_served)
from support.http_client import Page, expect_good_metrics  # noqa: E402
from support.servers import free_port  # noqa: E402

SECRET = "secret_project_file"

stats_port = free_port()

with Server("--web", "--web-port=0", "--stats", f"--stats-port={stats_port}") as server:
    server.wait_for_log("page for browsers on")
    page = Page(re.search(r"page for browsers on (http://\S+)", server.log())[1])
    compile_once(server, ["gcc", "-c", f"{SECRET}.c", "-o", f"{SECRET}.o"])
    compile_once(server, ["no\"such\\cc", "-c", f"{SECRET}.c"])

    status, text = page.get("live.json")
    state = json.loads(text)
    expect(status == 200 and state["results"]["compile_ok"] == 1, state)
    expect(state["refusals"][0]["key"] == "compiler_not_allowed", state["refusals"])
    status, metrics = page.get("metrics")
    for line in ('distccd_jobs_total{result="compile_ok"} 1',
                 'distccd_refusals_total{reason="compiler_not_allowed"} 1',
                 'distccd_refusals_total{reason="too_busy"} 0',
                 'distccd_compiler_jobs_total{compiler="gcc"} 1',
                 'distccd_client_jobs_total{client="127.0.0.1"} 1',
                 'distccd_job_duration_seconds_count 1', "distccd_job_slots "):
        expect(line in metrics, f"{line} is not in {metrics}")
    expect_good_metrics(metrics)
    for name in ("", "live.json", "metrics", "server.js", "live.js", "page.css", "icon.svg"):
        status, text = page.get(name)
        expect(status == 200 and text, f"{name}: {status}")
        expect(SECRET not in text, f"a file's name is in {name}")

    # The statistics port: the same page as ever, whatever is asked, and the metrics.
    statistics = Page(f"http://127.0.0.1:{stats_port}/")
    for question in (b"GET / HTTP/1.0\r\n\r\n", b"GET /live.json HTTP/1.1\r\nHost: a\r\n\r\n", b"?"):
        answer = statistics.send(question)
        expect(answer.startswith(b"HTTP/1.0 200 OK\nContent-Type: text/plain\nConnection: close\n\n"
                                 b"argv /distccd\n<distccstats>\ndcc_tcp_accept 2\n"), answer)
    status, metrics = statistics.get("metrics")
    expect(status == 200 and "distccd_job_slots " in metrics, metrics)
    expect_good_metrics(metrics)

    # What a page of somebody else, or a stranger, may try.
    expect(page.get(host="evil.example")[0] == 421, "DNS rebinding works")
    expect(page.get(host="evil.example:80")[0] == 421, "DNS rebinding works")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        expect(page.get(method=method)[0] == 405, f"{method} is answered")
    for path in ("/../etc/passwd", "/%2e%2e/etc/passwd", "/page.cs", "//", "/live.json/"):
        expect(page.get(path)[0] == 404, f"{path} is answered")
    expect(page.get(method="HEAD") == (200, ""), "HEAD has a body")
    expect(page.send(b"\x16\x03\x01\x02\x00\x01" + b"\xff" * 200 + b"\n\r\n")
           .startswith(b"HTTP/1.1 400 "), "TLS is not refused")
    expect(page.send(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000).startswith(b"HTTP/1.1 431 "),
           "an endless head is read")
    silent = [page.connect() for _ in range(200)]
    for client in silent[:100]:
        client.sendall(b"GET / HT")
    expect(page.get()[0] == 200, "silent clients keep others out")
    expect_served(server)
    for client in silent:
        client.close()

with Server("--web", "--web-port=0", "--web-listen=::1") as server:
    server.wait_for_log("page for browsers on http://[::1]:")
