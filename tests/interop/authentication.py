# SPDX-License-Identifier: GPL-3.0-or-later
"""GSS-API authentication with a real Kerberos server, ours and stock on either end."""

import errno
import socket
import threading
import time
from dataclasses import dataclass

from interop.pairings import programs
from support import kerberos, locks, logs, objects, servers, stock
from support.case import Case
from support.context import Skip, expect, expect_equal
from support.programs import ours
from support.waiting import wait_for, wait_for_equal

PAIRS = (("ours", "ours"), ("ours", "stock"), ("stock", "ours"))
NO_HOST_LEFT = 116  # what stock says whatever the reason was
SOURCE = '#include <stdio.h>\nint main(void) { puts("hello"); return __LINE__; }\n'


@dataclass
class Scene:
    """A realm with one service, the users alice and bob, and a host list entry's name for it."""
    realm: object
    name: str
    service: dict

    def user(self, name):
        return {**self.realm.add_user(name), "DISTCC_PRINCIPAL": "distcc"}


def scene(run, **realm):
    name = socket.getfqdn("127.0.0.1")
    realm = kerberos.Realm(run, **realm)
    service = realm.add_service(f"distcc/{name}")
    return Scene(realm, name, {**service, "DISTCCD_PRINCIPAL": f"distcc@{name}"})


def cases(context):
    found = []
    for client, server in PAIRS:
        pair = f"{client}-to-{server}"
        for name, function in (("works", works), ("denied", denied), ("no-ticket", no_ticket),
                               ("one-sided", one_sided)):
            found.append(Case(f"interop/authentication/{pair}/{name}",
                              lambda run, f=function, c=client, s=server: f(run, c, s)))
    found += [
        Case("interop/authentication/pump", pump),
        Case("interop/authentication/wrong-service", wrong_service),
        Case("interop/authentication/expired-ticket", expired_ticket),
        Case("interop/authentication/lists", lists),
        Case("interop/authentication/start", start_up),
        Case("interop/authentication/questions", questions),
        Case("interop/authentication/library-missing", library_missing),
        Case("interop/authentication/hostile-hosts", hostile_hosts),
        Case("interop/authentication/hostile-clients", hostile_clients),
    ]
    if context.full:  # Kerberos waits for half a minute
        found.append(Case("interop/authentication/silent-ticket-server", silent_ticket_server))
    return found


def start(run, scene_, which, *options, name=None, environment=None):
    setup = servers.Setup(options=options, environment=scene_.service | (environment or {}))
    return servers.start(run, programs(run.context, which), setup, name=name)


class Job:
    """One compile, again and again, each with a DISTCC_DIR of its own."""

    def __init__(self, run, client):
        self.run, self.client = run, programs(run.context, client)
        run.file("a.c", SOURCE)
        run.succeed(["gcc", "-c", "a.c", "-o", "local.o"])
        self.log = run.directory / "client.log"
        self.count = 0

    def go(self, hosts, *environment, **more):
        self.count += 1
        self.directory = self.run.folder(f"distcc-{self.count}")
        self.log.unlink(missing_ok=True)
        (self.run.cwd / "a.o").unlink(missing_ok=True)
        return self.run.run([self.client.client, "gcc", "-c", "a.c", "-o", "a.o"],
                            {**self.client.environment, "DISTCC_HOSTS": hosts,
                             "DISTCC_DIR": self.directory}
                            | {k: v for layer in environment for k, v in layer.items()} | more)

    def expect_object(self):
        objects.expect_same(self.run.cwd / "a.o", self.run.cwd / "local.o", "the object")

    def expect_remote(self, hosts, environment):
        done = self.go(hosts, environment, DISTCC_LOG=self.log)
        expect_equal((done.status, done.err), (0, ""), "exit status and stderr")
        logs.expect_all_remote(self.log, ["a.c"], hosts)
        self.expect_object()

    def expect_local(self, hosts, environment, *reasons, code=None, own_words=True):
        """The right object all the same, one line that says why; without fallback, the code."""
        done = self.go(hosts, environment)
        expect_equal(done.status, 0, f"exit status ({done.err})")
        self.expect_object()
        if own_words:
            lines = done.err.strip().splitlines()
            expect_equal(len(lines), 1, f"lines on stderr ({done.err})")
            for reason in reasons:
                expect(reason in lines[0], f"{reason!r} is not in {lines[0]!r}")
        else:
            expect(done.err.strip(), "nothing is said")
        expect_equal(locks.held(self.directory), [], "slots still held")
        strict = self.go(hosts, environment, DISTCC_FALLBACK=0)
        expect(not (self.run.cwd / "a.o").exists(), "there is an object although nobody made it")
        expect_equal(strict.status, code, f"status ({strict.err})")


