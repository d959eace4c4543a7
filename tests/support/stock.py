# SPDX-License-Identifier: GPL-3.0-or-later
"""The distribution's distcc, unpacked below the build tree and run from there.

It is never installed. Libraries that this machine lacks are unpacked beside it and found through
LD_LIBRARY_PATH. Where the programs insist on a fixed path, `with_fixed_paths` gives them a mount
namespace of their own.
"""

import os
import subprocess
from pathlib import Path

from support.apt import apt
from support.context import Skip, need_program
from support.programs import Programs

# What provides a library that the loader may miss. Newer releases add t64 to some names.
LIBRARY_PACKAGES = {
    "libpopt.so.0": "libpopt0",
    "libavahi-client.so.3": "libavahi-client3",
    "libavahi-common.so.3": "libavahi-common3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libkrb5.so.3": "libkrb5-3",
    "libk5crypto.so.3": "libk5crypto3",
    "libkrb5support.so.0": "libkrb5support0",
    "libcom_err.so.2": "libcom-err2",
    "libkeyutils.so.1": "libkeyutils1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libsystemd.so.0": "libsystemd0",
    "libcap.so.2": "libcap2",
    "libgcrypt.so.20": "libgcrypt20",
    "libgpg-error.so.0": "libgpg-error0",
    "liblz4.so.1": "liblz4-1",
    "liblzma.so.5": "liblzma5",
    "libzstd.so.1": "libzstd1",
    "libresolv.so.2": "libc6",
}
PROGRAMS = ("distcc", "distccd", "distccmon-text", "lsdistcc")
MASQUERADE = "/usr/lib/distcc"


def programs(context):
    """The stock programs, fetched at the first use."""
    return context.once("stock", lambda: prepare(context))


def prepare(context):
    root = context.folder("stock")
    complete = root / ".complete"
    if not complete.exists():
        unpack_package(context, "distcc", root)
        add_missing_libraries(context, root)
        complete.touch()
    return Programs("stock", root, root / "usr/bin", library_environment(root))


def unpack_package(context, package, root):
    need_program("dpkg-deb")
    downloads = context.folder("downloads")
    apt(context).get(["download", package], downloads, f"the package {package}")
    files = sorted(downloads.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
    if not files:
        raise Skip(f"apt-get brought no file for {package}")
    subprocess.run(["dpkg-deb", "-x", str(files[-1]), str(root)], check=True)


def library_environment(root):
    folders = {str(path.parent) for path in Path(root).glob("**/*.so.*")
               if "python" not in str(path)}
    return {"LD_LIBRARY_PATH": ":".join(sorted(folders))} if folders else {}


def missing_libraries(root):
    missing = set()
    for name in PROGRAMS:
        done = subprocess.run(["ldd", str(root / "usr/bin" / name)], capture_output=True,
                              env={**os.environ, **library_environment(root)}, check=False)
        lines = done.stdout.decode().splitlines()
        missing |= {line.split()[0] for line in lines if "not found" in line}
    return missing


def add_missing_libraries(context, root):
    tried = set()
    while True:
        missing = missing_libraries(root)
        if not missing:
            return
        if missing <= tried:
            raise Skip(f"the stock programs lack {', '.join(sorted(missing))}")
        for library in sorted(missing - tried):
            add_library(context, root, library)
        tried |= missing


def add_library(context, root, library):
    package = LIBRARY_PACKAGES.get(library)
    if package is None:
        raise Skip(f"the stock programs need {library}, and no package is known for it")
    try:
        unpack_package(context, package, root)
    except Skip:
        unpack_package(context, package + "t64", root)


def can_mount():
    """How to get a mount namespace here: the words before a command, or a skip."""
    words = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
    need_program("unshare")
    done = subprocess.run(words + ["mount", "-t", "tmpfs", "none", "/mnt"], check=False,
                          capture_output=True)
    if done.returncode != 0:
        raise Skip("this machine allows no mount namespaces")
    return words


def with_fixed_paths(run, links):
    """Words that run a command with /usr/lib/distcc holding just `links` (name -> target).

    The directory is put on top of /usr/lib in a mount namespace; the system keeps its own.
    """
    words = run.context.once("mount", can_mount)
    masquerade = run.folder("masquerade")
    for name, target in links.items():
        (masquerade / name).symlink_to(target)
    script = run.directory / "with-fixed-paths"
    script.write_text(FIXED_PATHS.format(masquerade=masquerade, scratch=run.folder("overlay"),
                                         become=become_oneself()))
    script.chmod(0o755)
    return words + ["sh", str(script)]


def become_oneself():
    """Who had to play root to mount is an ordinary user again afterwards: distccd minds."""
    if os.geteuid() == 0:
        return ""
    return f"unshare --user --map-user={os.getuid()} --map-group={os.getgid()}"


# A directory that does not exist cannot be mounted on, and making it would change the system: so
# /usr/lib is shown again, entry by entry, in a small file system that has one entry more.
FIXED_PATHS = """#!/bin/sh
set -e
if [ ! -d /usr/lib/distcc ]; then
  mount -t tmpfs none {scratch}
  mkdir {scratch}/lib
  for entry in /usr/lib/* ; do
    name=${{entry##*/}}
    if [ -L "$entry" ]; then cp -P "$entry" {scratch}/lib/
    else
      if [ -d "$entry" ]; then mkdir "{scratch}/lib/$name"; else touch "{scratch}/lib/$name"; fi
      mount --rbind "$entry" "{scratch}/lib/$name"
    fi
  done
  mkdir {scratch}/lib/distcc
  mount --rbind {scratch}/lib /usr/lib
fi
mount --bind {masquerade} /usr/lib/distcc
exec {become} "$@"
"""
