# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that announce themselves and clients that find them, through real Avahi daemons.

Each case has a network of its own (support/lan.py): machines that are namespaces of this one.
"""

import os
import signal

from interop.pairings import programs
from support import objects, servers
from support.case import Case
from support.context import expect, expect_equal
from support.lan import Lan
from support.waiting import wait_for, wait_for_equal

PAIRS = (("ours", "ours"), ("stock", "ours"), ("ours", "stock"))


def cases(context):
    pairs = [Case(f"interop/zeroconf/{client}-finds-{server}",
                  lambda run, c=client, s=server: finds(run, c, s)) for client, server in PAIRS]
    single = (ipv6_only, one_list_for_both, names_and_restarts, comes_and_goes, pump_mode,
              without_daemon)
    return pairs + [Case(f"interop/zeroconf/{function.__name__.replace('_', '-')}",
                         lambda run, f=function: f(run)) for function in single]


class World:
    """A network, and what the programs on its machines are started with."""

    def __init__(self, run):
        self.run = run
        self.lan = run.enter(Lan(run.folder("lan")))
        self.numbers = {}

    def add(self, name, **more):
        return self.lan.add(name, **more)

    def serve(self, machine, kind="ours", port=3632, *options):
        """A server of ours or stock; its log is `machine.log`."""
        which = programs(self.run.context, kind)
        number = self.numbers[machine.name] = self.numbers.get(machine.name, 0) + 1
        directory = servers.server_directory(self.run, f"{machine.name}-{number}")
        machine.log = directory / "server.log"
        argv = [which.server, "--daemon", "--no-detach", "--zeroconf", "--port", port, "--jobs", 3,
                "--allow", "10.99.0.0/24", "--allow", "fd99::/64", "--allow", "127.0.0.1",
                "--log-file", machine.log, "--log-level", "info", "--user", "nobody", *options]
        if kind == "stock":
            argv.append("--enable-tcp-insecure")
        return machine.start(*argv, env=servers.environment(which, servers.Setup(), directory))

    def environment(self, machine, kind, **more):
        which = programs(self.run.context, kind)
        place = machine.directory / "distcc"
        place.mkdir(exist_ok=True)
        settings = {**which.environment, "DISTCC_DIR": place, "HOME": machine.directory,
                    "TMPDIR": "/tmp", "DISTCC_HOSTS": "+zeroconf", "DISTCC_AGENT_IDLE": "60", **more}
        return {name: str(value) for name, value in settings.items() if value is not None}

    def client(self, machine, kind, *words, **more):
        path = programs(self.run.context, kind).client
        return machine.run(path, *words, env=self.environment(machine, kind, **more))

    def hosts(self, machine, kind="ours"):
        return self.client(machine, kind, "--show-hosts").stdout.split()


def expect_announced(machine, count):
    """That so many servers are announced, each counted once for IPv4 and IPv6 together."""
    names = set()

    def enough():
        names.clear()
        names.update(line[3] for line in machine.browse())
        return len(names) == count

    wait_for(enough, f"announcement of {count} servers")


def jobs_done(log):
    """Compiles of sources; what a client asks to learn of the server's compiler is none."""
    return sum(" COMPILE_OK " in line and "distcc-probe" not in line
               for line in log.read_text().splitlines())


def compile_here(machine, name):
    machine.succeed("gcc", "-O2", "-c", f"{name}.c", "-o", f"{name}.wanted.o")
    return machine.directory / f"{name}.wanted.o"


def source(machine, name):
    (machine.directory / f"{name}.c").write_text(f"int {name}(int a) {{ return 7 * a; }}\n")


def expect_compiled(world, machine, kind, name, **more):
    """One compile on a host, quiet and right."""
    source(machine, name)
    done = world.client(machine, kind, "gcc", "-O2", "-c", f"{name}.c", "-o", f"{name}.o",
                        DISTCC_FALLBACK="0", **more)
    expect(done.returncode == 0 and done.stderr == "", f"{kind} client: {done}")
    objects.expect_same(machine.directory / f"{name}.o", compile_here(machine, name), name)


def finds(run, client, server):
    """Two machines know nothing of each other, and one compiles for the other."""
    world = World(run)
    red, blue = world.add("red"), world.add("blue")
    world.serve(red, server)
    expect_announced(blue, 1)
    if server == "ours":
        expect_records(blue)
    # Stock gives up after a second in which the daemon may not have told of all servers yet.
    wait_for(lambda: world.hosts(blue, client), "server in the list")
    for number in range(3):
        expect_compiled(world, blue, client, f"unit{number}")
    wait_for_equal(lambda: jobs_done(red.log), 3, "jobs on the server")
    if (client, server) == ("ours", "ours"):
        wait_for_equal(lambda: world.hosts(blue), ["10.99.0.1:3632/3,lzo,cpp"], "hosts")
        return
    hosts = world.hosts(blue, client)
    expect(len(hosts) == 1 and hosts[0].endswith(":3632/3"), f"{hosts}")


