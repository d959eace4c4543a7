# SPDX-License-Identifier: GPL-3.0-or-later
"""distcc --doctor: the ten commonest faults, each set up for real and named by the first line."""

import json
import os
import shutil

from interop import authentication
from interop.compiler_check import another_gcc
from interop.pairings import programs
from support import scripted, servers, ssh, stock
from support.case import Case
from support.context import SYSTEM_PATH, Skip, expect, expect_equal, need_program

HEALTHY, PROBLEMS, WRONG_CALL = 0, 1, 101


def cases(context):
    found = []
    for kind in ("ours", "stock"):
        for fault in (healthy, not_allowed, not_in_white_list, another_version):
            found.append(Case(f"interop/doctor/{kind}/{fault.__name__.replace('_', '-')}",
                              lambda run, f=fault, k=kind: f(run, k)))
    for fault in (closed_port, localhost_is_no_server, unwritable_directory,
                  masquerade_behind_compilers, ccache_after_distcc, stale_back_off, typing_error,
                  over_ssh, with_authentication, unknown_name, stale_verdict, flags, as_json, wrong_call):
        found.append(Case(f"interop/doctor/{fault.__name__.replace('_', '-')}", fault))
    found.append(Case("interop/doctor/two-hundred-hosts", two_hundred_hosts))
    return found


def start_server(run, kind="ours", **setup):
    return servers.start(run, programs(run.context, kind), servers.Setup(**setup))


def doctor(run, hosts, *words, before=(), **variables):
    """In no hurry, unless the words say otherwise."""
    client = programs(run.context, "ours").client
    return run.run([*before, client, "--doctor", "--timeout=60", *words],
                   {"DISTCC_HOSTS": hosts, **variables})


def first_line(done, severity, *parts):
    """The worst finding: its severity, what it is about, and the command that mends it."""
    line = done.out.splitlines()[0] if done.out else done.err
    expect(line.startswith(f"{severity}: "), f"the first line is {line!r} ({done.err[:200]})")
    for part in parts:
        expect(part in line, f"no {part!r} in {line!r}")
    expect("; mend: " in line, f"no command that mends it in {line!r}")
    expect_equal(done.status, PROBLEMS, "exit status")


def healthy(run, kind):
    server = start_server(run, kind)
    done = doctor(run, f"{server.host}/3,lzo localhost/2")
    expect_equal((done.status, done.err), (HEALTHY, ""), f"exit status and stderr ({done.out})")
    line = done.out.splitlines()[0]
    for part in ("all is well", "1 host ", "1 ready", "make -j5", "gcc is GCC: ("):
        expect(part in line, f"no {part!r} in {line!r}")
    expect(" error" not in done.out.replace("0 errors", ""), done.out)


def not_allowed(run, kind):
    """The server allows 127.0.0.2 only, and we come from 127.0.0.1."""
    server = start_server(run, kind, address="127.0.0.2")
    done = doctor(run, server.host)
    first_line(done, "error", server.host, "does not allow this client",
               f"distccd --daemon --port {server.port} --allow 127.0.0.1")


def not_in_white_list(run, kind):
    if kind == "stock":
        links = {name: need_program(name) for name in ("g++", "x86_64-linux-gnu-g++")}
        server = start_server(run, kind, before=stock.with_fixed_paths(run, links), insecure=False)
        mend = "update-distcc-symlinks"
    else:
        listed = run.file("listed", "".join(f"{need_program(name)}\n"
                                            for name in ("g++", "x86_64-linux-gnu-g++")))
        server = start_server(run, kind, environment={"DISTCC_CMDLIST": listed})
        mend = f"command -v gcc >> {listed}"
    done = doctor(run, server.host)
    first_line(done, "error", server.host, "gcc", "not in its white list", mend)


def another_version(run, kind):
    folder = run.folder("other-gcc")
    for name in ("gcc", "x86_64-linux-gnu-gcc"):
        (folder / name).symlink_to(another_gcc())
    server = start_server(run, kind, path=f"{folder}:{SYSTEM_PATH}")
    own = run.succeed(["gcc", "-dumpversion"]).out.strip()
    done = doctor(run, server.host)
    first_line(done, "error", server.host, "its compiler is GCC: (", "here it is GCC: (",
               f"apt-get install gcc-{own}")


def closed_port(run):
    host = run.enter(scripted.host("refuse"))
    done = doctor(run, host.name)
    first_line(done, "error", host.name, "nothing listens on port", "Connection refused",
               "distccd --daemon --port", "--allow 127.0.0.1")


