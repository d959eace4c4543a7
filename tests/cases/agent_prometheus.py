# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Prometheus reads the agent's metrics: a port that stays, and the token from its file."""

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.agent_case import Agents  # noqa: E402
from support.distccd_case import BIN, CASE, eventually, expect, folder, skip  # noqa: E402
from support.servers import free_port  # noqa: E402

if not shutil.which("prometheus"):
    skip("prometheus is not installed")

port, own_port = free_port(), free_port()
with Agents() as agents:
    agents.environment["DISTCC_WEB_PORT"] = str(port)
    expect(agents.run().returncode == 0, "no agent")
    token = agents.directory / "web-token"
    eventually(token.exists, "a token")
    subprocess.run([BIN / "distcc", "true"], env=agents.environment, check=False, timeout=30)
    (CASE / "prometheus.yml").write_text(json.dumps({"scrape_configs": [{
        "job_name": "distcc", "scrape_interval": "1s",
        "authorization": {"credentials_file": str(token)},
        "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}]}))
    prometheus = subprocess.Popen(
        ["prometheus", f"--config.file={CASE}/prometheus.yml", f"--storage.tsdb.path={folder('tsdb')}",
         f"--web.listen-address=127.0.0.1:{own_port}", "--log.level=error"])

    def asked(query):
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{own_port}/api/v1/query?query={query}", timeout=20) as answer:
                found = json.load(answer)["data"]["result"]
                return found[0]["value"][1] if found else None
        except OSError:
            return None

    try:
        eventually(lambda: asked("up") == "1", "a scrape")
        eventually(lambda: asked("sum(distcc_jobs_total)") == "1", "the job that is counted")
        # Another agent takes the place, the port and the token.
        old = token.read_text()
        first = agents.status()["pid"]
        agents.run("--stop")
        eventually(lambda: asked("up") == "0", "a scrape that fails")
        expect(agents.run().returncode == 0, "no second agent")
        eventually(lambda: asked("up") == "1", "a scrape of the second agent")
        expect(agents.status()["pid"] != first and token.read_text() != old, "the old token is used")
    finally:
        prometheus.terminate()
        prometheus.wait(20)
