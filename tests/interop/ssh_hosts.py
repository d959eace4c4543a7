# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH hosts through a real sshd: shared connections, what they may never do, reverse tunnels."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from support import locks, logs, objects, processes, servers, ssh
from support.case import Case
from support.context import expect, expect_equal
from support.programs import ours
from support.waiting import wait_for_equal

SOURCE = '#include <stdio.h>\nint main(void) { puts("hello"); return __LINE__; }\n'
SLOTS = 8


def cases(context):
    rows = (("shared-connection", shared_connection), ("holds-no-pipe", holds_no_pipe),
            ("own-configuration", own_configuration), ("other-program", other_program),
            ("reuse-off", reuse_off), ("dead-connection", dead_connection),
            ("says-why", says_why), ("talkative", talkative), ("no-shell", no_shell),
            ("user-configuration", user_configuration), ("reverse-tunnels", reverse_tunnels))
    return [Case(f"interop/ssh-hosts/{name}", function) for name, function in rows]


class Scene:
    """sshd, a client with a short DISTCC_DIR, and the jobs that it sends."""

    def __init__(self, run):
        self.run = run
        self.client = ours(run.context).client
        self.remote = ssh.start(run, ours(run.context))
        self.directory = Path(tempfile.mkdtemp(prefix="dssh"))
        run.on_exit(shutil.rmtree, self.directory, True)
        run.on_exit(self.end_masters)
        self.log = run.directory / "client.log"
        self.environment = {**self.remote.environment, "DISTCC_DIR": self.directory,
                            "DISTCC_LOG": self.log,
                            "DISTCC_CHECK_COMPILER": 0}  # which logs in by itself
        self.host = self.remote.host.replace(":", f"/{SLOTS}:", 1)
        run.file("a.c", SOURCE)
        run.succeed(["gcc", "-c", "a.c", "-o", "local.o"])

    def words(self, number=0):
        return [self.client, "gcc", "-c", "a.c", "-o", f"a{number}.o"]

    def job(self, number=0, host=None, **environment):
        return self.run.run(self.words(number),
                            {**self.environment, "DISTCC_HOSTS": host or self.host, **environment})

    def expect_remote(self, jobs, at_once=1, **environment):
        """Silent and right, all of them by ssh."""
        self.log.unlink(missing_ok=True)

        def one(number):
            done = self.job(number, **environment)
            expect_equal((done.status, done.err), (0, ""), "exit status and stderr")
            objects.expect_same(self.run.cwd / f"a{number}.o", self.run.cwd / "local.o", "object")

        self.run.side_by_side(one, range(jobs), at_once)
        logs.expect_all_remote(self.log, ["a.c"] * jobs, environment.get("host", self.host))
        expect_equal(locks.held(self.directory), [], "slots still held")

    def sockets(self):
        return [path for path in (self.directory / "ssh").glob("*") if path.is_socket()]

    def logins(self):
        return (self.run.directory / "sshd.log").read_text().count("Accepted publickey")

    def end_masters(self):
        for socket in self.sockets():
            subprocess.run(["ssh", "-O", "exit", "-o", f"ControlPath={socket}", "any"], check=False,
                           capture_output=True)


def shared_connection(run):
    """Many jobs, at once and one by one, log in twice: once for each five slots."""
    scene = Scene(run)
    scene.expect_remote(24, at_once=SLOTS)
    expect_equal(scene.logins(), len(scene.sockets()), "logins")
    expect(len(scene.sockets()) <= 2, f"connections: {scene.sockets()}")
    before = scene.logins()
    scene.expect_remote(4)
    expect_equal(scene.logins(), before, "logins after more jobs")
    mode = (scene.directory / "ssh").stat().st_mode & 0o777
    expect_equal(oct(mode), oct(0o700), "the mode of the directory")


def holds_no_pipe(run):
    """The connection outlives the build, and holds nothing of it: no pipe, no jobserver, no tty."""
    scene = Scene(run)
    extra_read, extra_write = os.pipe()
    began = time.monotonic()
    process = run.start(scene.words(), {**scene.environment, "DISTCC_HOSTS": scene.host},
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[extra_write])
    os.close(extra_write)
    out, err = process.communicate(timeout=30)  # waits for the end of both pipes
    expect_equal((process.returncode, out, err), (0, b"", b""), "the job")
    with os.fdopen(extra_read, "rb") as extra:
        expect_equal(extra.read(), b"", "what came from an inherited pipe")
    expect(time.monotonic() - began < 30, "the pipes were held")
    expect(scene.sockets(), "no connection is kept")
    masters = [pid for pid in processes.with_marker(run.directory)
               if "ControlMaster=yes" in processes.command_of(pid)]
    expect(masters, "there is no master process")
    for pid in masters:
        expect(os.getsid(pid) != os.getsid(process.pid) if processes.is_alive(process.pid)
               else True, "the master is in the session of the build")
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(link)
            expect(not target.startswith("/dev/pts"), f"the master holds {target}")


