# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that fail, one line a fault: the right object, in time, one clear line that says why."""

from contextlib import closing
from dataclasses import dataclass

from interop.pairings import programs
from support import locks, logs, objects, proxy, scripted, servers
from support.case import Case
from support.context import expect, expect_equal
from support.waiting import PATIENCE

SOURCE = '#include <stdio.h>\nint main(void) { puts("hello"); return __LINE__; }\n'
BROKEN = "#include <stdio.h>\nint main(void) { return undeclared; }\n"
WITHIN = 20  # seconds: a job is over, whatever its host does
SHORT = 2  # seconds of silence, with a host that is silent
LONG = 30  # with one that compiles


@dataclass(frozen=True)
class Fault:
    """A scripted host."""
    name: str
    options: str = ""
    bulky: bool = False


FAULTS = (
    Fault("refuse"),
    Fault("full"),
    Fault("accept_then_close"),
    Fault("accept_then_reset"),
    Fault("closes_after_request"),
    Fault("dies_mid_request"),
    Fault("dies_mid_answer"),
    Fault("dies_mid_token"),
    Fault("truncated_object"),
    Fault("rubbish"),
    Fault("wrong_version"),
    Fault("wrong_token"),
    Fault("number_is_no_number"),
    Fault("object_although_failing"),
    Fault("huge_length"),
    Fault("bad_compression", options=",lzo"),
    Fault("compiler_missing"),
    Fault("killed_compiler"),
    Fault("silent"),
    Fault("silent_after_request"),
    Fault("takes_nothing", bulky=True),
)


def cases(context):
    found = []
    for client in ("ours", "stock") if context.full else ("ours",):
        for fault in FAULTS:
            add(found, f"{client}/{fault.name}/falls-back", falls_back, client, fault)
            add(found, f"{client}/{fault.name}/fallback-forbidden", forbidden, client, fault)
        for fault in FAULTS[0], FAULTS[6], FAULTS[10], FAULTS[19]:
            add(found, f"{client}/{fault.name}/next-host-takes-over", next_host, client, fault)
        add(found, f"{client}/slow-host-is-waited-for", slow_host, client)
        add(found, f"{client}/broken-source", broken_source, client)
        add(found, f"{client}/broken-source/skip-local-retry", skip_local_retry, client)
        add(found, f"{client}/no-host-list", no_host_list, client)
    return found


def add(found, name, function, *arguments):
    found.append(Case(f"interop/failures/{name}", lambda run: function(run, *arguments)))


class Compile:
    """One file compiled by the client under test, and the same file compiled locally."""

    def __init__(self, run, client, text=SOURCE):
        self.run = run
        self.programs = programs(run.context, client)
        self.client = self.programs.client
        run.file("a.c", text)
        self.local = run.run(["gcc", "-O2", "-c", "a.c", "-o", "local.o"])
        self.made = run.cwd / "a.o"
        self.directory = run.directory / "home" / ".distcc"

    def go(self, hosts, io_timeout=LONG, within=PATIENCE, **variables):
        """Compiles a.c; `variables` are settings beside the host list. A silent host is silent for
        longer than the job may take here."""
        environment = {**self.programs.environment, "DISTCC_HOSTS": hosts,
                       "DISTCC_IO_TIMEOUT": io_timeout, **variables}
        return self.run.run([self.client, "gcc", "-O2", "-c", "a.c", "-o", "a.o"], environment,
                            seconds=within)

    def expect_right_object(self):
        objects.expect_same(self.made, self.run.cwd / "local.o", "the object")

    def expect_clean(self):
        """Nothing is left behind: no temporary file, no held slot, no state file."""
        left = [path.name for path in (self.run.directory / "tmp").iterdir()]
        expect_equal(left, [], "files left in TMPDIR")
        expect_equal(locks.held(self.directory), [], "slots still held")
        expect_equal(locks.states(self.directory), [], "state files left")


def bulky_source():
    line = "x" * 8000
    return "".join(f'const char *s{i} = "{line}{i}";\n' for i in range(1500))


def one_clear_line(client, err, host):
    """Ours says it in one line that names the host; stock takes two."""
    lines = err.strip().splitlines()
    expect(lines, "nothing was said about the failure")
    if client == "ours":
        expect_equal(len(lines), 1, f"lines on stderr ({err.strip()[:400]})")
        expect(host.rpartition(":")[2] in lines[0], f"the line does not name {host}: {lines[0]}")


