# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen of a case's own (Xvfb), the keys typed on it (xdotool), and pictures of it (ImageMagick)."""

import os
import subprocess

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
                            "XDG_RUNTIME_DIR": runtime, "GSETTINGS_BACKEND": "memory"}

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
        self.run.succeed(["xdotool", "windowfocus", window, "key", "--clearmodifiers", *keys],
                         self.environment)

    def picture(self, name):
        """What is on the screen now; it is also kept as build/screenshots/NAME.png."""
        path = self.run.context.folder("screenshots") / f"{name}.png"
        self.run.succeed([need_program("import"), "-silent", "-window", "root", path],
                         self.environment)
        return Picture(path)


class Picture:
    """A picture as a table of colours with their numbers of pixels."""

    def __init__(self, path):
        done = subprocess.run([need_program("convert"), str(path), "-depth", "8", "rgb:-"],
                              capture_output=True, check=True, env={"PATH": SYSTEM_PATH})
        pixels = done.stdout
        self.pixels = {}
        for at in range(0, len(pixels), 3):
            colour = pixels[at:at + 3]
            self.pixels[colour] = self.pixels.get(colour, 0) + 1

    def count(self, colour):
        """Pixels of exactly this colour, "00906a"."""
        return self.pixels.get(bytes.fromhex(colour), 0)

    def lightness(self):
        """Of all pixels together, 0 to 255."""
        total = sum(self.pixels.values())
        return sum(sum(colour) / 3 * count for colour, count in self.pixels.items()) / total