def expect_records(machine):
    """What stock servers say (distcc-compat.md 6.9), and what ours offer."""
    line = machine.browse()[0]
    version = machine.succeed("cc", "-dumpversion").strip()
    target = machine.succeed("cc", "-dumpmachine").strip()
    expect_equal(line[3].replace("\\064", "@"), "distcc@red", "name")
    records = set(line[9].strip('"').split('" "'))
    expect({"txtvers=1", "jobs=3", "offers=lzo,cpp", f"cc_version={version}",
            f"cc_machine={target}"} <= records, f"{records}")
    label = "".join(c if c.isalnum() else "-" for c in f"{target}--{version}".lower())
    wait_for(lambda: machine.browse(f"_{label}._sub._distcc._tcp"), "the compiler's subtype")


def ipv6_only(run):
    """Machines without any IPv4 address, and one of them with a link-local address only."""
    world = World(run)
    red, blue = world.add("red", ipv4=False), world.add("blue", ipv4=False)
    world.serve(red, "ours", 3632, "--allow", "fe80::/10")
    expect_announced(blue, 1)
    wait_for_equal(lambda: world.hosts(blue), ["[fd99::1]:3632/3,lzo,cpp"], "hosts")
    expect_compiled(world, blue, "ours", "unit0")
    red.succeed("ip", "addr", "del", "fd99::1/64", "dev", "eth0")
    wait_for(lambda: any(host.startswith("[fe80::") for host in world.hosts(blue)),
             "link-local address")
    expect_compiled(world, blue, "ours", "unit1")
    wait_for_equal(lambda: jobs_done(red.log), 2, "jobs on the server")


def one_list_for_both(run):
    """Whoever of a stock and an own client comes first keeps the list for both."""
    world = World(run)
    red, blue = world.add("red"), world.add("blue")
    world.serve(red)
    expect_announced(blue, 1)
    wait_for(lambda: world.hosts(blue, "stock"), "server in the stock client's list")
    expect_compiled(world, blue, "ours", "unit0")
    place = blue.directory / "distcc"
    expect(not list((place / "agent").glob("*.socket")), "an agent was started for a kept list")
    # Once its keeper is gone the next client has the agent keep it.
    browser = [line.split()[0] for line in blue.succeed("ps", "-eo", "pid,stat,args").splitlines()
               if "distcc --show-hosts" in line and line.split()[1][0] != "Z"]
    expect_equal(len(browser), 1, "stock browsers")
    blue.succeed("kill", "-KILL", browser[0])
    wait_for(lambda: world.hosts(blue), "the agent's list")
    expect_compiled(world, blue, "ours", "unit1")
    expect(list((place / "agent").glob("*.socket")), "no agent keeps the list")
    expect_compiled(world, blue, "stock", "unit2", DISTCC_VERBOSE="0")
    said = world.client(blue, "stock", "--show-hosts", DISTCC_VERBOSE="1")
    expect("Spawning" not in said.stderr and said.stdout.split() == ["10.99.0.1:3632/3"], f"{said}")
    wait_for_equal(lambda: jobs_done(red.log), 3, "jobs on the server")


def names_and_restarts(run):
    """A name that is taken, a daemon that is started late, anew, and an end that is told."""
    world = World(run)
    red, blue = world.add("red"), world.add("blue")
    world.serve(red)
    first = red.log
    expect_announced(blue, 1)
    second = world.serve(red, "ours", 3700)
    expect_announced(blue, 2)
    names = sorted({line[3] for line in blue.browse()})
    expect_equal(names, ["distcc\\064red", "distcc\\064red\\032\\0352"], "names")
    wait_for(lambda: len(world.hosts(blue)) == 2, "both in the list")
    second.end()
    wait_for(lambda: len(world.hosts(blue)) == 1, "the one that ended leaving the list")
    # While the daemon here is away the list stays; the one over there says goodbye for its servers.
    blue.stop_avahi()
    expect_compiled(world, blue, "ours", "unit0")
    blue.start_avahi()
    red.stop_avahi()
    wait_for(lambda: not world.hosts(blue), "an empty list")
    red.start_avahi()
    wait_for(lambda: world.hosts(blue), "the server announced anew")
    wait_for(lambda: first.read_text().count("announced on the network as 'distcc@red'") == 2,
             "a line about the second announcement")
    # A server that starts before any daemon.
    green = world.add("green", avahi=False)
    world.serve(green)
    wait_for(lambda: "announced as soon as it does" in green.log.read_text(), "a line")
    green.start_bus()
    green.start_avahi()
    wait_for(lambda: len(world.hosts(blue)) == 2, "the late one")
    expect_equal(green.log.read_text().count("as soon as"), 1, "lines about the missing daemon")


BUILD = """
number=0
while [ ! -e stop ]; do
  number=$((number + 1))
  echo "int f$number(void) { return $number; }" > u$number.c
  "$DISTCC" gcc -O2 -c u$number.c -o u$number.o || echo "u$number failed" >&2
done
echo $number
"""