def own_configuration(run):
    """A user who shares connections himself is left alone."""
    scene = Scene(run)
    config = run.directory / "ssh" / "config"
    config.write_text(config.read_text() + f"  ControlMaster auto\n  ControlPath "
                      f"{scene.directory}/own-%C\n  ControlPersist 600\n")
    scene.expect_remote(3)
    expect_equal(scene.sockets(), [], "sockets of ours")
    own = list(scene.directory.glob("own-*"))
    expect_equal(len(own), 1, "sockets of the user's")
    expect_equal(scene.logins(), 1, "logins")
    subprocess.run(["ssh", "-O", "exit", "-o", f"ControlPath={own[0]}", "any"], check=False,
                   capture_output=True)


def other_program(run):
    """DISTCC_SSH that is no OpenSSH, or has sharing options: called as it is."""
    scene = Scene(run)
    plain = scene.environment["DISTCC_SSH"].split()
    script = run.script("not-ssh", f'echo "$@" >>{run.directory}/words\nexec ssh "$@"\n')
    scene.expect_remote(2, DISTCC_SSH=" ".join([str(script), *plain[1:]]))
    scene.expect_remote(1, DISTCC_SSH=" ".join([*plain, "-oControlPath=none"]))
    expect_equal(scene.sockets(), [], "sockets")
    said = (run.directory / "words").read_text()
    expect("Control" not in said, f"options were added: {said}")


def reuse_off(run):
    scene = Scene(run)
    scene.expect_remote(3, DISTCC_SSH_REUSE=0)
    expect_equal((scene.logins(), scene.sockets()), (3, []), "logins and sockets")


def dead_connection(run):
    """A master that was killed, or has stopped: the jobs go on, silently."""
    scene = Scene(run)
    scene.expect_remote(1)
    master = next(pid for pid in processes.with_marker(run.directory)
                  if "ControlMaster=yes" in processes.command_of(pid))
    os.kill(master, signal.SIGKILL)
    while processes.is_alive(master):
        time.sleep(0.01)
    scene.expect_remote(2)
    expect(scene.logins() >= 2, "nobody logged in again")
    # Not even ours, and no directory for sockets: each job by itself.
    scene.end_masters()
    wait_for_equal(scene.sockets, [], "sockets")
    shutil.rmtree(scene.directory / "ssh")
    (scene.directory / "ssh").write_text("in the way")
    scene.expect_remote(2)


def says_why(run):
    """What ssh has to say is in the one line, with fallback and without."""
    scene = Scene(run)
    run.file("no-key", "", mode=0o600)
    plain = scene.environment["DISTCC_SSH"]
    rows = (
        (scene.host, {"DISTCC_SSH": f"{plain} -p 1"}, "Connection refused"),
        (scene.host, {"DISTCC_SSH": f"{plain} -o IdentityFile={run.cwd}/no-key -i {run.cwd}/no-key"
                      f" -o PubkeyAuthentication=no"}, "Permission denied"),
        (f"@{ssh.ALIAS}:no-such-distccd", {}, "no-such-distccd"),
        (scene.host, {"DISTCC_SSH": f"{plain} -o UserKnownHostsFile=/dev/null "
                      "-o StrictHostKeyChecking=yes"}, "Host key verification failed"),
    )
    for number, (host, environment, text) in enumerate(rows):
        directory = run.folder(f"why-{number}")
        setting = {**environment, "DISTCC_DIR": directory, "DISTCC_LOG": None}
        done = scene.job(host=host, **setting)
        expect_equal(done.status, 0, f"{text}: exit status ({done.err})")
        expect_equal(len(done.err.strip().splitlines()), 1, f"{text}: lines ({done.err})")
        expect(text in done.err, f"{text!r} is not in {done.err!r}")
        objects.expect_same(run.cwd / "a0.o", run.cwd / "local.o", "the object")
        strict = scene.job(host=host, DISTCC_FALLBACK=0, DISTCC_BACKOFF_PERIOD=0, **setting)
        expect(100 <= strict.status < 120, f"{text}: strict exit status {strict.status}")
        expect_equal(locks.held(directory), [], "slots still held")


