# SPDX-License-Identifier: GPL-3.0-or-later
"""What a local compiler makes of a project's units: the objects every pairing must equal.

Without -g that is a plain local compile. With -g it is a compile of preprocessed text in the same
directory, because the columns of macro expansions differ by design. Worked out once, kept below
the build tree, and made anew when the compiler changes.
"""

import hashlib
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from support.context import SYSTEM_PATH, Failure

FLAG_SETS = {"O2": ("-O2",), "O0-g": ("-O0", "-g")}
PREPROCESSED = {"c": ".i", "c++": ".ii"}


@dataclass(frozen=True)
class References:
    directory: Path

    def object(self, unit):
        return self.directory / (slug(unit) + ".o")

    def dependencies(self, unit):
        return self.directory / (slug(unit) + ".d")


def slug(unit):
    return unit.replace("/", "_")


def dependency_flags(unit, path):
    """Flags under which every client writes the same dependency file: the target is spelt out."""
    return ("-MD", "-MF", str(path), "-MT", slug(unit) + ".o")


def compiler_identity(compiler):
    done = subprocess.run([compiler, "--version"], capture_output=True, check=False,
                          env={"PATH": SYSTEM_PATH, "LC_ALL": "C"})
    return done.stdout


def references(context, project, compiler, flag_set):
    key = ("references", project.name, compiler, flag_set)
    return context.once(key, lambda: prepare(context, project, compiler, flag_set))


def prepare(context, project, compiler, flag_set):
    flags = FLAG_SETS[flag_set] + project.flags
    digest = hashlib.sha256(compiler_identity(compiler))
    digest.update(repr((flags, project.link, project.units)).encode())
    directory = context.folder("references") / (
        f"{project.name}-{compiler}-{flag_set}-{digest.hexdigest()[:12]}")
    result = References(directory)
    if not (directory / ".complete").exists():
        directory.mkdir(exist_ok=True)
        with ThreadPoolExecutor(max_workers=context.cpus) as pool:
            list(pool.map(lambda unit: compile_one(project, compiler, flags, unit, result),
                          project.units))
        (directory / ".complete").touch()
    return result


def compile_one(project, compiler, flags, unit, result):
    wanted = str(result.object(unit))
    depending = dependency_flags(unit, result.dependencies(unit))
    if "-g" not in flags:
        compile_here(project, [compiler, *flags, "-c", unit, "-o", wanted, *depending])
        return
    text = wanted[:-2] + PREPROCESSED[project.language]
    compile_here(project, [compiler, *flags, "-E", unit, "-o", text, *depending])
    compile_here(project, [compiler, *flags, "-c", text, "-o", wanted])
    Path(text).unlink()


def compile_here(project, argv):
    done = subprocess.run(argv, cwd=project.link, capture_output=True, check=False,
                          stdin=subprocess.DEVNULL,
                          env={"PATH": SYSTEM_PATH, "LC_ALL": "C", "PWD": str(project.link)})
    if done.returncode != 0:
        error = done.stderr.decode("utf-8", "replace").splitlines()[:1]
        raise Failure(f"{project.name} does not compile locally: {' '.join(argv)}: {error}")
