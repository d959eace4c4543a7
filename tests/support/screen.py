# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of a case's own (Xvfb), the keys typed on it (xdotool), and pictures of it (ImageMagick)."""

import os
import subprocess
from collections import Counter

from support.context import SYSTEM_PATH, Failure, need_program


class Screen:
    def __init__(self, run, width=1280, height=900):
        self.run = run
        self.size = (width, height)
        reading, writing = os.pipe()
        words = [need_program("Xvfb"), "-displayfd", writing, "-screen", "0", f"{width}x{height}x24",
                 "-nolisten", "tcp", "-noreset"]
        with open(run.directory / "xvfb.log", "wb") as log:
            run.start(words, pass_fds=(writing,), stdout=log, stderr=log)
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as numbers:
            number = numbers.readline().strip()
        if not number:
            raise Failure("Xvfb did not start")
        runtime = run.folder("runtime")
        runtime.chmod(0o700)
        # Drawn by the processor and without a message bus, so that a machine needs neither.
        self.environment = {"DISPLAY": f":{number}", "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
                            "GTK_A11Y": "none", "NO_AT_BRIDGE": "1", "LC_ALL": "C.UTF-8",
                            "XDG_RUNTIME_DIR": runtime, "GSETTINGS_BACKEND": "memory",
                            # What the libraries of a desktop keep to the end is not ours.
                            "ASAN_OPTIONS": "detect_leaks=0"}

    def titles(self):
        """The names of all windows that are shown."""
        found = self.run.run([need_program("xdotool"), "search", "--onlyvisible", "--name", ".+"],
                             self.environment).out.split()
        return [self.run.run(["xdotool", "getwindowname", number], self.environment).out.strip()
                for number in found]

    def window(self, title):
        """The number of a shown window, or nothing."""
        found = self.run.run([need_program("xdotool"), "search", "--onlyvisible", "--name", title],
                             self.environment).out.split()
        return found[0] if found else None

    def type(self, window, *keys):
        self.run.succeed(["xdotool", "windowfocus", "--sync", window, "key", "--clearmodifiers", *keys],
                         self.environment)

    def write(self, window, text):
        self.run.succeed(["xdotool", "windowfocus", "--sync", window, "type", "--delay", "20", text],
                         self.environment)

    def picture(self, name):
        """What is on the screen now; it is also kept as build/screenshots/NAME.png."""
        path = self.run.context.folder("screenshots") / f"{name}.png"
        self.run.succeed([need_program("import"), "-silent", "-window", "root", path],
                         self.environment)
        return Picture(path)


class Picture:
    """The pixels of a picture, from left to right, then from top to bottom."""

    def __init__(self, path):
        done = subprocess.run([need_program("convert"), str(path), "-depth", "8", "ppm:-"],
                              capture_output=True, check=True, env={"PATH": SYSTEM_PATH})
        kind, size, depth, self.bytes = done.stdout.split(b"\n", 3)
        if (kind, depth) != (b"P6", b"255"):
            raise Failure(f"a picture in the form {kind} {depth}")
        self.width = int(size.split()[0])
        self.pixels = Counter(zip(self.bytes[0::3], self.bytes[1::3], self.bytes[2::3]))

    def count(self, colour):
        """Pixels of exactly this colour, "00906a"."""
        return self.pixels[tuple(bytes.fromhex(colour))]

    def bands(self, colour, top=0, bottom=None):
        """How many times the colour comes and goes from the row `top` down to the row `bottom`."""
        line, wanted = 3 * self.width, bytes.fromhex(colour)
        there = [has_pixel(self.bytes[at:at + line], wanted)
                 for at in range(top * line, bottom * line if bottom else len(self.bytes), line)]
        return sum(now and not before for now, before in zip(there, [False, *there]))

    def lightness(self):
        """Of all pixels together, 0 to 255."""
        total = sum(self.pixels.values())
        return sum(sum(colour) / 3 * count for colour, count in self.pixels.items()) / total


def has_pixel(line, wanted):
    at = line.find(wanted)
    while at >= 0 and at % 3 != 0:
        at = line.find(wanted, at + 1)
    return at >= 0
