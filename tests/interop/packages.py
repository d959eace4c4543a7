# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages: what is in them, what lintian says; with --full, in the place of the stock ones."""

import os
import re
import shutil
from pathlib import Path

from support import logs, servers
from support.case import Case
from support.context import SYSTEM_PATH, Skip, expect, need_program
from support.programs import Programs

SOURCE = Path(__file__).resolve().parent.parent.parent

# Where each package has to have what; programs of others may come with optional libraries.
CONTENTS = {
    "distcc": ["usr/bin/distcc", "usr/bin/distcc-agent", "usr/bin/distccmon-text", "usr/bin/lsdistcc",
               "usr/bin/distcc-config", "usr/sbin/update-distcc-symlinks", "usr/lib/distcc/",
               "usr/share/man/man1/distcc.1.gz", "usr/share/fish/vendor_completions.d/distcc.fish",
               "usr/share/bash-completion/completions/distccd",
               "usr/share/zsh/vendor-completions/_distcc"],
    "distcc-server": ["usr/bin/distccd", "usr/libexec/distcc/start-distccd", "etc/init.d/distcc",
                      "etc/logrotate.d/distcc", "lib/systemd/system/distccd.service",
                      "lib/systemd/system/distccd.socket", "lib/systemd/system/distcc.service",
                      "usr/share/man/man1/distccd.1.gz"],
    "distcc-pump": ["usr/bin/distcc-pump", "usr/share/man/man1/distcc-pump.1.gz"],
    "distccmon-gnome": ["usr/bin/distccmon-gnome", "usr/bin/distccmon-gui",
                        "usr/share/applications/org.distcc.Monitor.desktop"],
}

# Below the prefix of `./dev install`; what depends on optional libraries is left out.
INSTALLED = ["bin/distcc", "bin/distccd", "bin/pump", "bin/distcc-agent", "bin/distcc-doctor",
             "bin/distccmon-text", "bin/lsdistcc", "bin/distcc-config", "sbin/update-distcc-symlinks",
             "libexec/distcc/start-distccd", "lib/systemd/system/distccd.service",
             "share/man/man1/distcc.1", "share/man/man8/update-distcc-symlinks.8"]


def cases(context):
    found = [Case("packages/contents", contents)]
    if context.full:
        found.append(Case("packages/install-prefix", install_prefix, seconds=1500, alone=True))
        found.append(Case("packages/replace-stock", replace_stock, seconds=3000, alone=True))
    return found


def sources(run):
    """The sources as a tarball has them: those that are in the repository, as they are now."""
    target = run.folder("package/distcc")
    if (SOURCE / ".git").exists():
        listed = run.succeed(["git", "ls-files"], cwd=SOURCE,
                             env={"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory",
                                  "GIT_CONFIG_VALUE_0": "*"}).out.split("\n")
        for name in filter(None, listed):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if (SOURCE / name).exists():
                shutil.copy2(SOURCE / name, target / name, follow_symlinks=False)
    else:
        shutil.copytree(SOURCE, target, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("build*", "obj-*"))
    return target


def contents(run):
    """Packed with the programs of this build; ./dev package compiles its own."""
    need_program("dh")
    need_program("lintian")
    # dpkg-deb looks at the times of files; the clock of the sources does not matter to it.
    environment = {"DISTCC_PREBUILT": run.context.build, "DEB_BUILD_OPTIONS": "nocheck"}
    if not (run.context.bin / "distccmon-gui").exists():
        environment["DEB_BUILD_PROFILES"] = "pkg.distcc.nogui"
    directory = sources(run)
    run.succeed(["dpkg-buildpackage", "-b", "-us", "-uc", "-d"], environment, cwd=directory)
    packages = {path.name.split("_")[0]: path for path in sorted(directory.parent.glob("*.deb"))
                if "-dbgsym" not in path.name}
    wanted = set(CONTENTS) - ({"distccmon-gnome"} if "DEB_BUILD_PROFILES" in environment else set())
    expect(set(packages) == wanted, f"these packages were built: {sorted(packages)}")
    for name, path in packages.items():
        listing = run.succeed(["dpkg-deb", "-c", path]).out
        inside = {line.split()[5].removeprefix("./") for line in listing.splitlines()}
        missing = [file for file in CONTENTS[name] if file not in inside]
        expect(not missing, f"{name} lacks {missing}")
    expect_control(run, packages)
    done = run.run(["lintian", "--no-cfg", "--allow-root", "--fail-on=error", *packages.values()],
                   {"TMPDIR": run.directory / "tmp"})
    errors = [line for line in done.out.splitlines() if line.startswith("E:")]
    expect(done.status == 0 and not errors, f"lintian: {errors or done.out[-300:] + done.err[-300:]}")


