# SPDX-License-Identifier: GPL-3.0-or-later
"""Are two objects the same, and if not, where do they differ."""

import re
import subprocess
from pathlib import Path

from support.context import expect


def readelf(path, *options):
    done = subprocess.run(["readelf", "--wide", *options, str(path)], capture_output=True,
                          check=False)
    return done.stdout.decode("utf-8", "replace")


def expect_same(actual, wanted, what):
    """The two files are equal to the byte."""
    expect(Path(actual).exists(), f"{what}: there is no {Path(actual).name}")
    if Path(actual).read_bytes() != Path(wanted).read_bytes():
        expect(False, f"{what}: {difference(actual, wanted)}")


def difference(actual, wanted):
    """One line that names the sections (or the first line of text) in which two files differ."""
    ours, theirs = section_contents(actual), section_contents(wanted)
    if not ours or not theirs:
        return text_difference(actual, wanted)
    names = [name for name in {**theirs, **ours} if ours.get(name) != theirs.get(name)]
    return (f"{Path(actual).stat().st_size} bytes, wanted {Path(wanted).stat().st_size}; "
            f"sections that differ: {' '.join(names) or 'none, but the rest of the file'}; "
            f"compare {actual} and {wanted}")


def text_difference(actual, wanted):
    ours = Path(actual).read_text(errors="replace").splitlines()
    theirs = Path(wanted).read_text(errors="replace").splitlines()
    for number, (left, right) in enumerate(zip(ours + [""], theirs + [""]), 1):
        if left != right:
            return f"line {number} is {left[:150]!r}, wanted {right[:150]!r}"
    return "one of the two ends early"


def section_contents(path):
    """Name -> bytes of each section of an ELF file; empty when it is none."""
    data = Path(path).read_bytes()
    result = {}
    if data[:4] != b"\x7fELF":
        return result
    row = re.compile(r"^\s*\[\s*\d+\] (\S+)\s+(\S+)\s+[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+)", re.M)
    for name, kind, offset, size in row.findall(readelf(path, "--section-headers")):
        begin = int(offset, 16)
        result[name] = b"" if kind == "NOBITS" else data[begin:begin + int(size, 16)]
    return result


def compile_directory(path):
    """DW_AT_comp_dir of the first unit of an object, or None."""
    text = readelf(path, "--debug-dump=info")
    found = re.search(r"DW_AT_comp_dir\s*:\s*(?:\([^)]*\):\s*)?(.*)", text)
    return found.group(1).strip() if found else None


def expect_same_but_for_directory(actual, wanted, what):
    """Equal code and data, and equal debug information once the compile directory is left out.

    For clang behind the stock client, which names the server's directory there. A directory of
    another length moves every offset, so the readable form of the debug sections is compared.
    """
    expect(Path(actual).exists(), f"{what}: there is no {Path(actual).name}")
    ours, theirs = section_contents(actual), section_contents(wanted)
    moved = re.compile(r"\.debug|\.rela\.debug|\.symtab|\.strtab|\.shstrtab")
    for name in theirs:
        if not moved.search(name):
            expect(ours.get(name) == theirs[name], f"{what}: section {name} differs")
    expect(debug_text(actual) == debug_text(wanted), f"{what}: debug information differs")


def debug_text(path):
    text = readelf(path, "--debug-dump=info,abbrev")
    text = text.replace(compile_directory(path) or "\0", "COMPILE-DIRECTORY")
    text = re.sub(r"\(indirect string, offset: 0x[0-9a-f]+\)|\(indexed string: 0x[0-9a-f]+\)",
                  "(string)", text)
    return re.sub(r"(?m)^File: .*$|offset: 0x[0-9a-f]+|\(alt indirect.*?\)", "", text)
