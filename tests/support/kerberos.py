# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Kerberos realm of MIT's programs on loopback, for one case; the system's stays as it is."""

import signal
import subprocess

from support import servers
from support.context import Failure, need_program

REALM = "LOOP.TEST"

# No DNS is asked: every name of the realm is written here, or stands for itself.
CONFIGURATION = """\
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  clockskew = {skew}
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
"""

KDC_CONFIGURATION = """\
[kdcdefaults]
  kdc_listen = 127.0.0.1:{port}
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {directory}/principal
    key_stash_file = {directory}/stash
    acl_file = {directory}/acl
    max_life = 1h
  }}
[logging]
  kdc = FILE:{directory}/kdc.log
"""


class Realm:
    """A key distribution centre with the principals that a case adds. `skew`: the seconds by which
    clocks may differ, and an answer may be late."""

    def __init__(self, run, skew=300):
        for program in ("krb5kdc", "kadmin.local", "kdb5_util", "kinit"):
            need_program(program)
        self.run, self.skew = run, skew
        self.directory = run.folder("kerberos")
        self.process = None
        for _ in range(5):
            self._configure(servers.free_port("127.0.0.1"))
            if self.process is None:
                self._admin("kdb5_util", "create", "-s", "-P", "secret")
            self.process = run.start([need_program("krb5kdc"), "-n"], self.environment,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if servers.wait_until_listening(self.process, self.port):
                return
        raise Failure("krb5kdc does not start")

    def _configure(self, port):
        self.port = port
        fill = {"realm": REALM, "port": port, "skew": self.skew, "directory": self.directory}
        (self.directory / "krb5.conf").write_text(CONFIGURATION.format(**fill))
        (self.directory / "kdc.conf").write_text(KDC_CONFIGURATION.format(**fill))

    @property
    def environment(self):
        """For every program that shall live in this realm."""
        return {"KRB5_CONFIG": self.directory / "krb5.conf",
                "KRB5_KDC_PROFILE": self.directory / "kdc.conf",
                "KRB5RCACHENAME": "none:"}

    def _admin(self, program, *words):
        return self.run.succeed([need_program(program), *words], self.environment).out

    def add_service(self, name):
        """The environment of a server that is the service `name`, such as "distcc/localhost"."""
        keytab = self.directory / (name.replace("/", "-") + ".keytab")
        self._admin("kadmin.local", "-q", f"addprinc -randkey {name}")
        self._admin("kadmin.local", "-q", f"ktadd -k {keytab} {name}")
        keytab.chmod(0o644)  # for the user that the server becomes
        return {**self.environment, "KRB5_KTNAME": f"FILE:{keytab}"}

    def fall_silent(self):
        """It hears, and says nothing more."""
        self.process.send_signal(signal.SIGSTOP)
        self.run.on_exit(self.process.send_signal, signal.SIGCONT)

    def add_user(self, name, lifetime=600):
        """The environment of a user who has just fetched a ticket, of so many seconds."""
        cache = self.directory / f"{name}.tickets"
        keytab = self.directory / f"{name}.user-keytab"
        self._admin("kadmin.local", "-q", f"addprinc -randkey {name}")
        self._admin("kadmin.local", "-q", f"ktadd -k {keytab} {name}")
        environment = {**self.environment, "KRB5CCNAME": f"FILE:{cache}"}
        self.run.succeed(["kinit", "-l", f"{lifetime}s", "-k", "-t", keytab, name], environment)
        return environment

    def without_ticket(self):
        return {**self.environment, "KRB5CCNAME": f"FILE:{self.directory}/none.tickets"}
