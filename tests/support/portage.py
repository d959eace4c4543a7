# SPDX-License-Identifier: GPL-3.0-or-later
"""Gentoo's Portage, the real one, in a world of its own: from its Python package, with a user, a
profile, a configuration and a repository that hold no more than it takes to emerge what a case writes."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

from support.context import Failure, Skip

VERSION = "3.0.83"  # another one is a change of this line, and a look at what it does with distcc
CHOST = "x86_64-pc-linux-gnu"
DISTFILES = "/var/cache/distfiles"
REPOSITORY = "/var/db/repos/gentoo"
DISTCC_DIR = "/var/tmp/portage/.distcc"  # what Portage takes when nothing else is said

PROFILE = f"""ARCH="amd64"
ACCEPT_KEYWORDS="amd64"
CHOST="{CHOST}"
ELIBC="glibc"
KERNEL="linux"
USE_EXPAND="ELIBC KERNEL"
USE_EXPAND_HIDDEN="ELIBC KERNEL"
IUSE_IMPLICIT="prefix elibc_glibc kernel_linux"
"""


def installed(context):
    """The folder of Portage, installed once and kept between runs."""
    def install():
        place = context.folder("portage") / VERSION
        if not (place / "bin" / "emerge").exists():
            run_quietly([sys.executable, "-m", "venv", "--clear", str(place)])
            run_quietly([str(place / "bin/python"), "-m", "pip", "install", "--quiet", "--no-compile",
                         "--disable-pip-version-check", f"portage=={VERSION}"])
        return place
    return context.once("portage", install)


def run_quietly(argv):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=600, check=False)
    if done.returncode != 0:
        raise Skip(f"Portage {VERSION} could not be installed: {done.stderr.strip()[-200:]}")


def sources_in(folder):
    """The files that git knows; of sources without a repository, all but what was built."""
    if (folder / ".git").exists():
        listed = subprocess.run(["git", "-C", str(folder), "ls-files", "-z"], capture_output=True,
                                check=True).stdout.decode().split("\0")
        return filter(None, listed)
    return [path.relative_to(folder) for path in folder.rglob("*")
            if path.is_file() and not path.relative_to(folder).parts[0].startswith("build")]


class Portage:
    """Portage as the package manager of a world."""

    def __init__(self, world, context):
        self.world = world
        place = installed(context)
        world.write("/etc/portage/repos.conf/gentoo.conf",
                    f"[gentoo]\nlocation = {REPOSITORY}\nauto-sync = no\n")
        for name, text in (("metadata/layout.conf", "masters =\nthin-manifests = true\n"),
                           ("profiles/repo_name", "gentoo\n"), ("profiles/arch.list", "amd64\n"),
                           ("profiles/categories", "app-test\ndev-util\nsys-devel\n"),
                           ("profiles/eapi", "8\n"), ("profiles/base/eapi", "8\n"),
                           ("profiles/base/make.defaults", PROFILE)):
            world.write(f"{REPOSITORY}/{name}", text)
        world.succeed(f"""
            groupadd -g 250 portage && useradd -u 250 -g 250 -d /var/tmp/portage -s /bin/false portage
            ln -s {REPOSITORY}/profiles/base /etc/portage/make.profile
            mkdir /share && ln -s {place}/share/portage /share/portage  # where the Python package looks
            mkdir -p {DISTFILES} /var/tmp/portage && chown portage:portage /var/tmp/portage
            for tool in emerge ebuild portageq; do ln -s {place}/bin/$tool /usr/local/bin/$tool; done
            for tool in gcc g++ c++ ar ranlib nm strip objcopy objdump readelf ld as; do
              [ -e /usr/local/bin/{CHOST}-$tool ] || ln -s /usr/bin/$tool /usr/local/bin/{CHOST}-$tool
            done
            for tool in tar make sed awk; do ln -sf "$(command -v $tool)" /usr/local/bin/g$tool; done""")
        # Portage's helpers run as the user portage, with the Python that runs this.
        for folder in Path(sys.executable).resolve().parents:
            world.succeed(["chmod", "a+x", folder])

    def configure(self, **settings):
        """Writes make.conf."""
        lines = [f'{name}="{value}"\n' for name, value in settings.items()]
        self.world.write("/etc/portage/make.conf", "".join(lines))

    def add_distfile(self, name, files):
        """A source tarball NAME.tar.gz with the given files (name -> text) in a folder NAME."""
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w:gz") as tar:
            for path, text in files.items():
                entry = tarfile.TarInfo(f"{name}/{path}")
                entry.size = len(text.encode())
                entry.mode = 0o755 if text.startswith("#!") else 0o644
                tar.addfile(entry, io.BytesIO(text.encode()))
        place = self.world.run.folder("distfiles") / f"{name}.tar.gz"
        place.write_bytes(data.getvalue())
        self.world.succeed(["cp", place, DISTFILES])

    def pack_distfile(self, name, folder):
        """A source tarball NAME.tar.gz of the sources in a folder."""
        place = self.world.run.folder("distfiles") / f"{name}.tar.gz"
        with tarfile.open(place, "w:gz", compresslevel=1) as tar:
            for path in sources_in(folder):
                if (folder / path).exists():
                    tar.add(folder / path, f"{name}/{path}")
        self.world.succeed(["cp", place, DISTFILES])

    def add_ebuild(self, category, name, version, text):
        path = f"{REPOSITORY}/{category}/{name}/{name}-{version}.ebuild"
        self.world.write(path, text)
        self.succeed(["ebuild", path, "manifest"])
        return path

    def environment(self, extra=None):
        # A venv counts as a prefix of its own; this world is not one.
        return {"PORTAGE_OVERRIDE_EPREFIX": "", "TERM": "dumb", "NOCOLOR": "true", **(extra or {})}

    def start(self, argv, **popen):
        return self.world.start(argv, self.environment(), **popen)

    def succeed(self, argv, env=None, seconds=None):
        done = self.world.do(argv, self.environment(env), seconds=seconds)
        if done.status != 0:
            log = self.world.do("cat /var/tmp/portage/*/*/temp/build.log | tail -n 30").out
            text = (done.out + done.err).strip()
            (self.world.run.directory / "portage.log").write_text(text + "\n" + log)
            raise Failure(f"exit {done.status}: {argv}: {text.splitlines()[-1:]}")
        return done.out + done.err