def works(run, client, server):
    """By the name of the address, by a given name; plain and compressed; nothing on stderr."""
    scene_ = scene(run)
    host = start(run, scene_, server, "--auth")
    job, alice = Job(run, client), scene_.user("alice")
    for options in (",auth", f",lzo,auth={scene_.name}"):
        job.expect_remote(host.host + options, alice)
    if server == "ours":
        expect("authenticated alice@" in host.log.read_text(), "the log does not name the client")


def pump(run):
    """Pump mode comes after the handshake like any other request."""
    scene_ = scene(run)
    host = start(run, scene_, "ours", "--auth")
    own = ours(run.context)
    run.file("a.c", SOURCE)
    entry = f"{host.host},cpp,lzo,auth"
    done = run.succeed([own.path("pump"), own.client, "gcc", "-c", "a.c", "-o", "a.o"],
                       {**scene_.user("alice"), "DISTCC_HOSTS": entry, "DISTCC_FALLBACK": 0,
                        "DISTCC_DIR": run.folder("d"), "DISTCC_LOG": run.directory / "client.log",
                        "XDG_RUNTIME_DIR": run.folder("r")})
    logs.expect_all_remote(run.directory / "client.log", ["a.c"], entry)
    expect(not done.err, f"noise: {done.err}")
    run.run([own.client, "--agent-stop"], {"XDG_RUNTIME_DIR": run.directory / "r"})


def denied(run, client, server):
    """On the blacklist, or not on the whitelist; the others are served."""
    scene_ = scene(run)
    (run.directory / "listed").write_text("alice\n")
    job, alice, bob = Job(run, client), scene_.user("alice"), scene_.user("bob")
    for option, good, bad in (("--blacklist", bob, alice), ("--whitelist", alice, bob)):
        host = start(run, scene_, server, "--auth", option, run.directory / "listed", name=option)
        job.expect_remote(f"{host.host},auth", good)
        job.expect_local(f"{host.host},auth", bad, "knows this user", "list",
                         code=113 if client == "ours" else NO_HOST_LEFT,
                         own_words=client == "ours")


def no_ticket(run, client, server):
    scene_ = scene(run)
    host = start(run, scene_, server, "--auth")
    job = Job(run, client)
    job.expect_local(f"{host.host},auth",
                     {**scene_.realm.without_ticket(), "DISTCC_PRINCIPAL": "distcc"},
                     "No Kerberos credentials available", "kinit",
                     code=119 if client == "ours" else NO_HOST_LEFT, own_words=client == "ours")
    if client == "ours":  # the host did nothing wrong, and is asked again after kinit
        expect_equal(locks.backed_off(job.directory), [], "hosts left out")


def one_sided(run, client, server):
    """Only one of the two wants authentication."""
    scene_ = scene(run)
    job, alice = Job(run, client), scene_.user("alice")
    strict = start(run, scene_, server, "--auth")
    both_ours = client == server == "ours"
    reason = '",auth"' if both_ours else "want authentication"
    if client == "ours" and server == "stock":
        reason = strict.host  # it resets the connection, and says nothing
    # Our server refuses in an answer, and whoever asks shows it; stock's hangs up.
    hung_up = 117 if client == "ours" else NO_HOST_LEFT
    job.expect_local(strict.host, {}, reason, code=113 if server == "ours" else hung_up,
                     own_words=client == "ours")
    plain = servers.start(run, programs(run.context, server), name="plain")
    began = time.monotonic()
    code = 119 if server == "ours" else 118  # our server hangs up at once, stock's waits for more
    job.expect_local(f"{plain.host},auth", alice, "without --auth",
                     code=code if client == "ours" else NO_HOST_LEFT, own_words=client == "ours")
    expect(time.monotonic() - began < 20, "took too long")
    job.expect_remote(plain.host, {})  # and both serve on
    job.expect_remote(f"{strict.host},auth", alice)


def wrong_service(run):
    """The host is not the service that the user wants, or is another one than it says."""
    scene_ = scene(run)
    scene_.realm.add_service(f"other/{scene_.name}")
    host = start(run, scene_, "ours", "--auth")
    job, alice = Job(run, "ours"), scene_.user("alice")
    job.expect_local(f"{host.host},auth=nowhere.test", alice, "distcc@nowhere.test", "not found",
                     code=119)
    # Known to the realm, and no key of this server.
    job.expect_local(f"{host.host},auth", {**alice, "DISTCC_PRINCIPAL": "other"}, "other@",
                     code=119)
    # Without DISTCC_PRINCIPAL it has to be the host itself.
    job.expect_local(f"{host.host},auth", {**alice, "DISTCC_PRINCIPAL": None}, "host/", code=119)