def localhost_is_no_server(run):
    """localhost compiles without a server; 127.0.0.1 wants one. Both ways to mix them up."""
    first_line(doctor(run, "localhost/4"), "error", "nothing but localhost",
               "a distccd here is 127.0.0.1", "export DISTCC_HOSTS=")
    host = run.enter(scripted.host("refuse"))
    first_line(doctor(run, f"localhost {host.name}"), "error", host.name,
               "127.0.0.1 is a distccd on this machine, localhost is none", "write localhost in")


def unwritable_directory(run):
    server = start_server(run)
    directory = run.folder("foreign")
    before = ()
    if os.geteuid() == 0:
        if not servers.everybody_may_enter(run.directory):
            raise Skip(f"another user cannot enter {run.directory}")
        directory.chmod(0o755)
        before = (need_program("setpriv"), "--reuid=nobody", "--clear-groups")
        mend = f"sudo chown -R nobody {directory}"
    else:
        directory.chmod(0o555)
        mend = f"chmod -R u+rwX {directory}"
    done = doctor(run, server.host, before=before, DISTCC_DIR=directory)
    first_line(done, "error", str(directory), "DISTCC_DIR cannot be written", mend)


def masquerade(run):
    folder = run.folder("masquerade")
    for name in ("gcc", "g++", "cc", "c++"):
        (folder / name).symlink_to(programs(run.context, "ours").client)
    return folder


def ccache_links(run):
    folder = run.folder("ccache")
    for name in ("gcc", "g++"):
        (folder / name).symlink_to(need_program("ccache"))
    return folder


def masquerade_behind_compilers(run):
    server = start_server(run)
    folder = masquerade(run)
    first_line(doctor(run, server.host, PATH=f"{SYSTEM_PATH}:{folder}"), "error",
               str(folder), "comes after /usr/bin", f'export PATH="{folder}:$PATH"')
    done = doctor(run, server.host, PATH=f"{folder}:{SYSTEM_PATH}")
    expect_equal(done.status, HEALTHY, f"exit status once it is first ({done.out})")


def ccache_after_distcc(run):
    server = start_server(run)
    distcc, ccache = masquerade(run), ccache_links(run)
    first_line(doctor(run, server.host, PATH=f"{distcc}:{ccache}:{SYSTEM_PATH}"), "warning",
               "(ccache) comes after", f'export CCACHE_PREFIX=distcc PATH="{ccache}:$PATH"')
    first_line(doctor(run, server.host, CC="distcc ccache gcc"), "warning", "CC",
               "ccache comes after distcc", 'CC="ccache gcc"')
    done = doctor(run, server.host, PATH=f"{ccache}:{SYSTEM_PATH}", CCACHE_PREFIX="distcc")
    expect_equal(done.status, HEALTHY, f"exit status with ccache first ({done.out})")


def stale_back_off(run):
    server = start_server(run)
    locks = run.directory / "home" / ".distcc" / "lock"
    locks.mkdir(parents=True)
    mark = locks / f"backoff_tcp_{server.address}_{server.port}_0"
    mark.write_text("x")
    first_line(doctor(run, server.host, DISTCC_BACKOFF_PERIOD="600"), "warning", server.host,
               "works now, but failed lately", f"rm {mark}")
    mark.unlink()
    expect_equal(doctor(run, server.host).status, HEALTHY, "exit status once it is mended")


def typing_error(run):
    """The command in the first line mends the file."""
    server = start_server(run)
    hosts = run.directory / "home" / ".distcc" / "hosts"
    hosts.parent.mkdir()
    hosts.write_text(f"# mine\n{server.host}/4,lzp\nlocalhost/2\n")
    done = doctor(run, None)
    first_line(done, "error", str(hosts), f"{server.host}/4,lzp", "sed -i")
    run.succeed(["sh", "-c", done.out.splitlines()[0].partition("; mend: ")[2]])
    expect_equal(hosts.read_text(), f"# mine\n{server.host}/4,lzo\nlocalhost/2\n", "the file")
    expect_equal(doctor(run, None).status, HEALTHY, "exit status once it is mended")


def unknown_name(run):
    first_line(doctor(run, "no-such-host.invalid"), "error", "no-such-host.invalid",
               "has no address", "getent hosts no-such-host.invalid")


