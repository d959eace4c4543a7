# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev demo: this project, compiled by two servers on this machine and compared with a local build.

The local objects are those that the build has just made with the same command lines, so the
comparison is between what a person gets with distcc and without.
"""

import argparse
import collections
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support.servers import free_port, wait_until_listening  # noqa: E402

ADDRESS = "127.0.0.1"
SERVER_NAMES = ("red", "blue")

Compiled = collections.namedtuple("Compiled", "name host seconds sent received same outcome")


class DemoServer:
    """One distccd on a free port; `host` is what a host list calls it."""

    def __init__(self, name, binaries, directory, compiler):
        self.name = name
        self.directory = Path(directory) / name
        (self.directory / "tmp").mkdir(parents=True)
        (self.directory / "tmp").chmod(0o1777)
        self.directory.chmod(0o755)
        (self.directory / "compilers").write_text(compiler_list(compiler))
        for _ in range(5):
            self.port = free_port(ADDRESS)
            self.process = self.start(binaries)
            if wait_until_listening(self.process, self.port):
                return
        raise SystemExit(f"demo: the server does not start:\n{self.errors()}")

    def start(self, binaries):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": str(self.directory / "tmp"),
                       "DISTCC_CMDLIST": str(self.directory / "compilers")}
        command = [binaries / "distccd", "--daemon", "--no-detach", "--log-stderr", "--listen",
                   ADDRESS, "--port", str(self.port), "--jobs", "2", "--user", "nobody"]
        with open(self.directory / "log", "wb") as log:
            return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                    stderr=log)

    def errors(self):
        return (self.directory / "log").read_text(errors="replace")

    @property
    def host(self):
        suffix = ",lzo" if self.name == "blue" else ""
        return f"{ADDRESS}:{self.port}/2{suffix}"

    def stop(self):
        self.process.terminate()
        self.process.wait()


def compiler_list(compiler):
    """The compiler under its own name and under the names with target and version."""
    path = Path(compiler).resolve()
    names = {str(compiler), str(path)}
    for link in Path(compiler).parent.iterdir():
        if link.is_symlink() and link.resolve() == path:
            names.add(str(link))
    return "".join(f"{name}\n" for name in sorted(names))


def compile_one(entry, distcc, hosts, directory):
    words = shlex.split(entry["command"])
    local_object = Path(entry["directory"]) / words[words.index("-o") + 1]
    name = Path(entry["file"]).name
    unit = Path(directory) / f"{Path(entry['file']).parent.name}-{name}"
    words[words.index("-o") + 1] = f"{unit}.o"
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "DISTCC_HOSTS": hosts,
                   "DISTCC_DIR": f"{directory}/distcc", "DISTCC_LOG": f"{unit}.log"}
    start = time.monotonic()
    done = subprocess.run([distcc, *words], cwd=entry["directory"], env=environment,
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = time.monotonic() - start
    sys.stderr.write(done.stderr.decode(errors="replace"))
    log = Path(f"{unit}.log").read_text(errors="replace")
    host = re.search(r"compile \S+ on (\S+) completed ok", log)
    traffic = re.search(r"(\d+) bytes sent to \S+, (\d+) bytes received", log)
    outcome = re.search(r"outcome (.*)", log)
    same = done.returncode == 0 and Path(f"{unit}.o").read_bytes() == local_object.read_bytes()
    return Compiled(name, host.group(1) if host else "?", seconds,
                    int(traffic.group(1)) if traffic else 0,
                    int(traffic.group(2)) if traffic else 0, same,
                    outcome.group(1) if outcome else "no outcome in the log")


def compile_all(commands, binaries, servers, directory):
    """Four at once, which is what the two servers take. Progress goes to a terminal only."""
    hosts = " ".join(server.host for server in servers)
    results = []
    with ThreadPoolExecutor(max_workers=4) as pool:
        jobs = [pool.submit(compile_one, entry, binaries / "distcc", hosts, directory)
                for entry in commands]
        for number, job in enumerate(jobs, 1):
            results.append(job.result())
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{number}/{len(jobs)} {results[-1].name:40.40}")
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 60 + "\r")
    return results


def print_table(results, servers, elapsed):
    names = {server.host: server.name for server in servers}
    print(f"{'where':<28} {'files':>5} {'seconds':>8} {'sent kB':>8} {'received kB':>11}")
    for host in sorted({result.host for result in results}):
        rows = [result for result in results if result.host == host]
        label = f"{names[host]} ({host})" if host in names else host
        print(f"{label:<28} {len(rows):>5} {sum(r.seconds for r in rows):>8.1f} "
              f"{sum(r.sent for r in rows) // 1000:>8} {sum(r.received for r in rows) // 1000:>11}")
    same = sum(result.same for result in results)
    print(f"{same} of {len(results)} objects equal those of a local compile; "
          f"{elapsed:.1f} s in all, {os.cpu_count()} CPUs here")
    for result in results:
        if not result.same or result.host not in names:
            print(f"  {result.name}: {'equal' if result.same else 'DIFFERS'}, {result.outcome}")
    return same == len(results) and all(result.host in names for result in results)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    arguments = parser.parse_args()
    build = arguments.bin.parent
    commands = json.loads((build / "compile_commands.json").read_text())
    commands = [entry for entry in commands if "/src/" in entry["file"]]
    compiler = shutil.which(shlex.split(commands[0]["command"])[0])
    directory = tempfile.mkdtemp(prefix="distcc-demo-")
    os.chmod(directory, 0o755)
    servers = []
    try:
        servers = [DemoServer(name, arguments.bin, directory, compiler) for name in SERVER_NAMES]
        print("Two servers on this machine: "
              + ", ".join(f"{server.name} = {server.host}" for server in servers))
        print(f"Compiling {len(commands)} files of this project, as "
              f"'distcc {Path(compiler).name} … -c …' with DISTCC_HOSTS naming both")
        start = time.monotonic()
        results = compile_all(commands, arguments.bin, servers, directory)
        good = print_table(results, servers, time.monotonic() - start)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(directory)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