def expired_ticket(run):
    scene_ = scene(run, skew=1)  # which a ticket outlives
    host = start(run, scene_, "ours", "--auth")
    environment = {**scene_.realm.add_user("alice", lifetime=1), "DISTCC_PRINCIPAL": "distcc"}
    job = Job(run, "ours")
    wait_for(lambda: "xpired" in job.go(f"{host.host},auth", environment, DISTCC_FALLBACK=0).err,
             "the end of the ticket")
    job.expect_local(f"{host.host},auth", environment, "xpired", "kinit", code=119)


def lists(run):
    """A line with a realm, comments, and a list that is changed while the server runs."""
    scene_ = scene(run)
    listed = run.directory / "listed"
    listed.write_text(f"# who may\n\n alice@OTHER.TEST\nbob@{kerberos.REALM} \n")
    host = start(run, scene_, "ours", "--auth", "--whitelist", listed)
    job, alice, bob = Job(run, "ours"), scene_.user("alice"), scene_.user("bob")
    job.expect_remote(f"{host.host},auth", bob)
    job.expect_local(f"{host.host},auth", alice, "knows this user", code=113)
    listed.write_text("alice\n")
    host.process.send_signal(1)
    wait_for(lambda: job.go(f"{host.host},auth", alice, DISTCC_FALLBACK=0).status == 0,
             "a list that is read anew")
    job.expect_local(f"{host.host},auth", bob, "knows this user", code=113)
    listed.unlink()
    host.process.send_signal(1)  # the old one stays in force
    job.expect_remote(f"{host.host},auth", alice)
    text = host.log.read_text()
    expect("refused (principal_not_allowed)" in text, "the refusal is not in the log")


def start_up(run):
    """What is wrong is told at the start, with the exit status of stock distccd."""
    scene_ = scene(run)
    own = ours(run.context)
    (run.directory / "list").write_text("")
    listed = run.directory / "list"
    rows = (
        (["--auth", "--blacklist", listed, "--whitelist", listed], {}, 101, "only one of them"),
        (["--auth", "--blacklist", "/nonexistent"], {}, 119, "--blacklist: "),
        (["--auth"], {"DISTCCD_PRINCIPAL": None}, 119, "DISTCCD_PRINCIPAL"),
        (["--auth"], {"KRB5_KTNAME": "FILE:/nonexistent"}, 119, "/nonexistent"),
        (["--auth"], {"DISTCCD_PRINCIPAL": "else@nowhere.test"}, 119, "else@nowhere.test"),
    )
    for options, environment, status, text in rows:
        done = run.run([own.server, "--daemon", "--no-detach", "--port", "0", "--log-stderr",
                        "--enable-tcp-insecure", "--user", servers.UNPRIVILEGED, *options],
                       scene_.service | environment)
        expect_equal(done.status, status, f"{options}: exit status ({done.err})")
        errors = [line for line in done.err.splitlines() if "ERROR" in line or "CRITICAL" in line]
        expect_equal(len(errors), 1, f"{options}: error lines ({done.err})")
        expect(text in errors[0], f"{options}: {text!r} is not in {errors[0]!r}")


def questions(run):
    """--show-principal and the line of --version, letter for letter stock's."""
    for program, variable in (("distcc", "DISTCC_PRINCIPAL"), ("distccd", "DISTCCD_PRINCIPAL")):
        answers = []
        for which in ("stock", "ours"):
            one = programs(run.context, which)
            said = [run.run([one.path(program), "--show-principal"], one.environment | setting)
                    for setting in ({}, {variable: "distcc@host.test"})]
            answers.append([(done.status, done.out) for done in said])
            version = run.run([one.path(program), "--version"], one.environment).out
            expect("\nBuilt with GSS-API support for mutual authentication.\n" in version,
                   f"{which} {program} --version: {version}")
        expect_equal(answers[1], answers[0], f"{program} --show-principal")


def library_missing(run):
    """The client starts without the library, and names its package when an ,auth host needs it."""
    own = ours(run.context)
    needs = run.succeed(["ldd", own.client]).out
    expect("gss" not in needs and "krb" not in needs, f"distcc links {needs}")
    library = next((line.split()[-1] for line in run.succeed(["ldconfig", "-p"]).out.splitlines()
                    if "libgssapi_krb5.so.2" in line), None)
    if library is None:
        raise Skip("libgssapi_krb5.so.2 is not installed")
    run.file("a.c", SOURCE)
    host = servers.start(run, own)
    words = run.context.once("mount", stock.can_mount)
    script = 'mount --bind /dev/null "$1" && shift && exec "$@"'
    done = run.run([*words, "sh", "-c", script, "sh", library, own.client, "gcc", "-c", "a.c"],
                   {"DISTCC_HOSTS": f"{host.host},auth"})
    expect_equal(done.status, 0, f"exit status ({done.err})")
    expect("package libgssapi-krb5-2" in done.err, f"the package is not named: {done.err}")
    expect_equal(len(done.err.strip().splitlines()), 1, f"lines ({done.err})")