def expect_control(run, packages):
    def field(package, name):
        return run.succeed(["dpkg-deb", "-f", packages[package], name]).out.strip()

    def scripts_of(package):
        target = run.folder(f"control/{package}")
        run.succeed(["dpkg-deb", "-e", packages[package], target])
        return {path.name: path.read_text() for path in target.iterdir()}

    # The server's files were in another package until now.
    for name in ("Breaks", "Replaces"):
        expect(field("distcc-server", name) == "distcc (<< 4.0.0~)", f"{name} of the server")
    expect("distcc-server" in field("distcc", "Recommends"), "an upgrade would lose the server")
    expect(re.fullmatch(r"4\.[0-9.]+-\d+", field("distcc", "Version")), "the version")
    server = scripts_of("distcc-server")
    expect(server["conffiles"].split() == ["/etc/init.d/distcc", "/etc/logrotate.d/distcc"],
           f"conffiles: {server['conffiles']}")
    expect("update-rc.d distcc" in server["postinst"], "the boot script is not registered")
    expect("distccd.service" in server["postinst"], "the unit is not enabled")
    expect("interest-noawait" in scripts_of("distcc")["triggers"], "no trigger for new compilers")


def install_prefix(run):
    """./dev install PREFIX: what is there, and a compile with nothing but what is there."""
    prefix = run.folder("prefix")
    run.succeed([SOURCE / "dev", "install", prefix],
                {"DISTCC_BUILD": run.folder("build"), "HOME": os.environ.get("HOME", "/root")})
    missing = [name for name in INSTALLED if not (prefix / name).exists()]
    expect(not missing, f"these are not installed: {missing}")
    expect(run.succeed(["man", "-M", prefix / "share/man", "-w", "distcc"]).out.strip(), "no manual")
    run.succeed([prefix / "sbin/update-distcc-symlinks"])
    expect((prefix / "lib/distcc/gcc").is_symlink(), "no link for gcc in the masquerade directory")
    # The server takes what those links allow; the client is called by one of them.
    installed = Programs("ours", prefix, prefix / "bin")
    server = servers.start(run, installed, servers.Setup(environment={"DISTCC_CMDLIST": None}))
    log = run.directory / "client.log"
    run.file("a.c", "int a;\n")
    run.succeed([prefix / "lib/distcc/gcc", "-c", "a.c"],
                {"PATH": f"{prefix}/lib/distcc:{SYSTEM_PATH}", "DISTCC_HOSTS": server.host,
                 "DISTCC_FALLBACK": "0", "DISTCC_LOG": log})
    logs.expect_all_remote(log, ["a.c"], server.host)


def replace_stock(run):
    """tests/bare/packages with packages that ./dev package builds from a tarball of the last commit."""
    if os.geteuid() != 0:
        raise Skip("only root can install packages in a tree")
    need_program("debootstrap")
    built = run.folder("dist")
    run.succeed([SOURCE / "dev", "package", built],
                {"DISTCC_BUILD": run.folder("build"), "HOME": os.environ.get("HOME", "/root")})
    done = run.succeed([SOURCE / "tests/bare/packages", built])
    expect("packages: passed" in done.out, done.out[-500:])
