# SPDX-License-Identifier: GPL-3.0-or-later
"""Real source trees to compile: Debian source packages, unpacked into the build tree.

Each project is a directory, a list of source files and the flags they need. The lists are picked
so that all of them together compile in about a minute and a half of CPU time with `-O2`.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from support.apt import apt
from support.context import Failure, Skip

GIT_FLAGS = ("-DSHA1_DC -DSHA1DC_NO_STANDARD_INCLUDES -DSHA256_BLK -DNO_GETTEXT -DNO_ICONV "
             "-DNO_OPENSSL -DHAVE_PATHS_H -DHAVE_DEV_TTY -DNO_CURL -I.").split()


@dataclass(frozen=True)
class Recipe:
    """How a tree is made from a source package.

    Globs with `!` in front take files away again. `fewest` is the number of units below which the
    package has changed so much that the list must be looked at. `borrows` names a project whose
    directory is one more -I.
    """
    source: str
    language: str
    units: tuple
    flags: tuple
    fewest: int
    files: tuple = ()
    borrows: str = ""


RECIPES = {
    # Plain C: few headers, quick units.
    "lua": Recipe("lua5.4", "c", ("src/*.c",), ("-std=gnu99", "-DLUA_USE_LINUX", "-Isrc"), 30,
                  files=(("src/lua5.4-deb-multiarch.h", '#define DEB_HOST_MULTIARCH "any"\n'),)),
    # C with many headers: about 280 a unit.
    "git": Recipe("git", "c", ("a[a-r]*.c", "b*.c", "c[a-o]*.c", "!apply.c", "!base85.c",
                               "!checkout.c", "!cbtree.c", "!common-main.c", "!config.c"),
                  tuple(GIT_FLAGS), 25, borrows="zlib"),
    # Header-heavy C++.
    "leveldb": Recipe("leveldb", "c++", ("table/*.cc", "util/*.cc", "db/[b-m]*.cc",
                                         "db/[t-w]*.cc", "!*_test.cc", "!*windows*",
                                         "!*testutil*", "!db/db_impl.cc", "!db/version_set.cc"),
                      ("-std=c++17", "-DLEVELDB_PLATFORM_POSIX=1", "-I.", "-Iinclude"), 25),
    # Only for its headers, and as a tree to be configured.
    "zlib": Recipe("zlib", "c", ("*.c",), ("-DHAVE_UNISTD_H",), 10,
                   files=(("win32/zlib1.rc", ""),)),  # Debian leaves it out, CMake wants it there
    "popt": Recipe("popt", "c", ("src/*.c",), (), 4),
}
MAIN = ("lua", "git", "leveldb")


@dataclass(frozen=True)
class Project:
    """`link` is a symbolic link to the tree; compile there, so that paths through links are met."""
    name: str
    language: str
    directory: Path
    link: Path
    units: tuple
    flags: tuple

    def compiler(self, family):
        """The driver for this project's language: gcc or g++, clang or clang++."""
        return family if self.language == "c" else {"gcc": "g++", "clang": "clang++"}[family]


def project(context, name):
    """A project, fetched and unpacked at the first use."""
    return context.once(("project", name), lambda: prepare(context, name))


def prepare(context, name):
    recipe = RECIPES[name]
    directory = context.folder("projects") / name
    if not (directory / ".complete").exists():
        shutil.rmtree(directory, ignore_errors=True)
        unpack(context, recipe, directory)
        for path, text in recipe.files:
            (directory / path).parent.mkdir(exist_ok=True)
            (directory / path).write_text(text)
        (directory / ".complete").touch()
    link = directory.with_name(name + ".link")
    if not link.is_symlink():
        link.symlink_to(directory.name)
    flags = list(recipe.flags) + ["-w"]
    if recipe.borrows:
        flags.append(f"-I{project(context, recipe.borrows).link}")
    units = select(directory, recipe.units)
    if len(units) < recipe.fewest:
        raise Failure(f"{recipe.source} has only {len(units)} of its units; look at the list")
    return Project(name, recipe.language, directory, link, units, tuple(flags))


def select(directory, patterns):
    found = set()
    for pattern in patterns:
        if not pattern.startswith("!"):
            found |= {str(path.relative_to(directory)) for path in directory.glob(pattern)}
    for pattern in patterns:
        if pattern.startswith("!"):
            found -= {unit for unit in found if Path(unit).match(pattern[1:])}
    return tuple(sorted(found))


def unpack(context, recipe, directory):
    downloads = context.folder("downloads") / recipe.source
    downloads.mkdir(exist_ok=True)
    if not list(downloads.glob("*.dsc")):
        apt(context).get(["source", "--download-only", recipe.source], downloads,
                         f"the source package {recipe.source}")
    descriptions = sorted(downloads.glob("*.dsc"))
    if not descriptions:
        raise Skip(f"apt-get brought no source package {recipe.source}")
    if shutil.which("dpkg-source"):
        done = subprocess.run(
            ["dpkg-source", "--no-check", "-x", str(descriptions[-1]), str(directory)],
            capture_output=True, check=False)
        if done.returncode == 0:
            return
    unpack_by_hand(downloads, directory)


def unpack_by_hand(downloads, directory):
    """What dpkg-source does, for machines without it: the tarball, then Debian's patches."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    originals = [path for path in downloads.iterdir() if re.search(r"\.orig\.tar\.\w+$", path.name)]
    debian = [path for path in downloads.iterdir() if re.search(r"\.debian\.tar\.\w+$", path.name)]
    if not originals or not debian:
        raise Skip("the source package has a form that only dpkg-source understands")
    subprocess.run(["tar", "-xf", str(originals[0]), "-C", str(directory),
                    "--strip-components=1"], check=True)
    subprocess.run(["tar", "-xf", str(debian[0]), "-C", str(directory)], check=True)
    series = directory / "debian/patches/series"
    names = series.read_text().split("\n") if series.exists() else []
    for name in (line.split("#")[0].strip() for line in names):
        if name:
            with open(directory / "debian/patches" / name, "rb") as patch:
                subprocess.run(["patch", "-p1", "-s", "-d", str(directory)], stdin=patch,
                               stdout=subprocess.DEVNULL, check=True)
