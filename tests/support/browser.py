# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Chromium without a window, driven through chromedriver's WebDriver protocol."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from support.distccd_case import BIN, CASE, PATIENCE, eventually, expect, fail, folder, skip

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1"]
SCREENSHOTS = BIN.parent / "screenshots"
KEYS = {"tab": "\ue004", "enter": "\ue007", "left": "\ue012", "right": "\ue014", "home": "\ue011"}


class Browser:
    """One window. Whatever a page complains about on its console fails the case."""

    def __init__(self, width=1280, height=900, dark=False):
        driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
        if not driver or not chromium:
            skip("chromium and chromium-driver are not installed")
        self.log_path = CASE / "chromedriver.log"
        self.log = self.log_path.open("wb")
        profile = folder(f"browser-{time.monotonic_ns()}")
        # A browser's socket lies in it, whose path must be short wherever the build is.
        self.temporary = tempfile.TemporaryDirectory(prefix="distcc-browser-", dir="/tmp")
        self.process = subprocess.Popen(
            [driver, "--port=0"], stdout=self.log, stderr=self.log, start_new_session=True,
            env={**os.environ, "HOME": str(profile), "XDG_RUNTIME_DIR": str(profile),
                 "TMPDIR": self.temporary.name})
        port = eventually(self.port, "start of chromedriver")
        self.base = f"http://127.0.0.1:{port}"
        flags = [*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        if dark:
            flags.append("--force-dark-mode")
        started = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": chromium, "args": flags}}}})
        self.base += f"/session/{started['sessionId']}"
        if dark:
            self.media(("prefers-color-scheme", "dark"))

    def port(self):
        found = re.search(rb"started successfully on port (\d+)", self.log_path.read_bytes())
        return int(found[1]) if found else None

    def call(self, method, path, content=None):
        data = None if method == "GET" else json.dumps(content or {}).encode()
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            return fail(f"browser: {path}: {error.read()[:600]!r}")

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def media(self, *features):
        self.devtools("Emulation.setEmulatedMedia",
                      features=[{"name": name, "value": value} for name, value in features])

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def script(self, code, *arguments):
        return self.call("POST", "/execute/sync", {"script": code, "args": list(arguments)})

    def text(self, selector):
        return self.script("return document.querySelector(arguments[0]).textContent", selector)

    def press(self, *keys):
        strokes = []
        for key in keys:
            for kind in ("keyDown", "keyUp"):
                strokes.append({"type": kind, "value": KEYS.get(key, key)})
        self.call("POST", "/actions", {"actions": [
            {"type": "key", "id": "keyboard", "actions": strokes}]})

    def until(self, code, what, *arguments):
        """Asks the page until it says yes; a browser on a busy machine may take long."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            value = self.script(code, *arguments)
            if value:
                return value
            time.sleep(0.05)
        return fail(f"{what} did not happen within {PATIENCE} s")

    def photograph(self, name, whole=False):
        SCREENSHOTS.mkdir(exist_ok=True)
        options = {"captureBeyondViewport": True} if whole else {}
        if whole:
            size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"],
                               "height": min(size["height"], 6000), "scale": 1}
        image = base64.b64decode(self.devtools("Page.captureScreenshot", **options)["data"])
        expect(image.startswith(b"\x89PNG") and len(image) > 10_000, f"no picture of {name}")
        (SCREENSHOTS / f"{name}.png").write_bytes(image)

    def complaints(self):
        return [one["message"] for one in self.call("POST", "/se/log", {"type": "browser"})
                if one["level"] in ("SEVERE", "WARNING")]

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                expect(not self.complaints(), f"the console says {self.complaints()}")
        finally:
            try:
                self.call("DELETE", "")
            except (OSError, SystemExit):
                pass
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(60)
            self.log.close()
            self.temporary.cleanup()
