# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command in docs/*.md, run as its reader would, in a world that is made for the page."""

import time
from pathlib import Path

from support import pages, portage
from support.case import Case
from support.context import expect
from support.waiting import PATIENCE
from support.world import World

DOCS = Path(__file__).resolve().parents[2] / "docs"
BUILDER = "/home/builder"
LOOKS = ("cat", "grep", "lsdistcc")
HELLO = {
    "Makefile": "CFLAGS = -O1\nhello: main.o greet.o count.o\n\t$(CC) -o $@ $^\n"
                "clean:\n\trm -f hello *.o\n",
    "main.c": "int greet(int);\nint count(void);\nint main(void) { return greet(count()); }\n",
    "greet.c": "#include <stdio.h>\nint greet(int n) { return printf(\"hello %d\\n\", n) < 0; }\n",
    "count.c": "#include <string.h>\nint count(void) { return (int)strlen(\"hello\"); }\n",
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.13)\nproject(hello C)\n"
                      "add_executable(hello main.c greet.c count.c)\n",
    "configure.ac": "AC_INIT([hello], [1])\nAC_PROG_CC\nAC_CONFIG_FILES([config.mk])\nAC_OUTPUT\n",
    "config.mk.in": "CC = @CC@\nCFLAGS = @CFLAGS@\n",
    "auto.mk": "include config.mk\nhello: main.o greet.o count.o\n\t$(CC) -o $@ $^\n",
}


def cases(context):
    return [Case(f"docs/{path.name}", lambda run, path=path: follow(run, path))
            for path in sorted(DOCS.glob("*.md")) if pages.read(path).steps]


class Reader:
    """Who follows a page: two users, each with a shell that remembers directory and variables."""

    def __init__(self, run, world):
        self.world = world
        for user in ("root", "builder"):
            home = "/root" if user == "root" else BUILDER
            world.write(f"/run/shell/{user}", f"cd {home}\n")
        world.succeed("chmod 777 /run/shell /run/shell/*")

    def type(self, command):
        """Runs one command. Gives what it printed, both streams in order."""
        state = f"/run/shell/{command.user}"
        script = (f". {state}\n{command.line}\nstatus=$?\n"
                  f"{{ export -p; printf 'cd %q\\n' \"$PWD\"; }} > {state}\nexit $status\n")
        user = None if command.user == "root" else command.user
        home = "/root" if user is None else BUILDER
        done = self.world.do(["bash", "-c", f"exec 2>&1\n{script}"],
                             {"HOME": home, "USER": command.user, "PORTAGE_OVERRIDE_EPREFIX": "",
                              "NOCOLOR": "true", "TERM": "dumb", "LC_ALL": "C.UTF-8"},
                             cwd="/", user=user, seconds=120)
        return done.status, done.out

    def follow(self, command):
        """Runs it and holds what it prints against the page. A look into a file may have to wait for
        what another program is about to write there, and one at a host for its compile. Gives what is wrong, or None, and the output."""
        end = time.monotonic() + PATIENCE
        while True:
            status, out = self.type(command)
            missing = pages.missing_line(command.output, out)
            if status == 0 and missing is None:
                return None, out
            if command.line.split()[0] not in LOOKS or time.monotonic() > end:
                said = " | ".join(out.strip().splitlines()[-2:])
                wrong = f"exit {status}: {said}" if status else f"does not print {missing!r}"
                return wrong, out
            time.sleep(0.05)


def follow(run, path):
    page = pages.read(path)
    world = World(run)
    prepare(run, world, page.world)
    reader = Reader(run, world)
    for step in page.steps:
        where = f"{path.name}:{step.number}"
        if isinstance(step, pages.File):
            world.write(step.path, step.text)
            continue
        wrong, out = reader.follow(step)
        with (run.directory / "page.log").open("a") as log:
            log.write(f"{where} {step.line}\n{out}")
        expect(wrong is None, f"{where}: {step.line}: {wrong}")


def prepare(run, world, wanted):
    """What the pages take for granted: programs, a user, names of machines, and what they ask for."""
    world.install_programs()
    world.name_hosts("red", "blue")
    world.succeed(f"useradd -m -d {BUILDER} -s /bin/bash builder && chmod 755 {BUILDER}")
    for name in wanted:
        PREPARED[name](run, world)


def prepare_project(run, world):
    """A project in the user's home."""
    for name, text in HELLO.items():
        world.write(f"{BUILDER}/hello/{name}", text)
    world.succeed(f"chown -R builder: {BUILDER}/hello")


def prepare_servers(run, world):
    """Servers on red and blue that this network may use."""
    world.succeed("update-distcc-symlinks --prefix /usr")
    for name in ("red", "blue"):
        world.start_server(name)


def prepare_portage(run, world):
    """Portage with a package to emerge, and compilers with Gentoo's names."""
    manager = portage.Portage(world, run.context)
    world.succeed(f"ln -s x86_64-linux-gnu /usr/lib/gcc/{portage.CHOST}")
    world.succeed("mkdir /usr/lib/ccache && cd /usr/lib/ccache && for name in gcc g++ cc c++"
                  f" {portage.CHOST}-gcc {portage.CHOST}-g++; do ln -s /usr/bin/ccache $name; done")
    manager.configure()
    manager.add_distfile("hello-1", HELLO)
    manager.add_ebuild("app-test", "hello", "1", 'EAPI=8\nDESCRIPTION="hello"\n'
                       'HOMEPAGE="https://example.org/"\nSRC_URI="hello-1.tar.gz"\nLICENSE="GPL-3+"\n'
                       'SLOT="0"\nKEYWORDS="amd64"\nsrc_compile() { emake CC="${CHOST}-gcc"; }\n'
                       'src_install() { dobin hello; }\n')


def prepare_ssh(run, world):
    """An ssh server on red, and a key of builder that its user `build` accepts."""
    world.succeed(f"""
        useradd -m -s /bin/bash -p '*' build && mkdir -p /run/sshd ~build/.ssh
        su builder -c 'mkdir -m 700 ~/.ssh && ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/id_ed25519'
        cp {BUILDER}/.ssh/id_ed25519.pub ~build/.ssh/authorized_keys && chown -R build: ~build
        ssh-keygen -A
        for name in red blue; do
          printf '%s ' $name; cut -d' ' -f1-2 /etc/ssh/ssh_host_ed25519_key.pub
        done > /etc/ssh/ssh_known_hosts""")
    world.start(["/usr/sbin/sshd", "-D", "-e", "-o", "ListenAddress=0.0.0.0", "-o", "UsePAM=no"],
                stdout=open(run.directory / "sshd.log", "wb"), stderr=open(run.directory / "sshd.err", "wb"))
    world.succeed("for i in $(seq 600); do ssh-keyscan red >/dev/null 2>&1 && exit; sleep 0.1; done; exit 1")


PREPARED = {"project": prepare_project, "servers": prepare_servers, "portage": prepare_portage,
            "ssh": prepare_ssh}
