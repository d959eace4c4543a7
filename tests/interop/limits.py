# SPDX-License-Identifier: GPL-3.0-or-later
"""How many compilers run at once: here when every host is down, and on a shared host."""

from concurrent.futures import ThreadPoolExecutor

from interop.pairings import programs
from support import logs, scripted, servers, stock, wrappers
from support.case import Case
from support.context import SYSTEM_PATH, expect, expect_equal
from support.programs import ours

NAP = 0.2
MANY = 64


def cases(context):
    found = [
        Case("interop/limits/every-host-down-j64", every_host_down, alone=True),
        Case("interop/limits/stock-and-ours-share-slots", shared_slots),
        Case("interop/limits/slots-fill-hosts-evenly", even_hosts),
    ]
    return found


def sources(run, count):
    return [run.file(f"u{i}.c", f"int u{i}(void) {{ return {i}; }}\n").name for i in range(count)]


def compile_at_once(run, jobs):
    """Runs (client, source, environment) jobs, all at the same time; all must succeed."""
    def one(job):
        client, source, environment = job
        return run.run([client.client, "gcc", "-c", source, "-o", source[:-2] + ".o"],
                       {**client.environment, **environment})
    with ThreadPoolExecutor(max_workers=len(jobs)) as pool:
        for job, done in zip(jobs, pool.map(one, jobs)):
            expect_equal(done.status, 0, f"exit status for {job[1]} ({done.err.strip()[:200]})")
            expect((run.cwd / (job[1][:-2] + ".o")).exists(), f"no object for {job[1]}")


def every_host_down(run):
    """64 jobs and no host: never more compilers than cores, and no idle waiting between them."""
    counting = wrappers.Counting(run, NAP)
    down = [run.enter(scripted.host("refuse")).name for _ in range(3)]
    environment = {"DISTCC_HOSTS": " ".join(down), "PATH": f"{counting.directory}:{SYSTEM_PATH}",
                   "DISTCC_LOG": run.directory / "client.log"}
    client = ours(run.context)
    began = run.remaining()
    compile_at_once(run, [(client, name, environment) for name in sources(run, MANY)])
    seconds = began - run.remaining()
    expect_equal(len(counting.counts()), MANY, "compilers started")
    expect(counting.most() <= run.context.cpus,
           f"{counting.most()} compilers ran at once on {run.context.cpus} cores")
    # Sixty-four naps on so many cores, half as much again for the work around them.
    limit = 1.5 * MANY * NAP / run.context.cpus + 8
    expect(seconds < limit, f"took {seconds:.1f} s, more than {limit:.1f} s")


def shared_slots(run):
    """Stock and own clients side by side on a host with /2: two compilers at once, never three."""
    counting = wrappers.Counting(run, NAP)
    server = servers.start(run, stock.programs(run.context), servers.Setup(
        jobs=16, path=f"{counting.directory}:{SYSTEM_PATH}"))
    log = run.directory / "client.log"
    # Compilers are counted, and the check of the host's compiler would be one more.
    environment = {"DISTCC_HOSTS": f"{server.host}/2", "DISTCC_LOG": log,
                   "DISTCC_CHECK_COMPILER": "0"}
    both = (programs(run.context, "stock"), programs(run.context, "ours"))
    both[1].path("distcc")
    names = sources(run, 16)
    compile_at_once(run, [(both[i % 2], name, environment) for i, name in enumerate(names)])
    logs.expect_all_remote(log, names, f"{server.host}/2")
    expect_equal(len(counting.counts()), len(names), "compilers started")
    expect_equal(counting.most(), 2, "compilers at once")


def even_hosts(run):
    """Slot 0 of every host is used before slot 1 of any."""
    counting = wrappers.Counting(run, 10)  # none ends before the last has chosen
    client = ours(run.context)
    client.path("distcc")
    setup = servers.Setup(jobs=8, path=f"{counting.directory}:{SYSTEM_PATH}")
    first, second = (servers.start(run, stock.programs(run.context), setup, name)
                     for name in ("first-server", "second-server"))
    log = run.directory / "client.log"
    environment = {"DISTCC_HOSTS": f"{first.host}/4 {second.host}/4", "DISTCC_LOG": log}
    compile_at_once(run, [(client, name, environment) for name in sources(run, 4)])
    used = [host for _, host in logs.completed(log)]
    expect_equal(sorted(used), sorted([f"{first.host}/4", f"{second.host}/4"] * 2), "hosts used")