def talkative(run):
    """A login that prints on stderr, a lot: the job works, and none of it is shown."""
    scene = Scene(run)
    noisy = run.script("noisy", 'head -c 3000000 /dev/zero | tr "\\0" "x" >&2\n'
                       f'exec {scene.remote.host.split(":", 1)[1]} "$@"\n')
    host = f"@{ssh.ALIAS}:{noisy}"
    done = scene.job(host=host, DISTCC_FALLBACK=0)
    expect_equal((done.status, done.err), (0, ""), "exit status and stderr")


def no_shell(run):
    """DISTCC_SSH is words, and a shell on this side never sees them, nor what the list says."""
    scene = Scene(run)
    mark = run.directory / "mark"
    script = run.script("ssh-like", f'printf "<%s>" "$@" >{run.directory}/words\nexit 1\n')
    done = scene.job(host=f"$(touch$IFS{mark})@host;touch:/remote/distccd;touch",
                     DISTCC_SSH=f"{script} -o *x $(touch {mark})", DISTCC_FALLBACK=0)
    expect(done.status >= 100, f"exit status {done.status}")
    expect(not mark.exists(), "something was executed")
    expect_equal((run.directory / "words").read_text(),
                 f"<-o><*x><$(touch><{mark})><-l><$(touch$IFS{mark})><host;touch>"
                 "</remote/distccd;touch><--inetd><--enable-tcp-insecure>", "words")


def user_configuration(run):
    """Plain `ssh`: ~/.ssh/config of the user decides, with its alias, user, port and key."""
    scene = Scene(run)
    home = run.directory / "real-home"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    shutil.copy(run.directory / "ssh" / "config", home / ".ssh" / "config")
    # ssh asks the account for the home directory: a wrapper says where it is, named ssh too.
    (run.directory / "bin").mkdir()
    wrapper = run.directory / "bin" / "ssh"
    wrapper.write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F "$HOME/.ssh/config" "$@"\n')
    wrapper.chmod(0o755)
    scene.expect_remote(3, HOME=home, DISTCC_SSH=None,
                        PATH=f"{run.directory}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}")
    expect(scene.sockets(), "no connection is kept")


def reverse_tunnels(run):
    """Two servers behind tunnels that end on ports of 127.0.0.1: two hosts, each on its own."""
    scene = Scene(run)
    own = ours(run.context)
    tunnels = []
    for number in range(2):
        server = servers.start(run, own, name=f"far-{number}")
        port = servers.free_port("127.0.0.1")
        tunnel = run.start(["ssh", "-F", run.directory / "ssh" / "config", "-N", "-o",
                            "ExitOnForwardFailure=yes", "-R",
                            f"127.0.0.1:{port}:127.0.0.1:{server.port}", ssh.ALIAS])
        expect(servers.wait_until_listening(tunnel, port), "the tunnel does not open")
        tunnels.append((f"127.0.0.1:{port}", tunnel, server))
    hosts = " ".join(f"{entry}/1" for entry, _, _ in tunnels)
    side_by_side(run, scene, hosts, 8)
    places = {place for _, place in logs.completed(scene.log)}
    expect_equal(places, {f"{entry}/1" for entry, _, _ in tunnels}, "both hosts had jobs")
    names = {path.name for path in (scene.directory / "lock").glob("cpu_tcp_127.0.0.1_*")}
    expect_equal(len(names), 2, f"slots of their own ({names})")
    tunnels[0][1].terminate()
    tunnels[0][1].wait(60)
    scene.log.unlink()
    side_by_side(run, scene, hosts, 4, quiet=False)
    places = {place for _, place in logs.completed(scene.log)}
    expect_equal(places, {f"{tunnels[1][0]}/1"}, "the other host had all jobs")
    port = tunnels[0][0].rpartition(":")[2]
    left_out = locks.backed_off(scene.directory)
    expect_equal(left_out, [f"backoff_tcp_127.0.0.1_{port}_0"], "hosts left out")
    # By its name localhost is this machine; with a port it is a host.
    shown = run.run([scene.client, "--explain", "gcc", "-c", "a.c"],
                    {**scene.environment, "DISTCC_HOSTS": f"localhost localhost:{port}/3"}).out
    expect(re.search(r"localhost: this machine", shown), f"--explain says {shown}")
    expect(re.search(rf"localhost:{port}/3: 3 slots", shown), f"--explain says {shown}")


def side_by_side(run, scene, hosts, jobs, quiet=True):
    def one(number):
        done = scene.job(number, host=hosts, DISTCC_FALLBACK=0)
        expect_equal(done.status, 0, f"exit status ({done.err})")
        expect(not quiet or not done.err, f"noise: {done.err}")
        objects.expect_same(run.cwd / f"a{number}.o", run.cwd / "local.o", "the object")

    run.side_by_side(one, range(jobs), 2)
