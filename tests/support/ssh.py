# SPDX-License-Identifier: GPL-3.0-or-later
"""A real sshd on loopback with keys and configuration of its own; ~/.ssh is not touched."""

import getpass
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support import servers, stock
from support.context import need_program

ALIAS = "loop"

SERVER_CONFIGURATION = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {directory}/host_key
AuthorizedKeysFile {directory}/user_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication yes
PermitRootLogin yes
LogLevel VERBOSE
"""

CLIENT_CONFIGURATION = """\
Host {alias}
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {directory}/user_key
  IdentitiesOnly yes
  UserKnownHostsFile {directory}/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking accept-new
  BatchMode yes
  LogLevel ERROR
"""


@dataclass(frozen=True)
class SshHost:
    """`host` goes into a host list, `environment` into that of the client."""
    host: str
    environment: dict


def start(run, programs, setup=None):
    """Starts sshd, and gives a host entry whose remote command is the distccd under test."""
    directory = keys(run)
    for _ in range(5):
        port = servers.free_port("127.0.0.1")
        fill = {"port": port, "directory": directory, "alias": ALIAS, "user": getpass.getuser()}
        (directory / "sshd_config").write_text(SERVER_CONFIGURATION.format(**fill))
        (directory / "config").write_text(CLIENT_CONFIGURATION.format(**fill))
        process = start_daemon(run, directory)
        if servers.wait_until_listening(process, port):
            break
    command = remote_command(run, programs, setup or servers.Setup())
    return SshHost(f"@{ALIAS}:{command}", {"DISTCC_SSH": f"ssh -F {directory}/config"})


def keys(run):
    need_program("sshd")
    need_program("ssh")
    directory = run.folder("ssh")
    directory.chmod(0o755)
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(directory / name)],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return directory


def start_daemon(run, directory):
    """sshd in the foreground. Root's wants /run/sshd: where it is missing, a namespace has it."""
    argv = [need_program("sshd"), "-D", "-e", "-f", str(directory / "sshd_config")]
    if os.geteuid() == 0 and not Path("/run/sshd").is_dir():
        words = run.context.once("mount", stock.can_mount)
        script = 'mount -t tmpfs none /run && mkdir -m 755 /run/sshd && exec "$@"'
        argv = words + ["sh", "-c", script, "sh"] + argv
    log = open(run.directory / "sshd.log", "ab")
    run.on_exit(log.close)
    return run.start(argv, stdout=log, stderr=log)


def remote_command(run, programs, setup):
    """A script that gives distccd the environment it would have on a remote machine."""
    directory = servers.server_directory(run, f"{programs.name}-remote")
    variables = servers.environment(programs, setup, directory)
    exports = "".join(f"export {name}='{value}'\n" for name, value in variables.items())
    script = run.directory / "remote-distccd"
    more = f"--log-file {directory}/server.log --log-level info"
    if os.geteuid() == 0:
        more += f" --user {servers.UNPRIVILEGED}"
    script.write_text(f'#!/bin/sh\n{exports}exec {programs.server} "$@" {more}\n')
    script.chmod(0o755)
    return script