def stale_verdict(run):
    """A host that was left out for its compiler, and has the right one by now."""
    server = start_server(run)
    run.file("a.c", "int a;\n")
    run.succeed([programs(run.context, "ours").client, "gcc", "-c", "a.c"],
                {"DISTCC_HOSTS": server.host})
    known = run.directory / "home" / ".distcc" / "compilers"
    for path in known.glob("*_tcp_*"):
        path.write_text("differs: its compiler is older\n")
    first_line(doctor(run, server.host), "warning", server.host, "remembered as another",
               f"rm -r {known}")


def flags(run):
    server = start_server(run)
    first_line(doctor(run, server.host, CFLAGS="-O2 -gsplit-dwarf"), "warning", "CFLAGS",
               "side_output (-gsplit-dwarf)", "export CFLAGS=")
    done = doctor(run, server.host, CFLAGS="-O2 -march=native", CXXFLAGS="-O2 -g")
    expect_equal(done.status, HEALTHY, f"exit status with -march=native ({done.out})")


def as_json(run):
    server = start_server(run)
    closed = run.enter(scripted.host("refuse"))
    done = doctor(run, "unused", "--json", closed.name, server.host)
    expect_equal(done.status, PROBLEMS, "exit status")
    document = json.loads(done.out)
    worst = document["findings"][0]
    expect_equal((document["healthy"], worst["severity"], worst["key"], worst["where"]),
                 (False, "error", "connection_refused", closed.name), "the worst finding")
    expect(worst["mend"], "no command that mends it")
    expect_equal([(host["host"], host["ready"]) for host in document["hosts"]],
                 [(closed.name, False), (server.host, True)], "hosts")
    verdicts = {entry["name"]: entry["verdict"] for entry in document["hosts"][1]["compilers"]}
    expect_equal((verdicts["gcc"], verdicts["g++"]), ("same", "same"), "compilers")


def wrong_call(run):
    for words in (["--jsn"], ["--timeout=0"], ["--timeout=soon"]):
        done = doctor(run, "localhost", *words)
        expect_equal(done.status, WRONG_CALL, f"exit status of {words}")
        expect("Usage: distcc --doctor" in done.err, f"stderr is {done.err!r}")


def over_ssh(run):
    """A host that ssh reaches; one whose ssh says why it cannot; one that has no distccd there."""
    host = ssh.start(run, programs(run.context, "ours"))
    done = doctor(run, host.host, **host.environment)
    expect_equal((done.status, done.err), (HEALTHY, ""), f"exit status and stderr ({done.out})")
    expect("all is well" in done.out.splitlines()[0], done.out)
    first_line(doctor(run, "@nowhere.invalid", **host.environment), "error", "@nowhere.invalid",
               "Could not resolve hostname", "ssh -F")
    first_line(doctor(run, f"@{ssh.ALIAS}:/none/distccd", **host.environment), "error",
               f"@{ssh.ALIAS}:/none/distccd", "/none/distccd", "ssh -F")


def with_authentication(run):
    """A host that wants a ticket: with one, without one, and written without ,auth."""
    scene = authentication.scene(run)
    host = authentication.start(run, scene, "ours", "--auth").host
    done = doctor(run, f"{host},auth", **scene.user("alice"))
    expect_equal((done.status, done.err), (HEALTHY, ""), f"exit status and stderr ({done.out})")
    first_line(doctor(run, f"{host},auth", **scene.realm.without_ticket(), DISTCC_PRINCIPAL="distcc"),
               "error", f"{host},auth", "No Kerberos credentials available", "kinit")
    first_line(doctor(run, host, **scene.user("bob")), "error", host, "authenticate", f"{host},auth")


def two_hundred_hosts(run):
    """190 hosts that swallow what is sent to them, and ten that work, within one time for all."""
    listed = run.file("listed", f"{need_program('gcc')}\n{shutil.which('x86_64-linux-gnu-gcc')}\n")
    server = start_server(run, environment={"DISTCC_CMDLIST": listed})
    full = [run.enter(scripted.host("full")).name for _ in range(190)]
    hosts = " ".join([*full, *(f"{server.host}/{i + 1}" for i in range(10))])
    done = doctor(run, hosts, CC="gcc", CXX="gcc")
    first_line(done, "error", full[0], "does not answer", "ping -c 1 127.0.0.1")
    expect_equal(done.out.count("does not answer"), 190, "hosts that are down")
    expect("looked at 200 hosts" in done.out, done.out[-300:])
    expect(done.seconds < 30, f"took {done.seconds:.1f} s")
