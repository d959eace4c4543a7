# SPDX-License-Identifier: GPL-3.0-or-later
"""The scanner over real projects: no file that gcc or clang opens may be missing in a closure."""

import re
import shutil
from dataclasses import dataclass

from support import projects
from support.case import Case
from support.context import Skip, expect, need_program

FAMILIES = {"gcc": ("gcc", "g++"), "clang": ("clang", "clang++")}


@dataclass(frozen=True)
class Tree:
    """A source package of its own, beside the projects that are compiled elsewhere.

    They are heavy C++: a database of some hundred files, and a library that is all templates.
    `count` of their units, evenly spread, are scanned by default, and all of them with --full.
    """
    source: str
    units: tuple
    flags: tuple
    count: int


TREES = {
    "rocksdb": Tree("rocksdb", ("db/*.cc", "table/*/*.cc", "util/*.cc", "!*test*"),
                    ("-std=c++17", "-DROCKSDB_PLATFORM_POSIX", "-DOS_LINUX",
                     "-DROCKSDB_LIB_IO_POSIX", "-I.", "-Iinclude"), 40),
    "eigen": Tree("eigen3", ("test/[a-s]*.cpp", "!*support*", "!*gpu*", "!*sycl*", "!*LM*"),
                  ("-std=c++14", "-I.", "-Itest", "-DEIGEN_TEST_MAX_SIZE=50",
                   "-DEIGEN_TEST_FUNC=x", "-DEIGEN_TEST_PART_ALL=1"), 20),
}


def cases(context):
    names = list(projects.MAIN) + list(TREES)
    return [Case(f"interop/scan_real_code/{name}/{family}",
                 lambda run, name=name, family=family: scan_project(run, name, family),
                 seconds=600) for name in names for family in FAMILIES]


def scan_project(run, name, family):
    """Traces every unit of the project and holds its closure against what was opened."""
    need_program("strace")
    test = run.context.build / "bin/unit_scan"
    if not test.exists():
        raise Skip("unit_scan is not built")
    directory, units, flags, is_cxx = tree_of(run.context, name)
    compiler = FAMILIES[family][1 if is_cxx else 0]
    need_program(compiler)
    lines = ["\t".join([str(directory), compiler, *flags, "-w", "-c", unit]) for unit in units]
    listed = run.file("units", "\n".join(lines) + "\n")
    done = run.run([test, "--gtest_filter=RealCode.*"], {"DISTCC_SCAN_UNITS": listed})
    summary = re.findall(r"^(?:units|cold|warm).*", done.out, re.M)
    missing = re.findall(r"^\S+ by .*", done.out, re.M)
    expect(done.status == 0, f"{len(missing)} files missing: {' | '.join(missing[:3] or summary)}")
    expect(any(line.startswith("units") for line in summary), "nothing was traced")
    print(f"scan {name} {family}: " + "; ".join(summary))


def tree_of(context, name):
    if name in projects.MAIN:
        project = projects.project(context, name)
        return project.link, project.units, project.flags, project.language == "c++"
    tree = TREES[name]
    directory = context.once(("scanned tree", name), lambda: unpack(context, tree))
    units = projects.select(directory, tree.units)
    if not context.full:
        units = units[::max(1, len(units) // tree.count)][:tree.count]
    return directory, units, tree.flags, True


def unpack(context, tree):
    directory = context.folder("projects") / tree.source
    if not (directory / ".complete").exists():
        shutil.rmtree(directory, ignore_errors=True)
        recipe = projects.Recipe(tree.source, "c++", tree.units, tree.flags, 1)
        projects.unpack(context, recipe, directory)
        (directory / ".complete").touch()
    return directory
