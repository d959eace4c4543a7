# SPDX-License-Identifier: GPL-3.0-or-later
"""The stock client with its include server, as `pump` starts it.

Debian's build of the include server's C extension does not work with the Python that it is built
for (it lacks PY_SSIZE_T_CLEAN, which Python demands since 3.10), and every job is then preprocessed.
With an older Python the same file works, loaded under a plain name.
"""

import os
import shutil
import subprocess

from measure import Failed
from support import processes, stock
from support.case import end_group
from support.context import Skip

# Tried first: an interpreter that DISTCC_BENCH_PYTHON names.
PYTHONS = ("python3.9", "python3.8", "python3.7")


class IncludeServer:
    def __init__(self, world, host):
        self._world = world
        modules = world.context.once("stock include server", lambda: unpack(world.context))
        self._python = world.context.once("old python", lambda: find_python(modules))
        self._modules = modules
        self.client = world.client("stock")
        folder = world.run.folder("include-server")
        self._socket, self._pid_file = folder / "socket", folder / "pid"
        self.environment = {**world.client_environment("stock", host),
                            "INCLUDE_SERVER_PORT": str(self._socket)}
        self._log = folder / "client.log"
        self.environment["DISTCC_LOG"] = str(self._log)

    def __enter__(self):
        self._log.unlink(missing_ok=True)
        words = [self._python, self._modules / "include_server.py", "--port", self._socket,
                 "--pid_file", self._pid_file]
        self._process = self._world.run.start(
            words, {"PYTHONPATH": self._modules, "PATH": os.environ["PATH"],
                    "HOME": os.environ.get("HOME", "/")},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if self._process.wait(20) != 0:
            raise Failed("the stock include server does not start")
        self._pid = int(self._pid_file.read_text())
        return self

    def __exit__(self, *_):
        os.kill(self._pid, 15)
        end_group(self._process)

    def cpu(self):
        return processes.cpu_seconds(self._pid)

    def expect_pump_mode(self, jobs):
        log = self._log.read_text()
        if (here := log.count("reprocessing locally")) > 0.1 * jobs:
            raise Failed(f"{here} of {jobs} jobs of the stock client were preprocessed")


def unpack(context):
    root = context.folder("stock-pump")
    if not (root / ".complete").exists():
        stock.unpack_package(context, "distcc-pump", root)
        (root / ".complete").touch()
    modules = root / "usr/lib/python3/dist-packages/include_server"
    extension = next(modules.glob("distcc_pump_c_extensions.*.so"), None)
    if extension is None:
        raise Skip("the package of the stock include server has another shape")
    plain = modules / "distcc_pump_c_extensions.so"
    if not plain.exists():
        shutil.copy(extension, plain)
    return modules


def find_python(modules):
    for name in (os.environ.get("DISTCC_BENCH_PYTHON", ""), *PYTHONS):
        program = shutil.which(name)
        if program and subprocess.run([program, "-c", "import distcc_pump_c_extensions"],
                                      env={**os.environ, "PYTHONPATH": str(modules)}, check=False,
                                      capture_output=True).returncode == 0:
            return program
    raise Skip("the stock include server needs a Python older than 3.10, and none is here")