TOKEN = b"TLEN00000004abcd"
HOSTILE_HOSTS = {
    "silent": lambda c: c.recv(1) and c.recv(1 << 16),
    "other-greeting": lambda c: c.sendall(b"+"),
    "hangs-up-after-greeting": lambda c: c.sendall(b"*"),
    "rubbish": lambda c: c.sendall(b"*" + b"x" * 5000),
    "token-of-gigabytes": lambda c: c.sendall(b"*TLENffffffff" + b"x" * 5000),
    "token-of-nothing": lambda c: c.sendall(b"*TLEN00000000"),
    "half-a-token": lambda c: c.sendall(b"*TLEN00000100abc"),
    "false-token": lambda c: c.sendall(b"*" + TOKEN),
    "verdict-at-once": lambda c: c.sendall(b"*y"),
}


def hostile_hosts(run):
    """A host that breaks the handshake is left out, soon, with one line; it never gets the job."""
    scene_ = scene(run)
    job, alice = Job(run, "ours"), scene_.user("alice")
    for name, behave in HOSTILE_HOSTS.items():
        with socket.create_server(("127.0.0.1", 0)) as listener:
            seen = []
            thread = threading.Thread(target=serve_hostile, args=(listener, behave, seen))
            thread.start()
            entry = f"127.0.0.1:{listener.getsockname()[1]},auth={scene_.name}"
            done = job.go(entry, alice)
            thread.join()
        expect_equal(done.status, 0, f"{name}: exit status ({done.err})")
        expect_equal(len(done.err.strip().splitlines()), 1, f"{name}: lines ({done.err})")
        expect(done.seconds < 25, f"{name}: took {done.seconds:.1f} s")
        expect(b"DIST" not in seen[0], f"{name}: the job was sent to a stranger")
        job.expect_object()


def serve_hostile(listener, behave, seen):
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(20)
        data = b""
        try:
            behave(connection)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(1 << 16):
                data += piece
        except OSError as gone:  # the client went, with unread bytes
            if gone.errno not in GONE:
                raise
        seen.append(data)


HOSTILE_CLIENTS = (b"", b"*", b"*TLEN", b"*TLENffffffff" + b"x" * 200_000, b"*TLEN00000000",
                   b"*TLEN00010001" + b"x" * 70_000, b"*TLEN00001000" + b"x" * 4096, b"*" + TOKEN,
                   b"*" * 5000, b"*TLENzzzzzzzz", b"\0" * 100, b"GET / HTTP/1.0\r\n\r\n")

GONE = (errno.ENOTCONN, errno.ECONNRESET, errno.EPIPE)


def served(host):
    return [line for line in host.log.read_text().splitlines()
            if "COMPILE_OK" in line and "distcc-probe" not in line]


def hostile_clients(run):
    """Clients that break the handshake, or stay silent in it, are dropped; others are served."""
    scene_ = scene(run)
    host = start(run, scene_, "ours", "--auth", environment={"DISTCC_IO_TIMEOUT": "10"})
    address = (host.address, host.port)
    silent = [socket.create_connection(address) for _ in range(40)]
    for connection in silent:
        connection.sendall(b"*")
    for data in HOSTILE_CLIENTS:
        with socket.create_connection(address, timeout=20) as client:
            try:
                client.sendall(data)
                if data:
                    client.shutdown(socket.SHUT_WR)
                while client.recv(1 << 16):
                    pass
            except OSError as gone:  # the server may have hung up at any step of this
                if gone.errno not in GONE:
                    raise
    Job(run, "ours").expect_remote(f"{host.host},auth", scene_.user("alice"))
    for connection in silent:  # all of them are hung up on within the time-out
        connection.settimeout(20)
        expect(connection.recv(2) == b"*" and connection.recv(1) == b"", "a silent client stays")
        connection.close()
    peak = next(int(line.split()[1]) for line in
                open(f"/proc/{host.process.pid}/status", encoding="ascii") if "VmHWM" in line)
    expect(peak < 100_000, f"the server has grown to {peak} kB")
    wait_for_equal(lambda: len(served(host)), 1, "jobs that were served")


def silent_ticket_server(run):
    """The client waits for the realm's server as long as Kerberos does, then goes on without."""
    scene_ = scene(run)
    host = start(run, scene_, "ours", "--auth")
    alice = scene_.user("alice")
    scene_.realm.fall_silent()
    done = Job(run, "ours").go(f"{host.host},auth", alice)
    expect_equal(done.status, 0, f"exit status ({done.err})")
    expect_equal(len(done.err.strip().splitlines()), 1, f"lines ({done.err})")
    expect(done.seconds < 60, f"took {done.seconds:.1f} s")