def comes_and_goes(run):
    """A build that never fails nor says a word while servers start, end and are killed."""
    world = World(run)
    machines = [world.add(name) for name in ("red", "green")]
    blue = world.add("blue")
    distcc = str(programs(run.context, "ours").client)
    logs = []

    def serve(machine):
        server = world.serve(machine)
        logs.append(machine.log)
        return server

    def used(log):
        return lambda: log.exists() and jobs_done(log) >= 2

    first = serve(machines[0])
    expect_announced(blue, 1)
    errors = (blue.directory / "build.err").open("wb")
    build = blue.start("sh", "-c", BUILD, stderr=errors,
                       stdout=(blue.directory / "build.out").open("wb"),
                       env=world.environment(blue, "ours", DISTCC=distcc,
                                             DISTCC_LOG=str(blue.directory / "client.log")))
    wait_for(used(logs[0]), "jobs on the first server")
    second = serve(machines[1])
    first.end()
    wait_for(used(logs[1]), "jobs on the second server")
    second.end(signal.SIGKILL)
    third = serve(machines[0])
    wait_for(used(logs[2]), "jobs on the third server")
    third.end(signal.SIGKILL)
    wait_for(lambda: not world.hosts(blue), "an empty list")
    wait_for(lambda: "no_server_found" in (blue.directory / "client.log").read_text(),
             "a job without any server")
    serve(machines[1])
    wait_for(used(logs[3]), "jobs on the fourth server")
    (blue.directory / "stop").touch()
    wait_for(build.has_ended, "end of the build")
    # A server's goodbye may come after its back-off is over, and be tried again, and backed off.
    said = [line for line in (blue.directory / "build.err").read_text().splitlines()
            if "all_hosts_backed_off" not in line]
    expect_equal(said, [], "standard error")
    count = int((blue.directory / "build.out").read_text())
    for number in range(1, count + 1, max(1, count // 20)):
        objects.expect_same(blue.directory / f"u{number}.o", compile_here(blue, f"u{number}"),
                            f"u{number}")
    expect(all((blue.directory / f"u{number}.o").exists() for number in range(1, count + 1)),
           "an object is missing")


def pump_mode(run):
    """A found server of ours gets sources instead of preprocessed text, without a word in a list."""
    world = World(run)
    red, blue = world.add("red"), world.add("blue")
    world.serve(red)
    expect_announced(blue, 1)
    wait_for_equal(lambda: world.hosts(blue), ["10.99.0.1:3632/3,lzo,cpp"], "hosts")
    source(blue, "unit0")
    ours = programs(run.context, "ours")
    done = blue.run(ours.path("pump"), "distcc", "gcc", "-O2", "-c", "unit0.c", "-o", "unit0.o",
                    env=world.environment(blue, "ours", DISTCC_FALLBACK="0", DISTCC_VERBOSE="1",
                                          PATH=f"{ours.bin}:{os.environ['PATH']}"))
    expect(done.returncode == 0 and "Using 1 distcc server in pump mode" in done.stdout, f"{done}")
    expect("compile unit0.c on 10.99.0.1:3632/3,lzo,cpp completed ok" in done.stderr and
           "preprocessing locally" not in done.stderr, done.stderr)
    objects.expect_same(blue.directory / "unit0.o", compile_here(blue, "unit0"), "unit0")


def without_daemon(run):
    """A machine without Avahi compiles here, says why in one line, and other hosts are used."""
    world = World(run)
    blue = world.add("blue", avahi=False)
    source(blue, "unit0")
    done = world.client(blue, "ours", "gcc", "-O2", "-c", "unit0.c", "-o", "unit0.o")
    expect(done.returncode == 0 and done.stderr.count("\n") == 1 and "+zeroconf" in done.stderr,
           f"{done}")
    blue.start_bus()
    done = world.client(blue, "ours", "gcc", "-O2", "-c", "unit0.c", "-o", "unit0.o")
    expect(done.returncode == 0 and "the Avahi daemon does not answer" in done.stderr, f"{done}")
    said = world.client(blue, "ours", "--explain", "gcc", "-c", "unit0.c").stdout
    expect(said.startswith("here: no_server_found (+zeroconf: the Avahi daemon does not"), said)
    world.serve(blue)
    wait_for(lambda: "as soon as" in blue.log.read_text(), "a line of the server")
    expect_compiled(world, blue, "ours", "unit1", DISTCC_HOSTS="127.0.0.1 +zeroconf")
    blue.start_avahi()
    wait_for_equal(lambda: world.hosts(blue), ["127.0.0.1:3632/3,lzo,cpp"], "hosts")
    (blue.directory / "distcc" / "hosts").write_text("+zeroconf # whoever is there\n")
    said = world.client(blue, "ours", "--explain", "gcc", "-c", "unit0.c", DISTCC_HOSTS=None)
    expect("127.0.0.1:3632/3,lzo,cpp: 3 slots, compressed" in said.stdout, f"{said}")