def falls_back(run, client, fault):
    compile_ = Compile(run, client, bulky_source() if fault.bulky else SOURCE)
    host = run.enter(scripted.host(fault.name))
    hosts = host.name + fault.options
    done = compile_.go(hosts, SHORT, WITHIN)
    expect_equal(done.status, 0, f"exit status ({done.err.strip()[:300]})")
    compile_.expect_right_object()
    compile_.expect_clean()
    if fault.name != "killed_compiler":  # which may be the source's doing
        # That a compiler is missing says nothing of the others of that host.
        wanted = 0 if fault.name == "compiler_missing" and client == "ours" else 1
        expect_left_alone(compile_, host, hosts, wanted)
    one_clear_line(client, done.err, host.name)


def expect_left_alone(compile_, host, hosts, wanted):
    """The host is remembered: the next job does not ask it. `wanted`: the number of hosts that are
    left out for every job."""
    expect_equal(len(locks.backed_off(compile_.directory)), wanted, "back-off files")
    before = host.connections
    expect_equal(compile_.go(hosts).status, 0, "exit status of the second compile")
    expect_equal(host.connections, before, "connections to a host that had failed")


def forbidden(run, client, fault):
    compile_ = Compile(run, client, bulky_source() if fault.bulky else SOURCE)
    host = run.enter(scripted.host(fault.name))
    done = compile_.go(host.name + fault.options, SHORT, WITHIN, DISTCC_FALLBACK=0)
    allowed = set(range(100, 121))
    if fault.name == "killed_compiler":
        allowed.add(128 + 9)
    if fault.name == "object_although_failing" and client == "stock":
        allowed.add(1)  # it believes the status and overlooks the object
    expect(done.status in allowed, f"exit status is {done.status}, not 1xx")
    expect(not compile_.made.exists(), "there is an object although the job failed")
    expect(done.err.strip(), "nothing was said about the failure")
    compile_.expect_clean()


def next_host(run, client, fault):
    compile_ = Compile(run, client)
    bad = run.enter(scripted.host(fault.name))
    good = servers.start(run, programs(run.context, client))
    log = run.directory / "client.log"
    done = compile_.go(f"{bad.name} {good.host}", 3 * SHORT, WITHIN, DISTCC_LOG=log, DISTCC_FALLBACK=0)
    expect_equal(done.status, 0, f"exit status ({done.err.strip()[:300]})")
    compile_.expect_right_object()
    expect_equal(logs.completed(log), [("a.c", good.host)], "completed")
    expect(logs.trouble(log), "the log has no line about the first host")
    compile_.expect_clean()


def slow_host(run, client):
    """Slower than the time-out as a whole, but never silent for that long."""
    compile_ = Compile(run, client)
    server = servers.start(run, programs(run.context, client))
    drip = run.enter(closing(proxy.Proxy((server.address, server.port), bytes_per_second=300)))
    log = run.directory / "client.log"
    done = compile_.go(drip.name, 4 * SHORT, DISTCC_LOG=log)
    expect_equal(done.status, 0, f"exit status ({done.err.strip()[:300]})")
    expect(done.seconds > 4 * SHORT, f"was not slow: {done.seconds:.1f} s")
    logs.expect_all_remote(log, ["a.c"], drip.name)
    compile_.expect_right_object()


def broken_source(run, client):
    """The user's error: the local compiler's words and status, and no host is blamed for it."""
    compile_ = Compile(run, client, BROKEN)
    server = servers.start(run, programs(run.context, client))
    done = compile_.go(server.host)
    expect_equal(done.status, compile_.local.status, "exit status")
    expect(compile_.local.err.strip() in done.err, f"the errors differ: {done.err[:400]!r}")
    expect(not compile_.made.exists(), "there is an object")
    expect_equal(locks.backed_off(compile_.directory), [], "back-off files")
    compile_.expect_clean()


def skip_local_retry(run, client):
    compile_ = Compile(run, client, BROKEN)
    server = servers.start(run, programs(run.context, client))
    done = compile_.go(server.host, DISTCC_SKIP_LOCAL_RETRY="1")
    expect_equal(done.status, compile_.local.status, "exit status")
    expect_equal(done.err.count("undeclared (first use"), 1, "times that the error is shown")
    expect_equal(locks.backed_off(compile_.directory), [], "back-off files")


def no_host_list(run, client):
    """No list anywhere: compiled here, with one line."""
    compile_ = Compile(run, client)
    done = compile_.go("")
    expect_equal(done.status, 0, "exit status")
    compile_.expect_right_object()
    if client == "ours":
        expect_equal(len(done.err.strip().splitlines()), 1, f"lines on stderr ({done.err[:300]})")
