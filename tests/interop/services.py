# SPDX-License-Identifier: GPL-3.0-or-later
"""distccd under real service managers: systemd as process 1, openrc-run, xinetd.

Each runs in a system of its own, which is this one with our installed files on top
(support/own-system); what happens in it is gone afterwards.
"""

import os
import shutil
import subprocess
from pathlib import Path

from support import stock
from support.case import Case
from support.context import Skip, expect, need_program

TESTS = Path(__file__).resolve().parent.parent
NAMESPACES = ["unshare", "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork",
              "--kill-child"]


def cases(context):
    return [Case("services/systemd", systemd),
            Case("services/openrc", openrc),
            Case("services/xinetd", xinetd)]


def layer_with(run, *packages):
    """A folder with the files of these packages, and our installed ones for the prefix /usr."""
    if os.geteuid() != 0:
        raise Skip("only root can make a system of its own")
    layer = run.folder("layer")
    for package in packages:
        stock.unpack_package(run.context, package, layer)
    for name in ("bin", "sbin", "lib"):  # of a system with one /usr
        if (layer / name).is_dir():
            shutil.copytree(layer / name, layer / "usr" / name, dirs_exist_ok=True, symlinks=True)
            shutil.rmtree(layer / name)
    install(run, layer)
    return layer


def install(run, layer):
    """What `cmake --install` would put below /usr, with the programs that are built already."""
    build = run.folder("build")
    run.succeed(["cmake", "-S", TESTS.parent, "-B", build, "-DDISTCC_TESTS=OFF",
                 "-DCMAKE_INSTALL_PREFIX=/usr"])
    for name in ("distcc", "distccd"):
        target = layer / "usr/bin" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(run.context.bin / name, target)
    files = {"distccd.service": "usr/lib/systemd/system/distccd.service",
             "distccd.socket": "usr/lib/systemd/system/distccd.socket",
             "start-distccd": "usr/libexec/distcc/start-distccd",
             "distccd.initd": "etc/init.d/distccd", "distccd.confd": "etc/conf.d/distccd",
             "distcc.xinetd": "etc/xinetd.d/distcc"}
    for name, place in files.items():
        target = layer / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(build / "packaging" / name, target)
        if name in ("start-distccd", "distccd.initd"):
            target.chmod(0o755)
    (layer / "usr/lib/systemd/system/distcc.service").symlink_to("distccd.service")
    # The white list, and a source.
    links = layer / "usr/lib/distcc"
    links.mkdir(parents=True, exist_ok=True)
    triple = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, text=True,
                            check=True).stdout.strip()
    for name in ("gcc", f"{triple}-gcc"):
        (links / name).unlink(missing_ok=True)
        (links / name).symlink_to("../../bin/distcc")
    (layer / "srv").mkdir(exist_ok=True)
    (layer / "srv/main.c").write_text("int x;\n")


def in_own_system(run, layer, *command, seconds=None):
    need_program("unshare")
    scratch = run.folder("scratch")
    report = scratch.with_suffix(".report")
    report.touch()
    done = run.run([*NAMESPACES, TESTS / "support/own-system", scratch, layer, *command],
                   seconds=seconds)
    return done.out + done.err + report.read_text()


def expect_script_passes(run, layer, script, *command):
    """Runs tests/interop/services/SCRIPT in the other system. It ends with the line "passed"."""
    for name in ("compile.inc", script):
        shutil.copy(TESTS / "interop/services" / name, layer / "srv" / name)
    text = in_own_system(run, layer, *command)
    (run.directory / "own-system.log").write_text(text)
    lines = text.strip().splitlines()
    told = [line for line in lines if line.startswith("FAIL: ")] or lines[-4:]
    expect("passed" in lines, f"{script}: {' | '.join(told)}")


def openrc(run):
    """/etc/init.d/distccd by the real openrc-run: start, status, reload, restart, stop."""
    layer = layer_with(run, "openrc", "librc1", "libeinfo1")
    expect_script_passes(run, layer, "openrc.inc", "bash", "/srv/openrc.inc")


def xinetd(run):
    """/etc/xinetd.d/distcc serves a compile and turns away a stranger."""
    layer = layer_with(run, "xinetd", "libtirpc3", "libtirpc-common", "libwrap0")
    expect_script_passes(run, layer, "xinetd.inc", "bash", "/srv/xinetd.inc")


def systemd(run):
    """The units under systemd: readiness, watchdog, drop-ins, reload, graceful stop, activation."""
    layer = layer_with(run)
    systemd_program = Path("/lib/systemd/systemd")
    if not systemd_program.exists():
        raise Skip("systemd is not installed")
    unit = layer / "etc/systemd/system/proof.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text("[Unit]\nDefaultDependencies=no\nAfter=basic.target\nWants=basic.target\n"
                    "[Service]\nType=oneshot\nStandardOutput=append:/srv/report\n"
                    "StandardError=inherit\n"
                    "ExecStart=/bin/bash /srv/systemd.inc\n"
                    "ExecStopPost=/bin/systemctl --force --force poweroff\n")
    expect_script_passes(run, layer, "systemd.inc", "env", "container=distcc-test",
                         str(systemd_program), "--unit=proof.service", "--show-status=no")
